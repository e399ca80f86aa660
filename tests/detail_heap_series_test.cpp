#include "detail/heap_series.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem;
using detail::HeapSeries;

namespace {

/// KiB at one second.
struct Figures {
  double in_use = 0, retained = 0, outside = 0;
};

Bytes bytes(double kib) {
  return Bytes(std::llround(kib * 1024));
}

/// \param asked whether the allocator is asked in this second.
template <class At, class Asked>
HeapSeries series_of(std::size_t seconds, At at, Asked asked) {
  HeapSeries heap;
  for (std::size_t i = 0; i < seconds; ++i) {
    const Figures figures = at(static_cast<double>(i));
    Sample sample;
    if (asked(i)) {
      sample.heap_in_use = bytes(figures.in_use);
      sample.heap_retained = bytes(figures.retained);
    }
    const double judged = (figures.in_use + figures.retained + figures.outside) * 1024;
    heap.add(static_cast<double>(i), sample, judged);
  }
  return heap;
}

template <class At>
std::optional<HeapGrowth> growth_of(std::size_t seconds, At at) {
  return series_of(seconds, at, [](std::size_t) { return true; }).growth(HeapSeries::Whole::judged, 0);
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

TEST_CASE("where two parts have more than half each, because the third falls, none is named") {
  const auto growth = growth_of(300, [](double t) { return Figures{10 * t, 20 * t, -25 * t}; });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::unknown);
  CHECK(growth->outside_per_hour == doctest::Approx(-25 * kib_per_hour));
}

TEST_CASE("what does not grow has no cause") {
  const auto growth = growth_of(300, [](double t) { return Figures{5000 + 3 * t, 200, 9000 - 5 * t}; });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::unknown);
  CHECK(growth->in_use_per_hour == doctest::Approx(3 * kib_per_hour));
}

TEST_CASE("a cycle of the load is taken out of what is in use") {
  const auto growth = growth_of(300, [](double t) {
    const double in_use = 20'000 + 8000 * std::sin(t / 5);
    return Figures{in_use, 30'000 - in_use + 20 * t, 100};
  });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::allocator_retention);
}

TEST_CASE("short peaks that rise, and are freed, are not in use") {
  const auto growth = growth_of(300, [](double t) {
    const bool peak = std::fmod(t, 9) == 0;
    return Figures{peak ? 1000 + 50 * t : 1000, peak ? 500 : 500 + 50 * t, 100};
  });
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::allocator_retention);
}

TEST_CASE("an allocator that is asked only now and then gives the same answer") {
  const auto retained = [](double t) { return Figures{5000, 200 + 3 * t, 900}; };
  const auto growth = series_of(3000, retained, [](std::size_t i) {
                        return i % 50 == 0;
                      }).growth(HeapSeries::Whole::judged, 0);
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::allocator_retention);
  CHECK(growth->retained_per_hour == doctest::Approx(3 * kib_per_hour).epsilon(.02));
  CHECK(growth->retained_last == bytes(200 + 3 * 2950));
}

TEST_CASE("growth while the allocator is not asked is not laid to what lies outside") {
  const auto leak = [](double t) { return Figures{3 * t, 200, 900}; };
  const auto growth = series_of(1000, leak, [](std::size_t i) {
                        return i >= 100 && i < 500;
                      }).growth(HeapSeries::Whole::judged, 0);
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::heap_in_use);
  CHECK(growth->in_use_first == bytes(300));
  CHECK(growth->in_use_last == bytes(3 * 499));
  CHECK(growth->outside_per_hour == doctest::Approx(0));
}

TEST_CASE("addresses that grow alone have parts as well, where VmSize is known") {
  HeapSeries heap;
  HeapSeries unknown;
  for (std::size_t i = 0; i < 100; ++i) {
    Sample sample;
    sample.heap_in_use = sample.heap_retained = Bytes(1000);
    unknown.add(static_cast<double>(i), sample, 9000);
    sample.status.vm_size = bytes(500 + 7 * static_cast<double>(i));
    heap.add(static_cast<double>(i), sample, 9000);
  }
  CHECK(heap.growth(HeapSeries::Whole::judged, 0)->cause == GrowthCause::unknown);
  const auto growth = heap.growth(HeapSeries::Whole::addresses, 0);
  REQUIRE(growth);
  CHECK(growth->cause == GrowthCause::outside_heap);
  CHECK(growth->outside_per_hour == doctest::Approx(7 * kib_per_hour));
  CHECK_FALSE(unknown.growth(HeapSeries::Whole::addresses, 0));
}

TEST_CASE("too few figures say nothing") {
  const auto leak = [](double t) { return Figures{t, 0, 0}; };
  const auto each = [](std::size_t) { return true; };
  CHECK_FALSE(growth_of(23, leak));
  CHECK(growth_of(24, leak));
  CHECK_FALSE(
      series_of(300, leak, [](std::size_t i) { return i % 20 == 0; }).growth(HeapSeries::Whole::judged, 0));
  CHECK_FALSE(series_of(200, leak, each).growth(HeapSeries::Whole::judged, 190));
  CHECK(series_of(200, leak, each).growth(HeapSeries::Whole::judged, 170));
}
