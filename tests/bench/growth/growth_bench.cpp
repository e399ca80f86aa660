// Runs the labelled traces through the library and through the usual methods, and prints one table:
//   growth_bench [--set NAME] [--traces] [--online]     tests/data/leak; NAME: synthetic, real, real-long
//     --same-signal: the usual methods get RssAnon + RssShmem + VmSwap, as the library does, not VmRSS
//   growth_bench --check                                the same, and fails below the floors
//   growth_bench --synthesize SEED COUNT [--write DIR]  new traces of documented families
#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/growth/baselines.hpp"
#include "bench/growth/scores.hpp"
#include "bench/growth/synthesis.hpp"

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
  bool check = false, traces = false, online = false, same_signal = false;
  std::uint64_t seed = 0;
  int count = 0;
  std::string folder;
};

Options parse(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto next = [&] {
      if (i + 1 >= words.size()) throw std::runtime_error(words[i] + " needs a value");
      return words[++i];
    };
    if (words[i] == "--set")
      options.sets = {next()};
    else if (words[i] == "--check")
      options.check = true;
    else if (words[i] == "--traces")
      options.traces = true;
    else if (words[i] == "--online")
      options.online = true;
    else if (words[i] == "--same-signal")
      options.same_signal = true;
    else if (words[i] == "--write")
      options.folder = next();
    else if (words[i] == "--synthesize") {
      options.seed = std::stoull(next());
      options.count = std::stoi(next());
    } else
      throw std::runtime_error("unknown option " + words[i]);
  }
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

void print_baselines(const std::vector<tests::Trace>& traces, bool judged) {
  for (const bench::Baseline& baseline : bench::baselines()) {
    bench::Score score;
    for (const tests::Trace& trace : traces)
      if (!trace.ambiguous && trace.label != "leak_virtual")
        score.add(trace.leaks(), baseline.leaks(series_of(trace, judged)));
    bench::print_row(baseline.name, score);
  }
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

// The address space that grows alone must be named.
bool names_address_space(const std::vector<bench::Outcome>& outcomes) {
  bool all = true;
  for (const bench::Outcome& outcome : outcomes) {
    if (outcome.trace->label != "leak_virtual") continue;
    const bool named =
        outcome.report.metric == "vm_size" && outcome.report.verdict == procmem::Verdict::suspected;
    std::printf("  %s: address space %s\n", outcome.trace->name.c_str(), named ? "named" : "NOT named");
    all = all && named;
  }
  return all;
}

bool reaches(const char* what, double value, double floor, bool at_most = false) {
  if (at_most ? value <= floor : value >= floor) return true;
  std::printf("  FAILED: %s is %.3f, the floor %.3f\n", what, value, floor);
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

bool run(const std::string& set, const std::vector<tests::Trace>& traces, const Options& options) {
  const auto outcomes = bench::judge(traces);
  const bench::Score score = bench::score(outcomes);
  bench::print_header(set.c_str());
  bench::print_row("procmem", score);
  print_baselines(traces, options.same_signal);
  bench::print_details(outcomes);
  if (options.count > 0) print_families(outcomes);
  if (options.traces)
    for (const bench::Outcome& o : outcomes)
      std::printf("  %-7s %-40s %s\n", o.trace->label.c_str(), o.trace->name.c_str(),
                  explain(o.report).c_str());
  if (options.online) bench::print_online(bench::feed(traces));
  const bool named = names_address_space(outcomes);
  const bool held = holds(set, score);
  return !options.check || (held && named);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse({argv + 1, argv + argc});
  if (options.count > 0) {
    const auto traces = bench::synthesize(options.seed, options.count);
    if (!options.folder.empty()) bench::write_traces(traces, options.folder);
    return run("new", traces, options) ? 0 : 1;
  }
  bool good = true;
  for (const std::string& set : options.sets) good = run(set, tests::load_traces(set), options) && good;
  return good ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "growth_bench: %s\n", error.what());
  return 2;
}
