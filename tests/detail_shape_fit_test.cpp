#include "detail/shape_fit.hpp"

#include <doctest/doctest.h>

#include "detail/least_squares.hpp"
#include "support/series.hpp"

using namespace procmem::detail;

namespace {

Levels noisy(std::uint64_t seed) {
  tests::Noise noise(seed);
  return tests::make_levels(60, [&](std::size_t i) {
    return 100 + 3 * static_cast<double>(i) + (i >= 33 ? 150 : 0) + 40 * noise();
  });
}

// The same fit by ordinary least squares on the differenced columns.
double reference(const Levels& levels, double alpha, const Shape& shape) {
  const std::size_t rows = levels.size - 1;
  const auto difference = [&](const Column& column) {
    Column result{};
    for (std::size_t i = 0; i < rows; ++i) result[i] = column[i + 1] - alpha * column[i];
    return result;
  };
  LeastSquares fit(rows);
  Column ones;
  ones.fill(1);
  if (alpha < 1) fit.add_column(ones);
  for (std::size_t t = 0; t < shape.size; ++t) fit.add_column(difference(column_of(shape.terms[t], levels)));
  fit.solve(difference(levels.y));
  return fit.residual_sum();
}

double residual_with(const Levels& levels, ShapeFit fit, const Term& term) {
  REQUIRE(fit.add(term));
  (void)levels;
  return fit.residual_sum();
}

}  // namespace

TEST_CASE("a fit term by term is the fit of all terms at once") {
  const Levels levels = noisy(1);
  for (const double alpha : {0.0, .6, .96, 1.0}) {
    CAPTURE(alpha);
    ShapeFit fit(levels, alpha);
    REQUIRE(fit.add({Term::Kind::line, 0, 0, 0}));
    REQUIRE(fit.add({Term::Kind::step, 33, 0, 0}));
    REQUIRE(fit.add({Term::Kind::exponential, 0, 0, .1}));
    CHECK(fit.residual_sum() == doctest::Approx(reference(levels, alpha, fit.shape())));
  }
}

TEST_CASE("the best place found over running sums is the best of all places") {
  for (const double alpha : {0.0, .8, 1.0}) {
    CAPTURE(alpha);
    const Levels levels = noisy(2);
    ShapeFit fit(levels, alpha);
    REQUIRE(fit.add({Term::Kind::line, 0, 0, 0}));
    const auto step = fit.best_step();
    REQUIRE(step);
    for (std::size_t k = 2; k + 2 <= levels.size; ++k)
      CHECK(residual_with(levels, fit, *step) <=
            residual_with(levels, fit, {Term::Kind::step, k, 0, 0}) * (1 + 1e-9));
    if (alpha < 1) CHECK(step->from == 33);

    const ShapeFit constant(levels, alpha);
    const auto hinge = constant.best_hinge();
    const auto ramp = constant.best_ramp();
    REQUIRE(hinge);
    REQUIRE(ramp);
    for (std::size_t k = 2; k + 3 < levels.size; ++k) {
      CHECK(residual_with(levels, constant, *hinge) <=
            residual_with(levels, constant, {Term::Kind::hinge, k, 0, 0}) * (1 + 1e-9));
      CHECK(residual_with(levels, constant, *ramp) <=
            residual_with(levels, constant, {Term::Kind::ramp, 0, k, 0}) * (1 + 1e-9));
    }
  }
}

TEST_CASE("a ramp and a hinge have to rise") {
  const Levels falling =
      tests::make_levels(60, [](std::size_t i) { return 1000 - 5 * static_cast<double>(i); });
  const ShapeFit fit(falling, 0);
  CHECK_FALSE(fit.best_hinge());
  CHECK_FALSE(fit.best_ramp());
  CHECK_FALSE(fit.best_late_ramp());
}

TEST_CASE("a term that depends on those before is not added") {
  const Levels levels = noisy(3);
  ShapeFit fit(levels, .3);
  REQUIRE(fit.add({Term::Kind::line, 0, 0, 0}));
  CHECK_FALSE(fit.add({Term::Kind::line, 0, 0, 0}));
  CHECK(fit.shape().size == 1);
}

TEST_CASE("a copy goes its own way") {
  const Levels levels = noisy(4);
  ShapeFit fit(levels, .3);
  ShapeFit copy = fit;
  REQUIRE(copy.add({Term::Kind::line, 0, 0, 0}));
  CHECK(fit.shape().size == 0);
  CHECK(fit.residual_sum() == doctest::Approx(reference(levels, .3, fit.shape())));
  CHECK(copy.residual_sum() == doctest::Approx(reference(levels, .3, copy.shape())));
}
