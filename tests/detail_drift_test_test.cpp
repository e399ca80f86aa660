#include "detail/drift_test.hpp"

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem::detail;

namespace {

// How often a series without a drift passes the one-sided 5 % mark. \param alpha of its AR(1) noise.
double false_alarms(double alpha) {
  constexpr int series = 400;
  int alarms = 0;
  for (std::uint64_t seed = 0; seed < series; ++seed) {
    tests::Noise noise(seed);
    double level = 0;
    const Levels levels =
        tests::make_levels(150, [&](std::size_t) { return level = alpha * level + 100 * noise(); });
    alarms += test_drift(levels).ratio() > 1.645 ? 1 : 0;
  }
  return static_cast<double>(alarms) / series;
}

}  // namespace

TEST_CASE("the test keeps its size under white noise, under noise that lasts, and under a random walk") {
  CHECK(false_alarms(0) < .1);
  CHECK(false_alarms(.7) < .12);
  CHECK(false_alarms(1) < .1);
}

TEST_CASE("it finds a line, with its slope") {
  tests::Noise noise(3);
  const Drift drift = test_drift(
      tests::make_levels(150, [&](std::size_t i) { return 20.0 * static_cast<double>(i) + 100 * noise(); }));
  CHECK(drift.slope == doctest::Approx(3000).epsilon(.05));
  CHECK(drift.ratio() > 20);
}

TEST_CASE("a series without any noise gives numbers") {
  const Drift level = test_drift(tests::make_levels(100, [](std::size_t) { return 5.0; }));
  CHECK(level.slope == doctest::Approx(0));
  CHECK(level.slope_error > 0);
}
