#include "detail/shape_contest.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "detail/least_squares.hpp"
#include "detail/shape_fit.hpp"

namespace procmem::detail {
namespace {

constexpr std::array<double, 7> noise_strengths = {0, .3, .6, .8, .9, .96, 1};
constexpr std::size_t exponentials = 17;
constexpr std::array<double, 7> log_scales = {5, 8, 13, 20, 32, 50, 80};
constexpr std::size_t bounded = exponentials + log_scales.size();

// No fit is better than the kernel's own grain: pages of 4 KiB, and the thousandth of a percent that per-CPU
// counters are off. Without such a floor a noiseless series would prove anything.
constexpr double page_variance = 16.0 / 12;

double variance_floor(const Levels& levels) noexcept {
  Column y = levels.y;
  const double level = median(y.data(), levels.size);
  return page_variance + 1e-10 * level * level;
}

double dof_of(const Term& term) noexcept {  // coefficient, and where it is placed
  switch (term.kind) {
    case Term::Kind::line:
      return 1;
    case Term::Kind::ramp:
      return term.from == 0 ? 2 : 3;
    default:
      return 2;
  }
}

// What weighs less than e^-3 of the best is left out of the average.
constexpr double negligible = 6;

// Mean and variance of a mixture whose parts weigh exp(-BIC / 2).
class Average {
 public:
  void add(double bic, double value, double error) noexcept {
    if (bic < best_) {
      const double scale = std::exp((bic - best_) / 2);
      weight_ *= scale;
      sum_ *= scale;
      squares_ *= scale;
      best_ = bic;
    }
    const double weight = std::exp((best_ - bic) / 2);
    weight_ += weight;
    sum_ += weight * value;
    squares_ += weight * (value * value + error * error);
  }
  double mean() const noexcept { return weight_ > 0 ? sum_ / weight_ : 0; }
  double deviation() const noexcept {
    return weight_ > 0 ? std::sqrt(std::max(0.0, squares_ / weight_ - mean() * mean())) : 0;
  }

 private:
  double best_ = std::numeric_limits<double>::infinity();
  double weight_ = 0, sum_ = 0, squares_ = 0;
};

class Contest {
 public:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): all columns are written below
  explicit Contest(const Levels& levels) noexcept : levels_(levels), floor_(variance_floor(levels)) {
    double scale = .012;
    for (std::size_t i = 0; i < exponentials; ++i, scale *= 1.23)
      terms_[i] = Term{Term::Kind::exponential, 0, 0, scale};
    for (std::size_t i = 0; i < log_scales.size(); ++i)
      terms_[exponentials + i] = Term{Term::Kind::logarithm, 0, 0, log_scales[i]};
    for (std::size_t i = 0; i < bounded; ++i) columns_[i] = column_of(terms_[i], levels);
  }

  Evidence run() noexcept {
    for (const double alpha : noise_strengths) {
      try_flat(alpha);
      try_dying_out(alpha);
      try_growing(alpha);
    }
    evidence_.averaged_slope = average_.mean();
    evidence_.averaged_error = average_.deviation();
    return evidence_;
  }

 private:
  double bic(const ShapeFit& fit) const noexcept {
    const auto rows = static_cast<double>(fit.rows());
    const Shape& shape = fit.shape();
    double parameters = shape.alpha < 1 ? 2 : 1;  // sigma, and the constant that a random walk has not
    for (std::size_t i = 0; i < shape.size; ++i) parameters += dof_of(shape.terms[i]);
    return rows * std::log(std::max(fit.residual_sum() / rows, floor_)) + parameters * std::log(rows + 1);
  }

  void offer(Contender& best, const ShapeFit& fit) const noexcept {
    const double value = bic(fit);
    if (value < best.bic) best = Contender{fit.shape(), value};
  }

  // Growing shapes count only if they do grow in the end.
  void offer_growing(const ShapeFit& fit) noexcept {
    const double value = bic(fit);
    if (value > evidence_.growing.bic + negligible) return;
    const Slope slope = slope_of(fit);
    if (!(slope.value > 0)) return;
    average_.add(value, slope.value, slope.error);
    if (value >= evidence_.growing.bic) return;
    evidence_.growing = Contender{fit.shape(), value};
    evidence_.slope = slope.value;
    evidence_.slope_error = slope.error;
  }

  struct Slope {
    double value, error;
  };

  // Fits the shape anew, all terms at once, for the coefficients and their errors.
  Slope slope_of(const ShapeFit& fit) const noexcept {
    const Shape& shape = fit.shape();
    const auto difference = [&](const Column& values) {
      Column result{};
      for (std::size_t i = 0; i < fit.rows(); ++i) result[i] = values[i + 1] - shape.alpha * values[i];
      return result;
    };
    LeastSquares squares(fit.rows());
    std::array<bool, LeastSquares::max_columns> chosen{};
    Column ones;
    ones.fill(1);
    if (shape.alpha < 1) squares.add_column(ones);
    for (std::size_t t = 0; t < shape.size; ++t) {
      const Term::Kind kind = shape.terms[t].kind;
      chosen[squares.columns()] = kind == Term::Kind::line || kind == Term::Kind::hinge;
      squares.add_column(difference(column_of(shape.terms[t], levels_)));
    }
    squares.solve(difference(levels_.y));
    Slope slope{};
    for (std::size_t i = 0; i < squares.columns(); ++i) slope.value += chosen[i] ? squares.coefficient(i) : 0;
    const double freedom =
        std::max(1.0, static_cast<double>(fit.rows()) - static_cast<double>(squares.columns()));
    const double variance = std::max(squares.residual_sum() / freedom, page_variance);
    slope.error = std::sqrt(variance * squares.variance_of_sum(chosen));
    return slope;
  }

  void offer_with_step(Contender& best, ShapeFit fit) const noexcept {
    offer(best, fit);
    const auto step = fit.best_step();
    if (step && fit.add(*step)) offer(best, fit);
  }

  void try_flat(double alpha) noexcept {
    const ShapeFit constant(levels_, alpha);
    offer(evidence_.flat, constant);
    ShapeFit steps = constant;
    for (int i = 0; i < 4; ++i) {
      const auto step = steps.best_step();
      if (!step || !steps.add(*step)) break;
      offer(evidence_.flat, steps);
    }
    for (const auto& ramp : {constant.best_ramp(), constant.best_late_ramp()}) {
      ShapeFit fit = constant;
      if (ramp && fit.add(*ramp)) offer_with_step(evidence_.flat, fit);
    }
  }

  void try_dying_out(double alpha) noexcept {
    const ShapeFit constant(levels_, alpha);
    for (std::size_t i = 0; i < bounded; ++i) {
      ShapeFit fit = constant;
      const auto coefficient = fit.add(terms_[i], columns_[i]);
      if (coefficient && *coefficient > 0) offer_with_step(evidence_.dying_out, fit);
    }
  }

  void try_growing(double alpha) noexcept {
    const ShapeFit constant(levels_, alpha);
    ShapeFit line = constant;
    if (!line.add(Term{Term::Kind::line, 0, 0, 0})) return;
    offer_growing(line);
    ShapeFit steps = line;
    for (int i = 0; i < 3; ++i) {
      const auto step = steps.best_step();
      if (!step || !steps.add(*step)) break;
      offer_growing(steps);
    }
    offer_with(line, line.best_ramp());
    offer_with(line, line.best_hinge());
    offer_with(constant, constant.best_hinge());
    offer_with_approach(line);
  }

  void offer_with(ShapeFit fit, const std::optional<Term>& term) noexcept {
    if (term && fit.add(*term)) offer_growing(fit);
  }

  void offer_with_approach(const ShapeFit& line) noexcept {
    double least = line.residual_sum();
    std::optional<ShapeFit> best;
    for (std::size_t i = 0; i < exponentials; ++i) {
      ShapeFit fit = line;
      const auto coefficient = fit.add(terms_[i], columns_[i]);
      if (!coefficient || *coefficient <= 0 || fit.residual_sum() >= least) continue;
      least = fit.residual_sum();
      best = fit;
    }
    if (best) offer_growing(*best);
  }

  const Levels& levels_;
  double floor_;
  std::array<Term, bounded> terms_;
  std::array<Column, bounded> columns_;
  Evidence evidence_;
  Average average_;
};

}  // namespace

Evidence hold_contest(const Levels& levels) noexcept {
  return Contest(levels).run();
}

}  // namespace procmem::detail
