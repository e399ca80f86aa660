#ifndef PROCMEM_DETAIL_SHAPE_FIT_HPP
#define PROCMEM_DETAIL_SHAPE_FIT_HPP

#include <array>
#include <cstddef>
#include <optional>

#include "detail/levels.hpp"
#include "detail/shape.hpp"

namespace procmem::detail {

/// Fits shapes whose noise is AR(1), term by term: data and columns are quasi-differenced (y[i+1] - alpha
/// y[i]), after which the noise is white. alpha = 1 is a random walk, the way an allocator wanders. Each term
/// is made orthogonal to those before, so the best place of one more term is found for all places in one pass
/// over running sums. Lifetime: refers to the levels. Allocates nothing.
class ShapeFit {
 public:
  ShapeFit() noexcept = default;
  ShapeFit(const Levels& levels, double alpha) noexcept;

  /// Begins anew, with no term.
  void begin(const Levels& levels, double alpha) noexcept;

  /// Copies no more than is in use: the contest copies some thousand of them.
  ShapeFit(const ShapeFit& other) noexcept;
  ShapeFit& operator=(const ShapeFit& other) noexcept;
  ~ShapeFit() = default;

  std::size_t rows() const noexcept { return rows_; }
  double residual_sum() const noexcept;  ///< of squares
  const Shape& shape() const noexcept { return shape_; }

  /// \return the term's coefficient, given those before; nothing, and nothing is added, where the term
  /// depends on them.
  std::optional<double> add(const Term& term) noexcept { return add(term, column_of(term, *levels_)); }
  std::optional<double> add(const Term& term, const Column& values) noexcept;

  /// The step that takes most off the residuals.
  std::optional<Term> best_step() const noexcept;

  /// Likewise; they are rising ones only.
  std::optional<Term> best_hinge() const noexcept;
  std::optional<Term> best_ramp() const noexcept;       ///< from the beginning
  std::optional<Term> best_late_ramp() const noexcept;  ///< on a grid of some 15 points

 private:
  struct Sums;
  static constexpr std::size_t max_basis = Shape::max_terms + 1;

  bool push(Column& column, double* coefficient) noexcept;
  double gain_of(const Sums& from, const Sums* to) const noexcept;

  const Levels* levels_ = nullptr;
  std::size_t rows_ = 0;
  Shape shape_;
  Column residual_{};
  std::array<Column, max_basis> basis_{};
  std::size_t basis_size_ = 0;
};

}  // namespace procmem::detail

#endif
