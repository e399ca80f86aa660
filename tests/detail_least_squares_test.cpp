#include "detail/least_squares.hpp"

#include <doctest/doctest.h>

using namespace procmem::detail;

TEST_CASE("a line through four points is that of the textbook") {
  // x = 1 2 3 4, y = 6 5 7 10: slope 1.4, intercept 3.5, residual sum of squares 4.2.
  Column x{1, 2, 3, 4};
  Column y{6, 5, 7, 10};
  LeastSquares fit(4);
  fit.fit_line(x, y);
  CHECK(fit.coefficient(0) == doctest::Approx(3.5));
  CHECK(fit.coefficient(1) == doctest::Approx(1.4));
  CHECK(fit.residual_sum() == doctest::Approx(4.2));
  CHECK(fit.variance_of_sum({false, true}) == doctest::Approx(1 / 5.0));         // 1 / Sxx
  CHECK(fit.variance_of_sum({true, false}) == doctest::Approx(30 / (4 * 5.0)));  // sum x² / (n Sxx)
}

TEST_CASE("a column that says nothing new gets no coefficient") {
  Column x{1, 2, 3, 4, 5};
  Column twice{2, 4, 6, 8, 10};
  Column y{3, 6, 9, 12, 15};
  LeastSquares fit(5);
  fit.add_column(x);
  fit.add_column(twice);
  fit.solve(y);
  CHECK(fit.coefficient(0) == doctest::Approx(3));
  CHECK(fit.coefficient(1) == 0);
  CHECK(fit.residual_sum() == doctest::Approx(0));
}

TEST_CASE("a product counts every row, whatever their number") {
  Column a;
  Column b;
  for (std::size_t i = 0; i < max_levels; ++i) {
    a[i] = static_cast<double>(i);
    b[i] = 2;
  }
  for (const std::size_t rows : {1U, 3U, 4U, 5U, 7U, 255U, 256U})
    CHECK(dot(a, b, rows) == static_cast<double>(rows) * (static_cast<double>(rows) - 1));
}
