#include "bench/growth/baselines.hpp"

#include <doctest/doctest.h>

// The methods that the benchmark compares with, held to values worked out by hand.
TEST_CASE("Mann and Kendall's S counts rising pairs less falling ones, and ties lessen its variance") {
  CHECK(bench::mann_kendall_s({1, 2, 3, 4, 5}) == 10);
  CHECK(bench::mann_kendall_s({1, 3, 2, 2}) == 1);  // + + + - - 0
  CHECK(bench::mann_kendall_variance({1, 2, 3, 4, 5}) == doctest::Approx(5 * 4 * 15 / 18.0));
  CHECK(bench::mann_kendall_variance({1, 2, 2, 4, 5}) == doctest::Approx((5 * 4 * 15 - 2 * 1 * 9) / 18.0));
}

TEST_CASE("Sen's slope is the median of the slopes of all pairs") {
  // y = 0 2 4 6 100 over t = 0…4: slopes 2 (six times), 25, 98/3, 48, 94.
  CHECK(bench::theil_sen_slope({{0, 1, 2, 3, 4}, {0, 2, 4, 6, 100}}) == doctest::Approx(2));
}

TEST_CASE("the line, its R² and its t are those of the textbook") {
  const bench::Line line = bench::least_squares({{1, 2, 3, 4}, {6, 5, 7, 10}});
  CHECK(line.slope == doctest::Approx(1.4));
  CHECK(line.intercept == doctest::Approx(3.5));
  CHECK(line.r2 == doctest::Approx(1 - 4.2 / 14));
  CHECK(line.t_ratio == doctest::Approx(1.4 / 0.648074));
}

TEST_CASE("each method sees a steep line and lets a falling one be") {
  bench::Series rising;
  bench::Series falling;
  for (int i = 0; i < 60; ++i) {
    rising.t.push_back(i);
    falling.t.push_back(i);
    rising.y.push_back(1000 + 20 * i + i * 7 % 5);
    falling.y.push_back(3000 - 20 * i + i * 7 % 5);
  }
  for (const bench::Baseline& baseline : bench::baselines()) {
    CAPTURE(baseline.name);
    CHECK(baseline.leaks(rising));
    CHECK_FALSE(baseline.leaks(falling));
  }
}
