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
constexpr std::size_t bounded = ContestSpace::bounded;
static_assert(bounded == exponentials + log_scales.size());

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
  Contest(const Levels& levels, ContestSpace& space) noexcept
      : levels_(levels), space_(space), floor_(variance_floor(levels)) {
    double scale = .012;
    for (std::size_t i = 0; i < exponentials; ++i, scale *= 1.23)
      terms_[i] = Term{Term::Kind::exponential, 0, 0, scale};
    for (std::size_t i = 0; i < log_scales.size(); ++i)
      terms_[exponentials + i] = Term{Term::Kind::logarithm, 0, 0, log_scales[i]};
    for (std::size_t i = 0; i < bounded; ++i) space_.columns[i] = column_of(terms_[i], levels);
  }

  Evidence run() noexcept {
    for (const double alpha : noise_strengths) {
      try_flat(alpha);
      try_dying_out();
      try_growing();
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
  Slope slope_of(const ShapeFit& fit) noexcept {
    const Shape& shape = fit.shape();
    const auto difference = [&](const Column& values) {
      Column result{};
      for (std::size_t i = 0; i < fit.rows(); ++i) result[i] = values[i + 1] - shape.alpha * values[i];
      return result;
    };
    LeastSquares& squares = space_.squares;
    squares.begin(fit.rows());
    std::array<bool, LeastSquares::max_columns> chosen{};
    if (shape.alpha < 1) squares.add_constant();
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

  // Takes space_.candidate, also with the best step.
  void offer_with_step(Contender& best) noexcept {
    ShapeFit& fit = space_.candidate;
    offer(best, fit);
    const auto step = fit.best_step();
    if (step && fit.add(*step)) offer(best, fit);
  }

  void try_flat(double alpha) noexcept {
    space_.constant.begin(levels_, alpha);
    offer(evidence_.flat, space_.constant);
    ShapeFit& fit = space_.candidate;
    fit = space_.constant;
    for (int i = 0; i < 4; ++i) {
      const auto step = fit.best_step();
      if (!step || !fit.add(*step)) break;
      offer(evidence_.flat, fit);
    }
    for (const auto& ramp : {space_.constant.best_ramp(), space_.constant.best_late_ramp()}) {
      fit = space_.constant;
      if (ramp && fit.add(*ramp)) offer_with_step(evidence_.flat);
    }
  }

  void try_dying_out() noexcept {
    ShapeFit& fit = space_.candidate;
    for (std::size_t i = 0; i < bounded; ++i) {
      fit = space_.constant;
      const auto coefficient = fit.add(terms_[i], space_.columns[i]);
      if (coefficient && *coefficient > 0) offer_with_step(evidence_.dying_out);
    }
  }

  void try_growing() noexcept {
    space_.line = space_.constant;
    if (!space_.line.add(Term{Term::Kind::line, 0, 0, 0})) return;
    offer_growing(space_.line);
    ShapeFit& fit = space_.candidate;
    fit = space_.line;
    for (int i = 0; i < 3; ++i) {
      const auto step = fit.best_step();
      if (!step || !fit.add(*step)) break;
      offer_growing(fit);
    }
    offer_with(space_.line, space_.line.best_ramp());
    offer_with(space_.line, space_.line.best_hinge());
    offer_with(space_.constant, space_.constant.best_hinge());
    offer_with_approach();
  }

  void offer_with(const ShapeFit& fit, const std::optional<Term>& term) noexcept {
    space_.candidate = fit;
    if (term && space_.candidate.add(*term)) offer_growing(space_.candidate);
  }

  void offer_with_approach() noexcept {
    double least = space_.line.residual_sum();
    bool found = false;
    for (std::size_t i = 0; i < exponentials; ++i) {
      ShapeFit& fit = space_.candidate;
      fit = space_.line;
      const auto coefficient = fit.add(terms_[i], space_.columns[i]);
      if (!coefficient || *coefficient <= 0 || fit.residual_sum() >= least) continue;
      least = fit.residual_sum();
      space_.other = fit;
      found = true;
    }
    if (found) offer_growing(space_.other);
  }

  const Levels& levels_;
  ContestSpace& space_;
  double floor_;
  std::array<Term, bounded> terms_;
  Evidence evidence_;
  Average average_;
};

}  // namespace

Evidence hold_contest(const Levels& levels, ContestSpace& space) noexcept {
  return Contest(levels, space).run();
}

}  // namespace procmem::detail
