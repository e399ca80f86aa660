// Runs the labelled traces through the library and through the usual methods, and prints one table:
//   growth_bench [--set NAME] [--traces] [--online]     tests/data/leak; NAME: synthetic, real, real-long
//     --csv FILE: one row per trace; --json: one JSON object per set instead of the tables
//     --same-signal: the usual methods get RssAnon + RssShmem + VmSwap, as the library does, not VmRSS
//   growth_bench --check                                the same, and fails below the floors
//   growth_bench --synthesize SEED COUNT [--write DIR]  new traces of documented families
#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/growth/baselines.hpp"
#include "bench/growth/scores.hpp"
#include "bench/growth/synthesis.hpp"
#include "bench/growth/tables.hpp"

namespace {

// A little under what was reached (docs/growth.md).
struct Floor {
  const char* set;
  double precision, recall, f1, false_alarms;
};
constexpr Floor floors[] = {
    {"synthetic", .97, .74, .84, .01}, {"real", .94, .90, .92, .05}, {"real-long", .93, .79, .87, .05}};

struct Options {
  std::vector<std::string> sets = {"synthetic", "real", "real-long"};
  bool check = false, traces = false, online = false, same_signal = false, json = false;
  std::uint64_t seed = 0;
  int count = 0;
  std::string folder, csv;
};

bool set_flag(Options& options, const std::string& word) {
  constexpr std::pair<const char*, bool Options::*> flags[] = {{"--check", &Options::check},
                                                               {"--traces", &Options::traces},
                                                               {"--online", &Options::online},
                                                               {"--json", &Options::json},
                                                               {"--same-signal", &Options::same_signal}};
  for (const auto& [name, member] : flags)
    if (word == name) return options.*member = true;
  return false;
}

Options parse(const std::vector<std::string>& words) {
  Options options;
  std::size_t i = 0;
  const auto next = [&] {
    if (++i >= words.size()) throw std::runtime_error(words[i - 1] + " needs a value");
    return words[i];
  };
  for (; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (set_flag(options, word)) continue;
    if (word == "--set")
      options.sets = {next()};
    else if (word == "--csv")
      options.csv = next();
    else if (word == "--write")
      options.folder = next();
    else if (word == "--synthesize") {
      options.seed = std::stoull(next());
      options.count = std::stoi(next());
    } else
      throw std::runtime_error("unknown option " + word);
  }
  if (!options.folder.empty() && options.count <= 0) throw std::runtime_error("--write needs --synthesize");
  return options;
}

// What the usual methods get: VmRSS, or what the library judges.
bench::Series series_of(const tests::Trace& trace, bool judged) {
  const std::size_t stride = trace.seconds.size() / 400 + 1;  // pairs of points are many
  const std::vector<std::int64_t> y = judged ? trace.judged() : trace.columns.at("VmRSS_kB");
  bench::Series series;
  for (std::size_t i = 0; i < trace.seconds.size(); i += stride) {
    series.t.push_back(trace.seconds[i]);
    series.y.push_back(static_cast<double>(y[i]));
  }
  return series;
}

bench::Score score_of(const bench::Baseline& baseline, const std::vector<tests::Trace>& traces, bool judged) {
  bench::Score score;
  for (const tests::Trace& trace : traces)
    if (!trace.ambiguous && trace.label != "leak_virtual")
      score.add(trace.leaks(), baseline.leaks(series_of(trace, judged)));
  return score;
}

void print_families(const std::vector<bench::Outcome>& outcomes) {
  std::map<std::string, std::pair<int, int>> families;
  for (const bench::Outcome& outcome : outcomes) {
    auto& [called, all] = families[(outcome.trace->leaks() ? "leak   " : "clean  ") + outcome.trace->family];
    called += outcome.called() ? 1 : 0;
    ++all;
  }
  for (const auto& [name, counts] : families)
    std::printf("  %-32s called leaking: %d of %d\n", name.c_str(), counts.first, counts.second);
}

void print_traces(const std::vector<bench::Outcome>& outcomes) {
  for (const bench::Outcome& o : outcomes)
    std::printf("  %-7s %-40s %s\n", o.trace->label.c_str(), o.trace->name.c_str(),
                explain(o.report).c_str());
}

// The address space that grows alone must be named.
bool names_address_space(const std::vector<bench::Outcome>& outcomes, bool aloud) {
  bool all = true;
  for (const bench::Outcome& outcome : outcomes) {
    if (outcome.trace->label != "leak_virtual") continue;
    const bool named =
        outcome.report.metric == "vm_size" && outcome.report.verdict == procmem::Verdict::suspected;
    if (aloud)
      std::printf("  %s: address space %s\n", outcome.trace->name.c_str(), named ? "named" : "NOT named");
    all = all && named;
  }
  return all;
}

bool reaches(const char* what, double value, double floor, bool at_most = false) {
  if (at_most ? value <= floor : value >= floor) return true;
  std::fprintf(stderr, "  FAILED: %s is %.3f, the floor %.3f\n", what, value, floor);
  return false;
}

// All are looked at, so that all that fail are told.
bool holds(const std::string& set, const bench::Score& score) {
  bool good = true;
  for (const Floor& floor : floors) {
    if (set != floor.set) continue;
    good = reaches("precision", score.precision(), floor.precision) && good;
    good = reaches("recall", score.recall(), floor.recall) && good;
    good = reaches("F1", score.f1(), floor.f1) && good;
    good = reaches("false alarms", score.false_alarm_rate(), floor.false_alarms, true) && good;
  }
  return good;
}

// Whether it holds what is promised of the set.
bool run(const std::string& set, const std::vector<tests::Trace>& traces, const Options& options,
         std::vector<bench::Outcome>& all) {
  const auto outcomes = bench::judge(traces);
  bench::SetResult result{set, {{"procmem", bench::score(outcomes)}}, bench::details(outcomes), std::nullopt};
  for (const bench::Baseline& baseline : bench::baselines())
    result.methods.emplace_back(baseline.name, score_of(baseline, traces, options.same_signal));
  if (options.online) result.online = bench::feed(traces);
  all.insert(all.end(), outcomes.begin(), outcomes.end());
  if (options.json) {
    std::printf("%s\n", bench::to_json(result).c_str());
  } else {
    bench::print(result);
    if (options.count > 0) print_families(outcomes);
    if (options.traces) print_traces(outcomes);
  }
  const bool named = names_address_space(outcomes, !options.json);
  const bool held = !options.check || holds(set, result.methods[0].second);
  // "No leak above …" promises to have shown 80 % of those that are.
  const bench::Share& shown = result.details.above_detectable;
  const bool kept = !options.check || shown.whole == 0 ||
                    reaches("found above the smallest detectable rate", shown.ratio(), .8);
  return held && kept && (named || !options.check);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse({argv + 1, argv + argc});
  std::vector<std::vector<tests::Trace>> sets;  // what is told of them points into them
  if (options.count > 0)
    sets.push_back(bench::synthesize(options.seed, options.count));
  else
    for (const std::string& set : options.sets) sets.push_back(tests::load_traces(set));
  if (!options.folder.empty()) bench::write_traces(sets[0], options.folder);
  bool good = true;
  std::vector<bench::Outcome> outcomes;
  for (const auto& traces : sets) good = run(traces[0].set, traces, options, outcomes) && good;
  if (!options.csv.empty()) bench::write_csv(options.csv, outcomes);
  return good ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "growth_bench: %s\n", error.what());
  return 2;
}
