#include "detail/shape_contest.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem::detail;

namespace {

Evidence hold(const Levels& levels) {
  ContestSpace space;
  return hold_contest(levels, space);
}

template <class Function>
Evidence contest(Function level, double noise_size, std::uint64_t seed) {
  tests::Noise noise(seed);
  return hold(
      tests::make_levels(120, [&](std::size_t i) { return 20'000 + level(i) + noise_size * noise(); }));
}

double x(std::size_t i) {
  return (static_cast<double>(i) + .5) / 120;
}

}  // namespace

TEST_CASE("a line in noise is growing, and its slope lies within its error") {
  int inside = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Evidence e = contest([](std::size_t i) { return 3000 * x(i); }, 200, seed);
    CHECK(e.against_flat() > -4);
    CHECK(e.against_dying_out() > 0);
    CHECK(e.slope_ratio() > 5);
    inside += std::abs(e.slope - 3000) < 3 * e.slope_error ? 1 : 0;
  }
  CHECK(inside >= 18);
}

TEST_CASE("noise around a level is flat") {
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    CHECK(contest([](std::size_t) { return 0.0; }, 200, seed).against_flat() < 0);
}

TEST_CASE("a warm-up that is over is flat") {
  const Evidence e = contest([](std::size_t i) { return 5000 * std::min(x(i), .4); }, 50, 1);
  CHECK(e.against_flat() < -4);
  CHECK(shape_name(e.flat.shape).substr(0, 4) == "ramp");
}

TEST_CASE("two steps are two steps") {
  const Evidence e =
      contest([](std::size_t i) { return (x(i) > .3 ? 2000.0 : 0) + (x(i) > .7 ? 1500.0 : 0); }, 50, 2);
  CHECK(e.against_flat() < -4);
  CHECK(shape_name(e.flat.shape).find("steps") != std::string_view::npos);
}

TEST_CASE("what approaches a level is dying out") {
  const Evidence e = contest([](std::size_t i) { return 9000 * (1 - std::exp(-x(i) / .2)); }, 30, 3);
  CHECK(e.against_dying_out() < 0);
  CHECK(shape_name(e.dying_out.shape).substr(0, 20) == "exponential approach");
}

TEST_CASE("a line under a step and after a warm-up is found beside them") {
  const Evidence step = contest([](std::size_t i) { return 4000 * x(i) + (x(i) > .5 ? 9000.0 : 0); }, 50, 4);
  CHECK(step.against_flat() > 4);
  CHECK(step.slope == doctest::Approx(4000).epsilon(.1));
  const Evidence warm =
      contest([](std::size_t i) { return 4000 * x(i) + 20'000 * (1 - std::exp(-x(i) / .05)); }, 50, 5);
  CHECK(warm.against_dying_out() > 4);
  CHECK(warm.slope == doctest::Approx(4000).epsilon(.1));
}

TEST_CASE("a noiseless series proves no more than pages of 4 KiB can") {
  const Evidence e = hold(tests::make_levels(120, [](std::size_t) { return 5000.0; }));
  CHECK(std::isfinite(e.flat.bic));
  CHECK(e.against_flat() < 0);
}
