#include <procmem/operation_growth.hpp>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <procmem/growth.hpp>

#include "support/series.hpp"

using namespace procmem;
using namespace std::chrono_literals;

namespace {

constexpr double pi = 3.14159265358979;

/// How many operations a second has, at a share x of the recording.
using Load = double (*)(double x, tests::Noise& noise);

double steady(double, tests::Noise&) {
  return 200;
}
double daily(double x, tests::Noise&) {
  return 200 + 190 * std::sin(2 * pi * 1.3 * x);
}
double rising(double x, tests::Noise&) {
  return 20 + 600 * x * x;
}
double bursts(double, tests::Noise& noise) {
  return noise() > 1 ? 1000 : 5;
}
double idle_half(double x, tests::Noise&) {
  return x > .3 && x < .8 ? 0 : 300;
}

/// Ten minutes, a sample a second, that leaks so many bytes an operation, under noise that wanders with
/// `memory` (0: white).
std::vector<Sample> served(Load load, double bytes_each, double memory, std::uint64_t seed) {
  tests::Noise noise(seed);
  constexpr int seconds = 600;
  std::vector<Sample> samples;
  double operations = 1;
  double wander = 0;
  for (int i = 0; i < seconds; ++i) {
    operations += std::floor(load(static_cast<double>(i) / seconds, noise));
    wander = memory * wander + std::sqrt(1 - memory * memory) * noise();
    Sample sample;
    sample.monotonic = std::chrono::steady_clock::time_point(1000s + i * 1s);
    sample.pid = 1;
    sample.operations = static_cast<std::uint64_t>(operations);
    const double anon = 50e6 + bytes_each * operations + 65536 * wander;
    sample.status.rss_anon = Bytes(static_cast<std::int64_t>(anon / 4096) * 4096);
    sample.status.rss_shmem = sample.status.vm_swap = Bytes();
    sample.status.vm_rss = sample.status.rss_anon;
    samples.push_back(sample);
  }
  return samples;
}

}  // namespace

TEST_CASE("the interval of growth per operation holds the truth, whatever the load does") {
  int found = 0;
  int held = 0;
  for (const Load load : {steady, daily, rising, bursts, idle_half})
    for (const double memory : {0.0, .5, .9})
      for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const double truth = std::array<double, 3>{1.5, 5, 12}[seed % 3];  // the first drowns in some noise
        const GrowthReport report = analyze_growth(served(load, truth, memory, seed));
        REQUIRE(report.operations);
        if (!report.operations->rate) continue;
        ++found;
        held += report.operations->rate->low <= truth && truth <= report.operations->rate->high ? 1 : 0;
      }
  MESSAGE("the truth is in " << held << " of " << found << " intervals, of 180 series");
  CHECK(found >= 160);
  CHECK(held >= .92 * found);
}

TEST_CASE("what does not leak has no growth per operation, or seldom") {
  int found = 0;
  for (const Load load : {steady, daily, rising, bursts, idle_half})
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
      found += analyze_growth(served(load, 0, .5, seed)).operations->rate ? 1 : 0;
  MESSAGE(found << " of 50 series without a leak");
  CHECK(found <= 5);
}

TEST_CASE("a report says it only where operations are counted, and in words") {
  std::vector<Sample> samples = served(steady, 100, .5, 1);
  const GrowthReport report = analyze_growth(samples);
  CHECK(report.verdict == Verdict::leaking);
  CHECK(explain(report).find(" B per operation (95 %: ") != std::string::npos);
  GrowthOptions options;
  options.warmup = 5min;
  const GrowthReport late = analyze_growth(samples, options);
  CHECK(late.operations->operations < report.operations->operations * 6 / 10);
  for (Sample& sample : samples) sample.operations.reset();
  const GrowthReport without = analyze_growth(samples);
  CHECK(!without.operations);
  CHECK(explain(without).find("operation") == std::string::npos);
}
