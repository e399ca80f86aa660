#include "detail/floors.hpp"

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem::detail;

namespace {

// A collector's sawtooth of irregular periods over a floor that rises by `slope` KiB a second.
SeriesStore sawtooth(double slope, std::uint64_t seed) {
  tests::Noise noise(seed);
  std::size_t next = 17;
  std::size_t last = 0;
  return tests::make_store(240, [&](std::size_t i) {
    if (i >= next) {
      last = i;
      next = i + 17 + (i * 7) % 9;
    }
    return 20'000 + slope * static_cast<double>(i) + 300.0 * static_cast<double>(i - last) + 10 * noise();
  });
}

}  // namespace

TEST_CASE("a floor that rises under a sawtooth shows, with its slope") {
  const Floors floors = floors_after_falls(sawtooth(5, 1), 0, 1024);
  CHECK(floors.count >= 8);
  CHECK(floors.evidence > 5);
  CHECK(floors.rising == 1);
  CHECK(floors.slope == doctest::Approx(5).epsilon(.02));
  CHECK(floors.pause < 2);
}

TEST_CASE("a floor that stays does not") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Floors floors = floors_after_falls(sawtooth(0, seed), 0, 1024);
    CHECK(floors.count >= 8);
    CHECK(floors.evidence < 2.7);
  }
}

TEST_CASE("collections that ended long ago say so") {
  const auto store = tests::make_store(240, [](std::size_t i) {
    return 20'000 + (i < 120 ? 100.0 * static_cast<double>(i % 15) + 3 * static_cast<double>(i) : 400);
  });
  CHECK(floors_after_falls(store, 0, 1024).pause > 5);
}

TEST_CASE("fewer than five floors say nothing") {
  const auto store =
      tests::make_store(240, [](std::size_t i) { return 20'000 + 100.0 * static_cast<double>(i % 70); });
  CHECK(floors_after_falls(store, 0, 1024).evidence == 0);
}

TEST_CASE("the quiet phases of a load are floors too") {
  const auto load = [](double slope) {
    return tests::make_levels(140, [slope](std::size_t i) {
      const double quiet = std::abs(static_cast<double>(i % 20) - 10) * 100;
      return 20'000 + slope * static_cast<double>(i) + quiet;
    });
  };
  const Floors rising = floors_of_cycles(load(3), 20);
  CHECK(rising.count == 7);
  CHECK(rising.evidence > 5);
  CHECK(rising.slope == doctest::Approx(3).epsilon(.02));
  CHECK(floors_of_cycles(load(0), 20).evidence < 1);
  CHECK(floors_of_cycles(load(3), 40).count == 0);
}
