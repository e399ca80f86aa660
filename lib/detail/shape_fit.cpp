#include "detail/shape_fit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detail/least_squares.hpp"

namespace procmem::detail {

// Sums over the rows from a knot to the last one. A hinge at the knot has the rows w[i] - (1 - alpha) x from
// there on, with w[i] = x[i+1] - alpha x[i], and 0 before: its products with any vector, and with another
// hinge, follow from the sums of v, v w, w and w².
struct ShapeFit::Sums {
  double g = 0;  // 1 - alpha
  double x = 0;  // of the knot; 0: before all points
  double w = 0, ww = 0, count = 0;
  std::array<double, max_basis + 1> plain{}, weighted{};  // of the residuals, then of the basis

  explicit Sums(double alpha) noexcept : g(1 - alpha) {}

  void take(const ShapeFit& fit, std::size_t row) noexcept {
    const double value = fit.levels_->x[row + 1] - (1 - g) * fit.levels_->x[row];
    w += value;
    ww += value * value;
    ++count;
    for (std::size_t v = 0; v <= fit.basis_size_; ++v) {
      const double other = v == 0 ? fit.residual_[row] : fit.basis_[v - 1][row];
      plain[v] += other;
      weighted[v] += other * value;
    }
  }

  double product(std::size_t vector) const noexcept { return weighted[vector] - g * x * plain[vector]; }
  double product(const Sums& later) const noexcept {
    return later.ww - g * (x + later.x) * later.w + g * g * x * later.x * later.count;
  }
};

ShapeFit::ShapeFit(const Levels& levels, double alpha) noexcept {
  begin(levels, alpha);
}

void ShapeFit::begin(const Levels& levels, double alpha) noexcept {
  levels_ = &levels;
  rows_ = levels.size - 1;
  shape_ = Shape();
  shape_.alpha = alpha;
  basis_size_ = 0;
  for (std::size_t i = 0; i < rows_; ++i) residual_[i] = levels.y[i + 1] - alpha * levels.y[i];
  if (alpha >= 1) return;
  Column constant;
  constant.fill(1);
  push(constant, nullptr);
}

ShapeFit::ShapeFit(const ShapeFit& other) noexcept : levels_(other.levels_), rows_(other.rows_) {
  *this = other;
}

ShapeFit& ShapeFit::operator=(const ShapeFit& other) noexcept {
  if (this == &other) return *this;
  levels_ = other.levels_;
  rows_ = other.rows_;
  shape_ = other.shape_;
  basis_size_ = other.basis_size_;
  std::copy_n(other.residual_.begin(), rows_, residual_.begin());
  for (std::size_t k = 0; k < basis_size_; ++k)
    std::copy_n(other.basis_[k].begin(), rows_, basis_[k].begin());
  return *this;
}

double ShapeFit::residual_sum() const noexcept {
  return dot(residual_, residual_, rows_);
}

std::optional<double> ShapeFit::add(const Term& term, const Column& values) noexcept {
  Column column;
  for (std::size_t i = 0; i < rows_; ++i) column[i] = values[i + 1] - shape_.alpha * values[i];
  double coefficient = 0;
  if (!push(column, &coefficient)) return std::nullopt;
  shape_.add(term);
  return coefficient;
}

bool ShapeFit::push(Column& column, double* coefficient) noexcept {
  const double length = dot(column, column, rows_);
  for (std::size_t k = 0; k < basis_size_; ++k) {
    const double share = dot(basis_[k], column, rows_);
    for (std::size_t i = 0; i < rows_; ++i) column[i] -= share * basis_[k][i];
  }
  const double left = dot(column, column, rows_);
  if (!(left > 1e-10 * length)) return false;
  const double scale = 1 / std::sqrt(left);
  double along = 0;
  for (std::size_t i = 0; i < rows_; ++i) {
    column[i] *= scale;
    along += column[i] * residual_[i];
  }
  if (coefficient != nullptr) *coefficient = along * scale;
  for (std::size_t i = 0; i < rows_; ++i) residual_[i] -= along * column[i];
  basis_[basis_size_++] = column;
  return true;
}

// A step at point k is 1 in row k - 1, and 1 - alpha in those after it.
std::optional<Term> ShapeFit::best_step() const noexcept {
  const double g = 1 - shape_.alpha;
  std::array<double, max_basis> after{};
  double residual_after = 0;
  std::optional<Term> best;
  double best_gain = 0;
  for (std::size_t k = rows_; k >= 1; --k) {
    const std::size_t row = k - 1;
    const double product = residual_[row] + g * residual_after;
    double norm = 1 + g * g * static_cast<double>(rows_ - k);
    for (std::size_t j = 0; j < basis_size_; ++j) {
      const double share = basis_[j][row] + g * after[j];
      norm -= share * share;
      after[j] += basis_[j][row];
    }
    residual_after += residual_[row];
    if (k < 2 || k + 2 > levels_->size || norm <= 1e-6 || product * product <= best_gain * norm) continue;
    best_gain = product * product / norm;
    best = Term{Term::Kind::step, k, 0, 0};
  }
  return best;
}

// How much less the squares of the residuals sum up to with a hinge, or with a ramp between two; 0 for a
// falling one, or one that the basis already has.
double ShapeFit::gain_of(const Sums& from, const Sums* to) const noexcept {
  const auto product_with = [&](std::size_t vector) {
    return from.product(vector) - (to != nullptr ? to->product(vector) : 0);
  };
  double norm = from.product(from);
  if (to != nullptr) norm += to->product(*to) - 2 * from.product(*to);
  const double length = norm;
  for (std::size_t v = 1; v <= basis_size_; ++v) {
    const double share = product_with(v);
    norm -= share * share;
  }
  const double product = product_with(0);
  if (product <= 0 || norm <= 1e-8 * length || norm <= 0) return 0;
  return product * product / norm;
}

std::optional<Term> ShapeFit::best_hinge() const noexcept {
  std::optional<Term> best;
  double best_gain = 0;
  Sums sums(shape_.alpha);
  for (std::size_t k = rows_; k-- > 2;) {
    sums.take(*this, k);
    sums.x = levels_->x[k];
    if (k + 3 >= levels_->size) continue;
    const double gain = gain_of(sums, nullptr);
    if (gain <= best_gain) continue;
    best_gain = gain;
    best = Term{Term::Kind::hinge, k, 0, 0};
  }
  return best;
}

std::optional<Term> ShapeFit::best_ramp() const noexcept {
  Sums all(shape_.alpha);
  for (std::size_t row = 0; row < rows_; ++row) all.take(*this, row);
  std::optional<Term> best;
  double best_gain = 0;
  Sums sums(shape_.alpha);
  for (std::size_t k = rows_; k-- > 2;) {
    sums.take(*this, k);
    sums.x = levels_->x[k];
    if (k + 2 >= levels_->size) continue;
    const double gain = gain_of(all, &sums);
    if (gain <= best_gain) continue;
    best_gain = gain;
    best = Term{Term::Kind::ramp, 0, k, 0};
  }
  return best;
}

std::optional<Term> ShapeFit::best_late_ramp() const noexcept {
  constexpr std::size_t most = 32;
  std::array<std::pair<std::size_t, std::optional<Sums>>, most> knots{};  // the last one first
  std::size_t size = 0;
  const std::size_t stride = std::max<std::size_t>(1, levels_->size / 15);
  Sums sums(shape_.alpha);
  for (std::size_t k = rows_; k-- > 2;) {
    sums.take(*this, k);
    sums.x = levels_->x[k];
    if (k + 2 < levels_->size && (k - 2) % stride == 0 && size < most) knots[size++] = {k, sums};
  }
  std::optional<Term> best;
  double best_gain = 0;
  for (std::size_t b = 0; b < size; ++b)
    for (std::size_t a = b + 1; a < size; ++a) {
      if (knots[b].first < knots[a].first + 2) continue;
      const double gain = gain_of(*knots[a].second, &*knots[b].second);
      if (gain <= best_gain) continue;
      best_gain = gain;
      best = Term{Term::Kind::ramp, knots[a].first, knots[b].first, 0};
    }
  return best;
}

}  // namespace procmem::detail
