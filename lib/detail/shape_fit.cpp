#include "detail/shape_fit.hpp"

#include <algorithm>
#include <cmath>

#include "detail/least_squares.hpp"

namespace procmem::detail {

// Where a hinge begins: at a point, or before all of them.
struct ShapeFit::Knot {
  std::size_t row = 0;
  double x = 0;
};

struct ShapeFit::Candidate {
  Term term;
  double gain = 0;
};

// Sums from a row to the last one. A hinge at the knot k has the rows w[i] - (1 - alpha) k.x from k.row on,
// with w[i] = x[i+1] - alpha x[i], and 0 before: its products with any vector, and with another hinge, follow
// from the sums of v, v w, w and w².
struct ShapeFit::Sums {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): written below, as far as they are read
  explicit Sums(const ShapeFit& fit) noexcept : g(1 - fit.shape_.alpha), vectors(fit.basis_size_ + 1) {
    const Column& x = fit.levels_->x;
    w[fit.rows_] = ww[fit.rows_] = count[fit.rows_] = 0;
    for (std::size_t v = 0; v < vectors; ++v) plain[v][fit.rows_] = weighted[v][fit.rows_] = 0;
    for (std::size_t i = fit.rows_; i-- > 0;) {
      const double wi = x[i + 1] - fit.shape_.alpha * x[i];
      w[i] = w[i + 1] + wi;
      ww[i] = ww[i + 1] + wi * wi;
      count[i] = count[i + 1] + 1;
      for (std::size_t v = 0; v < vectors; ++v) {
        const double value = v == 0 ? fit.residual_[i] : fit.basis_[v - 1][i];
        plain[v][i] = plain[v][i + 1] + value;
        weighted[v][i] = weighted[v][i + 1] + value * wi;
      }
    }
  }

  double product(std::size_t vector, const Knot& k) const noexcept {
    return weighted[vector][k.row] - g * k.x * plain[vector][k.row];
  }
  double product(const Knot& a, const Knot& b) const noexcept {  // a not behind b
    return ww[b.row] - g * (a.x + b.x) * w[b.row] + g * g * a.x * b.x * count[b.row];
  }

  double g;
  std::size_t vectors;
  std::array<double, max_levels + 1> w, ww, count;
  std::array<std::array<double, max_levels + 1>, max_basis + 1> plain, weighted;
};

// The columns are written before they are read; to clear them would cost more than the fit.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
ShapeFit::ShapeFit(const Levels& levels, double alpha) noexcept : levels_(&levels), rows_(levels.size - 1) {
  shape_.alpha = alpha;
  for (std::size_t i = 0; i < rows_; ++i) residual_[i] = levels.y[i + 1] - alpha * levels.y[i];
  if (alpha >= 1) return;
  Column constant;
  constant.fill(1);
  push(constant, nullptr);
}

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): as above
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

void ShapeFit::offer(std::optional<Candidate>& best, const Term& term, const Sums& sums, const Knot& from,
                     const Knot* to) const noexcept {
  const auto product_with = [&](std::size_t vector) {
    return sums.product(vector, from) - (to != nullptr ? sums.product(vector, *to) : 0);
  };
  double norm = sums.product(from, from);
  if (to != nullptr) norm += sums.product(*to, *to) - 2 * sums.product(from, *to);
  const double length = norm;
  for (std::size_t v = 1; v < sums.vectors; ++v) {
    const double share = product_with(v);
    norm -= share * share;
  }
  const double product = product_with(0);
  if (product <= 0 || norm <= 1e-8 * length || norm <= 0) return;
  const double gain = product * product / norm;
  if (!best || gain > best->gain) best = Candidate{term, gain};
}

std::optional<Term> ShapeFit::best_hinge() const noexcept {
  const Sums sums(*this);
  std::optional<Candidate> best;
  for (std::size_t k = 2; k + 3 < levels_->size; ++k)
    offer(best, Term{Term::Kind::hinge, k, 0, 0}, sums, Knot{k, levels_->x[k]}, nullptr);
  return best ? std::optional(best->term) : std::nullopt;
}

std::optional<Term> ShapeFit::best_ramp() const noexcept {
  const Sums sums(*this);
  std::optional<Candidate> best;
  for (std::size_t k = 2; k + 2 < levels_->size; ++k) {
    const Knot to{k, levels_->x[k]};
    offer(best, Term{Term::Kind::ramp, 0, k, 0}, sums, Knot{}, &to);
  }
  return best ? std::optional(best->term) : std::nullopt;
}

std::optional<Term> ShapeFit::best_late_ramp() const noexcept {
  const Sums sums(*this);
  const std::size_t stride = std::max<std::size_t>(1, levels_->size / 15);
  std::optional<Candidate> best;
  for (std::size_t a = 2; a + 4 < levels_->size; a += stride)
    for (std::size_t b = a + 2; b + 2 < levels_->size; b += stride) {
      const Knot to{b, levels_->x[b]};
      offer(best, Term{Term::Kind::ramp, a, b, 0}, sums, Knot{a, levels_->x[a]}, &to);
    }
  return best ? std::optional(best->term) : std::nullopt;
}

}  // namespace procmem::detail
