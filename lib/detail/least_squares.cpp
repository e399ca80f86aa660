#include "detail/least_squares.hpp"

#include <cmath>

namespace procmem::detail {

double dot(const Column& a, const Column& b, std::size_t rows) noexcept {
  // Four sums, since each addition waits for the one before.
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + 4 <= rows; i += 4)
    for (std::size_t k = 0; k < 4; ++k) sums[k] += a[i + k] * b[i + k];
  for (; i < rows; ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void LeastSquares::begin(std::size_t rows) noexcept {
  rows_ = rows;
  columns_ = 0;
  triangle_ = {};
  coefficients_ = {};
}

void LeastSquares::add_column(const Column& column) noexcept {
  Column& q = basis_[columns_];
  q = column;
  const double length = dot(q, q, rows_);
  for (int pass = 0; pass < 2; ++pass)
    for (std::size_t k = 0; k < columns_; ++k) {
      const double share = dot(basis_[k], q, rows_);
      triangle_[k][columns_] += share;
      for (std::size_t i = 0; i < rows_; ++i) q[i] -= share * basis_[k][i];
    }
  const double left = dot(q, q, rows_);
  if (left > 1e-18 * length && left > 0) {
    const double norm = std::sqrt(left);
    triangle_[columns_][columns_] = norm;
    for (std::size_t i = 0; i < rows_; ++i) q[i] /= norm;
  } else {
    q.fill(0);
  }
  ++columns_;
}

void LeastSquares::add_constant() noexcept {
  Column ones;
  ones.fill(1);
  add_column(ones);
}

void LeastSquares::fit_line(const Column& x, const Column& y) noexcept {
  begin(rows_);
  add_constant();
  add_column(x);
  solve(y);
}

void LeastSquares::solve(const Column& y) noexcept {
  residual_ = y;
  std::array<double, max_columns> along{};
  for (std::size_t k = 0; k < columns_; ++k) {
    along[k] = dot(basis_[k], residual_, rows_);
    for (std::size_t i = 0; i < rows_; ++i) residual_[i] -= along[k] * basis_[k][i];
  }
  for (std::size_t k = columns_; k-- > 0;) {
    double value = along[k];
    for (std::size_t j = k + 1; j < columns_; ++j) value -= triangle_[k][j] * coefficients_[j];
    coefficients_[k] = triangle_[k][k] > 0 ? value / triangle_[k][k] : 0;
  }
}

double LeastSquares::residual_sum() const noexcept {
  return dot(residual_, residual_, rows_);
}

// With X = QR the covariance of the coefficients is inverse(R) inverse(R)', so the variance of w'b is |z|²
// where R'z = w.
double LeastSquares::variance_of_sum(const std::array<bool, max_columns>& chosen) const noexcept {
  std::array<double, max_columns> z{};
  double variance = 0;
  for (std::size_t k = 0; k < columns_; ++k) {
    double value = chosen[k] ? 1 : 0;
    for (std::size_t j = 0; j < k; ++j) value -= triangle_[j][k] * z[j];
    z[k] = triangle_[k][k] > 0 ? value / triangle_[k][k] : 0;
    variance += z[k] * z[k];
  }
  return variance;
}

}  // namespace procmem::detail
