#ifndef PROCMEM_DETAIL_LEAST_SQUARES_HPP
#define PROCMEM_DETAIL_LEAST_SQUARES_HPP

#include <array>
#include <cstddef>

#include "detail/levels.hpp"

namespace procmem::detail {

/// Ordinary least squares with up to 12 columns, by Gram and Schmidt twice over. Allocates nothing.
class LeastSquares {
 public:
  static constexpr std::size_t max_columns = 12;

  // The basis is written before it is read; to clear it would cost more than to use it.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
  explicit LeastSquares(std::size_t rows = 0) noexcept : rows_(rows) {}

  /// Begins anew, with no column.
  void begin(std::size_t rows) noexcept;

  /// A column that depends on those before gets the coefficient 0.
  void add_column(const Column& column) noexcept;
  void add_constant() noexcept;  ///< a column of ones

  /// Constant and slope, solved: coefficients 0 and 1.
  void fit_line(const Column& x, const Column& y) noexcept;

  /// Fits y; `residual` is what is left.
  void solve(const Column& y) noexcept;

  std::size_t columns() const noexcept { return columns_; }
  double coefficient(std::size_t i) const noexcept { return coefficients_[i]; }
  const Column& residual() const noexcept { return residual_; }
  double residual_sum() const noexcept;  ///< of squares

  /// Variance of the sum of the chosen coefficients, for residuals of variance 1.
  double variance_of_sum(const std::array<bool, max_columns>& chosen) const noexcept;

 private:
  std::size_t rows_;
  std::size_t columns_ = 0;
  std::array<Column, max_columns> basis_;
  std::array<std::array<double, max_columns>, max_columns> triangle_{};  // [row][column]
  std::array<double, max_columns> coefficients_{};
  Column residual_{};
};

double dot(const Column& a, const Column& b, std::size_t rows) noexcept;

}  // namespace procmem::detail

#endif
