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

// Σ over lags of the detrended series' autocorrelations, in exact fractions, from the papers' formulas.
TEST_CASE("the variance is corrected as Hamed and Rao and as Yue and Wang have it") {
  bench::Series alternating{{}, {1, 5, 3, 8, 2, 9, 4, 12, 3, 14, 6, 15}};  // Sen's slope 1
  bench::Series waves{{}, {0, 2, 4, 6, 7, 7, 7, 7, 8, 10, 12, 14, 15, 15, 15, 15}};
  for (bench::Series* series : {&alternating, &waves})
    for (std::size_t i = 0; i < series->y.size(); ++i) series->t.push_back(static_cast<double>(i));
  CHECK(bench::theil_sen_slope(alternating) == doctest::Approx(1));
  CHECK(bench::hamed_rao_correction(alternating) == doctest::Approx(63 / 5060.0));
  CHECK(bench::yue_wang_correction(alternating) == doctest::Approx(1075 / 8244.0));
  CHECK(bench::theil_sen_slope(waves) == doctest::Approx(1));
  CHECK(bench::hamed_rao_correction(waves) == doctest::Approx(18239 / 22400.0));
  CHECK(bench::yue_wang_correction(waves) == doctest::Approx(127 / 640.0));
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
