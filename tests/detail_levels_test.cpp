#include "detail/levels.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem::detail;

namespace {
constexpr double pi = 3.14159265358979323846;
}

TEST_CASE("levels are the means of the buckets, in KiB, over the time from 0 to 1") {
  const auto store = tests::make_store(100, [](std::size_t i) { return 10.0 + static_cast<double>(i); });
  const Levels levels = make_levels(store, 0, 1024);
  REQUIRE(levels.size == 100);
  CHECK(levels.y[0] == 10);
  CHECK(levels.y[99] == 109);
  CHECK(levels.seconds == doctest::Approx(100));
  CHECK(levels.x[0] == doctest::Approx(.005));
  CHECK(levels.x[99] == doctest::Approx(.995));
}

TEST_CASE("a warm-up is left out, and many points are averaged in pairs") {
  const auto store = tests::make_store(250, [](std::size_t i) { return static_cast<double>(i); });
  CHECK(make_levels(store, 100, 1024).size == 150);
  CHECK(make_levels(store, 100, 1024).y[0] == 100);
  const Levels all = make_levels(store, 0, 1024);
  CHECK(all.size == 125);
  CHECK(all.y[0] == .5);
}

TEST_CASE("a spike and a dip are replaced, a step and a last value are not") {
  Levels levels = tests::make_levels(60, [](std::size_t i) { return i < 40 ? 1000.0 : 3000.0; });
  levels.y[10] = 9000;
  levels.y[20] = 100;
  levels.y[59] = 9000;
  replace_outliers(levels);
  CHECK(levels.y[10] == 1000);
  CHECK(levels.y[20] == 1000);
  CHECK(levels.y[39] == 1000);
  CHECK(levels.y[40] == 3000);
  CHECK(levels.y[59] == 9000);
}

TEST_CASE("a daily load is found by its period and taken out, and a trend stays") {
  tests::Noise noise(1);
  const auto day = [](std::size_t i) { return 500 * std::sin(2 * pi * static_cast<double>(i) / 25); };
  Levels levels = tests::make_levels(
      150, [&](std::size_t i) { return 9000 + 4 * static_cast<double>(i) + day(i) + 20 * noise(); });
  const double period = find_period(levels);
  CHECK(period == doctest::Approx(25).epsilon(.02));
  remove_cycle(levels, period);
  for (std::size_t i = 0; i < levels.size; ++i) {
    const double line = 9000 + 4 * static_cast<double>(i);
    CHECK(std::abs(levels.y[i] - line) < 130);  // of ±500
  }
}

TEST_CASE("noise, a line and a random walk have no period") {
  tests::Noise noise(2);
  CHECK(find_period(tests::make_levels(150, [&](std::size_t) { return 100 * noise(); })) == 0);
  CHECK(find_period(tests::make_levels(150, [](std::size_t i) { return static_cast<double>(i); })) == 0);
  CHECK(find_period(tests::make_levels(150, [](std::size_t) { return 7.0; })) == 0);
  double walk = 0;
  CHECK(find_period(tests::make_levels(150, [&](std::size_t) { return walk += noise(); })) == 0);
}

TEST_CASE("what is left without the start is a recording of its own") {
  const Levels levels = tests::make_levels(100, [](std::size_t i) { return static_cast<double>(i); });
  const Levels rest = without_start(levels, .25);
  REQUIRE(rest.size == 75);
  CHECK(rest.y[0] == 25);
  CHECK(rest.seconds == doctest::Approx(75));
  CHECK(rest.x[0] == doctest::Approx(.5 / 75));
  CHECK(rest.x[74] == doctest::Approx(74.5 / 75));
}

TEST_CASE("the lowest point of each stretch is a floor") {
  const Levels levels =
      tests::make_levels(100, [](std::size_t i) { return static_cast<double>(i / 10 * 100 + (i + 3) % 10); });
  const Levels floors = lowest_of(levels, 10);
  REQUIRE(floors.size == 10);
  for (std::size_t k = 0; k < 10; ++k) {
    CHECK(floors.y[k] == static_cast<double>(k * 100));
    CHECK(floors.x[k] == doctest::Approx((static_cast<double>(k * 10) + 7.5) / 100));
  }
}

TEST_CASE("the median is the middle one, or between the two in the middle") {
  double odd[] = {9, 1, 5};
  double even[] = {4, 1, 2, 9};
  CHECK(median(odd, 3) == 5);
  CHECK(median(even, 4) == 3);
}
