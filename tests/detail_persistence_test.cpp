#include "detail/persistence.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem::detail;

TEST_CASE("the best monotone fit pools what runs against it") {
  // By hand: 3 and 2 pool to 2.5; then 6, 5 and 4 to 5.
  const Column curve = isotonic_fit(Column{1, 3, 2, 6, 5, 4, 8}, 7);
  const double expected[] = {1, 2.5, 2.5, 5, 5, 5, 8};
  for (std::size_t i = 0; i < 7; ++i) CHECK(curve[i] == doctest::Approx(expected[i]));
  const Column falling = isotonic_fit(Column{4, 3, 2, 1}, 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(falling[i] == doctest::Approx(2.5));
}

TEST_CASE("a line comes in every stretch of time, without pauses, and does not slow down") {
  const Persistence p = measure_persistence(
      tests::make_levels(120, [](std::size_t i) { return 9000 + 30.0 * static_cast<double>(i); }));
  CHECK(p.coverage == 1);
  CHECK(p.longest_pause < .06);
  CHECK(p.last_pause < .1);
  CHECK(p.slowing > -.1);
  CHECK(p.clarity > .95);
  CHECK(p.largest_rise < .03);
  CHECK(p.grown == doctest::Approx(30 * 119 * .65));
  CHECK(p.share_of_all == doctest::Approx(.65 / (.93 + .65)).epsilon(.02));
}

TEST_CASE("a warm-up that is over leaves a pause until the end") {
  const Persistence p = measure_persistence(tests::make_levels(
      120, [](std::size_t i) { return 9000 + 30.0 * std::min<double>(static_cast<double>(i), 60); }));
  CHECK(p.coverage < .35);
  CHECK(p.last_pause > .7);
  CHECK(p.slowing == -2.5);
}

TEST_CASE("a step is one large rise") {
  const Persistence p =
      measure_persistence(tests::make_levels(120, [](std::size_t i) { return i < 80 ? 9000.0 : 12'000.0; }));
  CHECK(p.largest_rise == doctest::Approx(1));
  CHECK(p.coverage < .3);
  CHECK(p.longest_pause > .45);
}

TEST_CASE("a sawtooth over one floor has grown by nothing that it explains") {
  const Persistence p = measure_persistence(
      tests::make_levels(120, [](std::size_t i) { return 9000 + 100.0 * static_cast<double>(i % 12); }));
  CHECK(p.clarity < .3);
}

TEST_CASE("a level series has no growth and no figures that are not numbers") {
  const Persistence p = measure_persistence(tests::make_levels(120, [](std::size_t) { return 9000.0; }));
  CHECK(p.grown == 0);
  CHECK(p.coverage == 0);
  CHECK(p.longest_pause == 1);
  CHECK(std::isfinite(p.slowing));
}
