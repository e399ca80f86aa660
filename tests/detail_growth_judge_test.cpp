#include "detail/growth_judge.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "detail/growth_slope.hpp"
#include "support/series.hpp"

using namespace procmem::detail;
using procmem::Verdict;

namespace {

Judgement judge_store(const SeriesStore& store) {
  ContestSpace space;
  return judge(store, 0, 1024, space);
}

template <class Function>
Judgement judge_levels(std::size_t samples, Function y) {
  return judge_store(tests::make_store(samples, y));
}

double noisy(double level, std::uint64_t seed, std::size_t i) {  // white, 40 KiB
  return level + 40 * tests::Noise(seed * 1000 + i)();
}

}  // namespace

TEST_CASE("a line is leaking, and its slope is inside two errors") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Judgement j = judge_levels(
        600, [&](std::size_t i) { return noisy(20'000 + 2.0 * static_cast<double>(i), seed, i); });
    CHECK(j.verdict == Verdict::leaking);
    REQUIRE(j.slope);
    CHECK(std::abs(j.slope->value - 2) < 3 * j.slope->error);
    CHECK(j.slope->error < .2);
  }
}

TEST_CASE("what looks like a leak to a slope test, and is none") {
  const auto x = [](std::size_t i) { return static_cast<double>(i); };
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    CAPTURE(seed);
    SUBCASE("noise") {
      CHECK(judge_levels(600, [&](std::size_t i) { return noisy(20'000, seed, i); }).verdict ==
            Verdict::stable);
    }
    SUBCASE("a warm-up, then a plateau") {
      CHECK(judge_levels(600, [&](std::size_t i) {
              return noisy(20'000 + 50 * std::min(x(i), 250.0), seed, i);
            }).verdict == Verdict::stable);
    }
    SUBCASE("an approach to a level") {
      CHECK(judge_levels(600, [&](std::size_t i) {
              return noisy(20'000 + 20'000 * (1 - std::exp(-x(i) / 90)), seed, i);
            }).verdict != Verdict::leaking);
    }
    SUBCASE("three steps") {
      CHECK(judge_levels(600, [&](std::size_t i) {
              return noisy(20'000 + 3000.0 * static_cast<double>((i > 90) + (i > 200) + (i > 310)), seed, i);
            }).verdict != Verdict::leaking);
    }
    SUBCASE("a daily load") {
      CHECK(judge_levels(600, [&](std::size_t i) {
              return noisy(20'000 + 3000 * std::sin(x(i) / 14), seed, i);
            }).verdict != Verdict::leaking);
    }
    SUBCASE("a collector's sawtooth") {
      CHECK(judge_levels(600, [&](std::size_t i) {
              return noisy(20'000 + 200.0 * static_cast<double>(i % 47), seed, i);
            }).verdict != Verdict::leaking);
    }
  }
}

TEST_CASE("a leak is found under what hides it") {
  const auto x = [](std::size_t i) { return static_cast<double>(i); };
  SUBCASE("a daily load") {
    const Judgement j = judge_levels(
        600, [&](std::size_t i) { return noisy(20'000 + 3 * x(i) + 3000 * std::sin(x(i) / 10), 1, i); });
    CHECK(j.verdict == Verdict::leaking);
  }
  SUBCASE("a collector's sawtooth") {
    const Judgement j = judge_levels(600, [&](std::size_t i) {
      return noisy(20'000 + 3 * x(i) + 400.0 * static_cast<double>(i % 47), 2, i);
    });
    CHECK(j.verdict == Verdict::leaking);
    CHECK(j.grounds.rising_floors);
  }
  SUBCASE("a staircase that goes on") {
    const Judgement j = judge_levels(
        600, [&](std::size_t i) { return noisy(20'000 + 2000.0 * static_cast<double>(i / 60), 3, i); });
    CHECK(j.verdict == Verdict::leaking);
    CHECK(j.grounds.keeps_coming);
    REQUIRE(j.slope);
    CHECK(std::abs(j.slope->value - 2000 / 60.0) < 3 * j.slope->error);
  }
  SUBCASE("a large step") {
    const Judgement j = judge_levels(
        600, [&](std::size_t i) { return noisy(20'000 + 5 * x(i) + (i > 300 ? 20'000 : 0), 4, i); });
    CHECK(j.verdict == Verdict::leaking);
    REQUIRE(j.slope);
    CHECK(j.slope->value == doctest::Approx(5).epsilon(.1));  // the step is not part of the rate
  }
}

TEST_CASE("what falls and goes on falling is shrinking") {
  const Judgement j =
      judge_levels(600, [](std::size_t i) { return noisy(90'000 - 20.0 * static_cast<double>(i), 1, i); });
  CHECK(j.verdict == Verdict::shrinking);
  REQUIRE(j.slope);
  CHECK(j.slope->value == doctest::Approx(-20).epsilon(.05));
}

TEST_CASE("growth of less than some pages is never judged") {
  const Judgement j =
      judge_levels(600, [](std::size_t i) { return 20'000 + std::floor(static_cast<double>(i) / 60) * 4; });
  CHECK(j.verdict == Verdict::stable);
}

TEST_CASE("fewer than 24 points are not enough, nor are points without time between them") {
  CHECK(judge_levels(23, [](std::size_t i) { return 100.0 * static_cast<double>(i); }).verdict ==
        Verdict::not_enough_data);
  SeriesStore still;
  for (int i = 0; i < 100; ++i) still.add(5, 1024.0 * i);
  CHECK(judge_store(still).verdict == Verdict::not_enough_data);
}

TEST_CASE("the slowest growth that would have shown grows with the noise") {
  const Judgement quiet = judge_levels(600, [](std::size_t i) { return noisy(20'000, 1, i); });
  const Judgement loud = judge_levels(600, [](std::size_t i) { return 20'000 + 100 * (noisy(0, 1, i)); });
  REQUIRE(quiet.detectable);
  REQUIRE(loud.detectable);
  CHECK(*quiet.detectable >= 96 / 600.0);
  CHECK(*loud.detectable > 5 * *quiet.detectable);
}

TEST_CASE("where no growing shape can be fitted, the noise still counts in what would have shown") {
  Findings findings;
  findings.levels.seconds = 600;
  findings.drift.slope_error = 1000;
  CHECK(detectable_slope(findings) == doctest::Approx(3.84 * 1000 / 600));
  findings.whole.growing.bic = 5;
  findings.whole.averaged_error = 200;
  CHECK(detectable_slope(findings) == doctest::Approx(3.84 * 200 / 600));
}

TEST_CASE("a leak half again as fast as the slowest that would show is found in 9 of 10 recordings") {
  int found = 0;
  for (std::uint64_t seed = 100; seed < 120; ++seed) {
    const Judgement clean = judge_levels(600, [&](std::size_t i) { return 20'000 + 10 * noisy(0, seed, i); });
    REQUIRE(clean.detectable);
    const double rate = 1.5 * *clean.detectable;
    const Judgement leak = judge_levels(
        600, [&](std::size_t i) { return 20'000 + 10 * noisy(0, seed, i) + rate * static_cast<double>(i); });
    found += leak.verdict == Verdict::leaking ? 1 : 0;
  }
  CHECK(found >= 18);
}
