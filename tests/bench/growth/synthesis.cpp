#include "bench/growth/synthesis.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <stdexcept>

#include "bench/growth/families.hpp"

namespace bench {
namespace {

// In the order of the shared traces.
constexpr const char* column_names[] = {"VmRSS_kB",    "VmSize_kB", "RssAnon_kB", "RssFile_kB",
                                        "RssShmem_kB", "VmData_kB", "VmSwap_kB",  "Threads"};

double at(const Curve& moved, std::size_t i) {
  return moved.empty() ? 0 : moved[i];
}

std::int64_t pages(double kib) {
  return static_cast<std::int64_t>(std::max(0.0, kib) / 4) * 4;
}

void fill(tests::Trace& trace, const Recipe& recipe, const Curve& anon_moves, double lasting) {
  const auto put = [&](const char* column, std::int64_t value) { trace.columns[column].push_back(value); };
  double error = 0;
  for (std::size_t i = 0; i < recipe.size; ++i) {
    error = lasting * error + recipe.noise * std::sqrt(1 - lasting * lasting) * recipe.random.normal();
    const std::int64_t anon = pages(recipe.base + anon_moves[i] + error);
    const std::int64_t file = 6000 + pages(at(recipe.file, i));
    const std::int64_t shmem = pages(at(recipe.shmem, i));
    const std::int64_t swap = pages(at(recipe.swap, i));
    const std::int64_t data = anon + swap + 20'000 + pages(at(recipe.reserved, i));
    put("RssAnon_kB", anon);
    put("RssFile_kB", file);
    put("RssShmem_kB", shmem);
    put("VmSwap_kB", swap);
    put("VmRSS_kB", anon + file + shmem);
    put("VmData_kB", data);
    put("VmSize_kB", data + file + shmem + 34'000);
    put("Threads", 4 + static_cast<std::int64_t>(at(recipe.threads, i)));
  }
}

void tell_truth(tests::Trace& trace, const Family& family, const Recipe& recipe, std::uint64_t seed) {
  const double other = recipe.noise + (family.moves_by_amount ? recipe.amount * .3 : 0);
  trace.slope = recipe.final_rate * recipe.growth / trace.duration();
  trace.snr = recipe.growth / other;
  trace.onset = recipe.onset * trace.duration();
  const auto levels = trace.judged();
  const auto most = static_cast<double>(*std::max_element(levels.begin(), levels.end()));
  trace.limit = std::round(1.05 * most + recipe.growth * Random(~seed).uniform(.2, 3));
}

tests::Trace make_trace(const Family& family, bool leaks, int number, std::uint64_t seed) {
  Random random(seed);
  const double step = std::vector<double>{.5, 1, 10, 60}[random.below(4)];
  const std::size_t size = std::vector<std::size_t>{120, 240, 900, 2400}[random.below(4)];
  const double base = random.log_uniform(4e3, 2e6);
  const double noise = base * random.log_uniform(1e-4, .01);
  const double amount = noise * random.log_uniform(5, 60);
  const double growth = std::max(200.0, noise * random.log_uniform(2, 60));
  Recipe recipe{random, size, base, noise, amount, growth};
  const Curve anon_moves = family.make(recipe);
  const double lasting = std::vector<double>{0, .5, .9}[random.below(3)];  // AR(1) of the noise

  tests::Trace trace;
  trace.set = "new";
  trace.family = family.name;
  trace.name = trace.family + '_' + std::to_string(number);
  trace.label = leaks ? "leak" : "noleak";
  for (std::size_t i = 0; i < size; ++i) trace.seconds.push_back(static_cast<double>(i) * step);
  fill(trace, recipe, anon_moves, lasting);
  if (leaks) tell_truth(trace, family, recipe, seed);
  return trace;
}

void write_trace(const tests::Trace& trace, const std::string& path) {
  std::ofstream file(path);
  file.precision(12);
  file << "elapsed_s";
  for (const char* column : column_names) file << ',' << column;
  for (std::size_t i = 0; i < trace.seconds.size(); ++i) {
    file << '\n' << trace.seconds[i];
    for (const char* column : column_names) file << ',' << trace.columns.at(column)[i];
  }
  file << '\n';
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

std::vector<tests::Trace> synthesize(std::uint64_t seed, int count) {
  std::vector<tests::Trace> traces;
  std::mt19937_64 seeds(seed);
  const auto add = [&](const std::vector<Family>& families, bool leaks) {
    for (const Family& family : families)
      for (int i = 0; i < count; ++i) traces.push_back(make_trace(family, leaks, i, seeds()));
  };
  add(clean_families(), false);
  add(leaking_families(), true);
  add(later_clean_families(), false);
  add(later_leaking_families(), true);
  return traces;
}

void write_traces(const std::vector<tests::Trace>& traces, const std::string& folder) {
  std::ofstream manifest(folder + "/manifest.csv");
  manifest.precision(12);
  manifest << "file,label,ambiguous,family,n,duration_s,true_slope_kB_per_s,onset_s,snr,limit_kB\n";
  for (const tests::Trace& trace : traces) {
    manifest << trace.name << ".csv," << trace.label << ",0," << trace.family << ',' << trace.seconds.size()
             << ',' << trace.duration() << ',' << trace.slope.value_or(0) << ',' << trace.onset << ','
             << trace.snr.value_or(0) << ',';
    if (trace.limit) manifest << *trace.limit;
    manifest << '\n';
    write_trace(trace, folder + '/' + trace.name + ".csv");
  }
  if (!manifest.flush()) throw std::runtime_error("cannot write " + folder + "/manifest.csv");
}

}  // namespace bench
