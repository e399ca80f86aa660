#include "detail/drift_test.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "detail/least_squares.hpp"

namespace procmem::detail {
namespace {

// The AR(1) coefficient of what a line leaves, corrected for its bias in short series, and taken for a unit
// root where it cannot be told from one.
double noise_strength(const Levels& levels) noexcept {
  LeastSquares line(levels.size);
  line.fit_line(levels.x, levels.y);
  const Column& e = line.residual();
  double product = 0;
  double squares = 0;
  for (std::size_t i = 1; i < levels.size; ++i) {
    product += e[i] * e[i - 1];
    squares += e[i - 1] * e[i - 1];
  }
  const auto n = static_cast<double>(levels.size);
  double alpha = squares > 0 ? product / squares : 0;
  alpha += (2 + 4 * alpha) / n;
  return alpha > 1 - 1 / std::sqrt(n) ? 1 : alpha;
}

double long_run_variance(const Column& u, std::size_t rows) noexcept {
  const double short_run = dot(u, u, rows) / static_cast<double>(rows);
  const int lags = static_cast<int>(4 * std::pow(static_cast<double>(rows + 1) / 100, 2.0 / 9));
  double variance = short_run;
  for (int lag = 1; lag <= lags; ++lag) {
    double sum = 0;
    for (auto i = static_cast<std::size_t>(lag); i < rows; ++i)
      sum += u[i] * u[i - static_cast<std::size_t>(lag)];
    variance += 2 * (1 - lag / (lags + 1.0)) * sum / static_cast<double>(rows);
  }
  return std::max(short_run, variance);
}

}  // namespace

Drift test_drift(const Levels& levels) noexcept {
  const double alpha = noise_strength(levels);
  const std::size_t rows = levels.size - 1;
  Column y{};
  Column line{};
  for (std::size_t i = 0; i < rows; ++i) {
    y[i] = levels.y[i + 1] - alpha * levels.y[i];
    line[i] = levels.x[i + 1] - alpha * levels.x[i];
  }
  LeastSquares fit(rows);
  std::array<bool, LeastSquares::max_columns> chosen{};
  if (alpha < 1) fit.add_constant();
  chosen[fit.columns()] = true;
  fit.add_column(line);
  fit.solve(y);
  const double variance = std::max(long_run_variance(fit.residual(), rows), 1e-9);
  return Drift{fit.coefficient(fit.columns() - 1), std::sqrt(variance * fit.variance_of_sum(chosen))};
}

}  // namespace procmem::detail
