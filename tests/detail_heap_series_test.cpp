#include "detail/heap_series.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem;
using detail::HeapSeries;
using detail::SeriesStore;

namespace {

/// KiB at one second.
struct Figures {
  double in_use = 0, retained = 0, outside = 0;
};

Bytes bytes(double kib) {
  return Bytes(std::llround(kib * 1024));
}

/// \param every only each so many seconds the allocator is asked.
template <class At>
std::optional<HeapGrowth> growth_of(std::size_t seconds, At at, bool grows = true, std::size_t every = 1,
                                    double from = 0) {
  HeapSeries heap;
  SeriesStore judged;
  for (std::size_t i = 0; i < seconds; ++i) {
    const auto second = static_cast<double>(i);
    const Figures figures = at(second);
    judged.add(second, (figures.in_use + figures.retained + figures.outside) * 1024);
    Sample sample;
    if (i % every == 0) {
      sample.heap_in_use = bytes(figures.in_use);
      sample.heap_retained = bytes(figures.retained);
    }
    heap.add(second, sample);
  }
  return heap.growth(judged, grows, from);
}

constexpr double kib_per_hour = 1024 * 3600;  // of a KiB each second

}  // namespace

TEST_CASE("what is allocated and not freed grows in use") {
  const auto growth = growth_of(300, [](double t) { return Figures{5000 + 3 * t, 200, 900}; });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::heap_in_use);
  CHECK(growth->in_use_per_hour == doctest::Approx(3 * kib_per_hour));
  CHECK(growth->retained_per_hour == doctest::Approx(0));
  CHECK(growth->outside_per_hour == doctest::Approx(0));
  CHECK(growth->in_use_first == bytes(5000));
  CHECK(growth->in_use_last == bytes(5000 + 3 * 299));
  CHECK(growth->retained_first == bytes(200));
}

TEST_CASE("what is freed and kept is retention, however restless the part in use is") {
  tests::Noise noise(1);
  const auto growth = growth_of(300, [&](double t) {
    const double in_use = 50'000 + 10'000 * noise();
    return Figures{in_use, 60'000 - in_use + 40 * t, 0};
  });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::allocator_retention);
  CHECK(growth->in_use_per_hour + growth->retained_per_hour == doctest::Approx(40 * kib_per_hour));
}

TEST_CASE("retention that comes in steps is told as well") {
  const auto growth = growth_of(300, [](double t) {
    const double in_use = 20'000 + 5000 * std::sin(t / 3);
    return Figures{in_use, 30'000 - in_use + 500 * std::floor(t / 20), 100};
  });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::allocator_retention);
}

TEST_CASE("where the heap does nothing the growth comes from elsewhere") {
  tests::Noise noise(2);
  const auto growth = growth_of(300, [&](double t) {
    const double in_use = 3000 + 100 * noise();
    return Figures{in_use, 5000 - in_use, 4 * t};
  });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::outside_heap);
  CHECK(growth->outside_per_hour == doctest::Approx(4 * kib_per_hour));
}

TEST_CASE("memory that is allocated and never touched is in use, and not outside of the heap") {
  const auto growth = growth_of(300, [](double t) { return Figures{9 * t, 100, -7 * t}; });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::heap_in_use);
}

TEST_CASE("halves of the growth, or noise that could be either, are not decided") {
  const auto halves = growth_of(300, [](double t) { return Figures{t, t, 0}; });
  REQUIRE(halves);
  CHECK(halves->cause == GrowthCause::unknown);
  tests::Noise noise(3);
  const auto restless = growth_of(60, [&](double t) {
    const double in_use = 50'000 + 20'000 * noise();
    return Figures{in_use, 60'000 - in_use + 10 * t, 0};
  });
  REQUIRE(restless);
  CHECK(restless->cause == GrowthCause::unknown);
}

TEST_CASE("a start-up in the first third has no say") {
  const auto growth = growth_of(600, [](double t) {
    return Figures{std::min(t, 150.0) * 1000, 100 + 2 * t, 0};
  });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::allocator_retention);
  CHECK(growth->retained_per_hour == doctest::Approx(2 * kib_per_hour));
}

TEST_CASE("an allocator that is asked only now and then gives the same answer") {
  const auto growth = growth_of(
      3000,
      [](double t) {
        return Figures{5000, 200 + 3 * t, 900};
      },
      true, 50);
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::allocator_retention);
  CHECK(growth->retained_per_hour == doctest::Approx(3 * kib_per_hour).epsilon(.02));
  CHECK(growth->retained_last == bytes(200 + 3 * 2950));
}

TEST_CASE("where nothing is called growing there are rates and no cause") {
  const auto growth = growth_of(
      300,
      [](double t) {
        return Figures{5000, 200, t / 100};
      },
      false);
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::unknown);
  CHECK(growth->outside_per_hour > 0);
}

TEST_CASE("too few figures say nothing") {
  const auto leak = [](double t) { return Figures{t, 0, 0}; };
  CHECK_FALSE(growth_of(23, leak));
  CHECK_FALSE(growth_of(300, leak, true, 20));
  CHECK_FALSE(growth_of(300, leak, true, 1, 290));
  CHECK(growth_of(24, leak));
}
