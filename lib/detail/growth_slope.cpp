#include "detail/growth_slope.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "detail/least_squares.hpp"
#include "detail/statistics.hpp"

namespace procmem::detail {
namespace {

constexpr std::size_t segments = 5;

// How much the slope itself varies: the standard error of the mean of the slopes between the means of five
// successive segments. It knows of wandering that no model of the noise does.
double segment_error(const Levels& levels, std::size_t begin) noexcept {
  const std::size_t size = levels.size - begin;
  if (size < 2 * segments) return 0;
  std::array<double, segments> x{};
  std::array<double, segments> y{};
  for (std::size_t k = 0; k < segments; ++k) {
    const std::size_t from = begin + k * size / segments;
    const std::size_t to = begin + (k + 1) * size / segments;
    for (std::size_t i = from; i < to; ++i) {
      x[k] += levels.x[i] / static_cast<double>(to - from);
      y[k] += levels.y[i] / static_cast<double>(to - from);
    }
  }
  std::array<double, segments - 1> slopes{};
  double mean = 0;
  for (std::size_t k = 0; k + 1 < segments; ++k) {
    slopes[k] = (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
    mean += slopes[k] / slopes.size();
  }
  double squares = 0;
  for (const double slope : slopes) squares += (slope - mean) * (slope - mean);
  return std::sqrt(squares / (slopes.size() - 1) / slopes.size());
}

// The levels without the terms of a shape that are not its growth, and from where on it grows.
std::size_t strip(const Shape& shape, Levels& levels) noexcept {
  LeastSquares fit(levels.size);
  fit.add_constant();
  std::array<Column, Shape::max_terms> columns{};
  std::size_t begin = 0;
  for (std::size_t t = 0; t < shape.size; ++t) {
    columns[t] = column_of(shape.terms[t], levels);
    fit.add_column(columns[t]);
    if (shape.terms[t].kind == Term::Kind::hinge) begin = shape.terms[t].from;
  }
  fit.solve(levels.y);
  for (std::size_t t = 0; t < shape.size; ++t) {
    const Term::Kind kind = shape.terms[t].kind;
    if (kind == Term::Kind::line || kind == Term::Kind::hinge) continue;
    for (std::size_t i = 0; i < levels.size; ++i) levels.y[i] -= fit.coefficient(t + 1) * columns[t][i];
  }
  return begin;
}

Slope drift_slope(const Findings& findings) noexcept {
  Levels levels = findings.levels;
  const std::size_t begin = strip(findings.whole.growing.shape, levels);
  const double slope = findings.whole.averaged_slope;
  const double error = std::max({findings.whole.averaged_error, segment_error(levels, begin), .01 * slope});
  return Slope{slope / levels.seconds, error / levels.seconds};
}

// An ordinary line through the last two thirds.
Slope late_slope(const Findings& findings) noexcept {
  const Levels late = without_start(findings.levels, .33);
  LeastSquares line(late.size);
  line.fit_line(late.x, late.y);
  const double slope = line.coefficient(1);
  const double error = std::max(segment_error(late, 0), .01 * slope);
  return Slope{slope / late.seconds, error / late.seconds};
}

// Floors are few, so their error is widened by Student's t.
Slope floor_slope(const Findings& findings) noexcept {
  const Floors& a = findings.after_falls;
  const Floors& b = findings.of_cycles;
  const Floors& floors = a.evidence >= b.evidence ? a : b;
  const double widening =
      student_quantile(.975, static_cast<double>(floors.count) - 2) / normal_quantile(.975);
  return Slope{floors.slope, std::max(floors.slope_error * widening, .01 * floors.slope)};
}

bool has_steps(const Shape& shape) noexcept {
  return std::any_of(shape.terms.begin(), shape.terms.begin() + static_cast<std::ptrdiff_t>(shape.size),
                     [](const Term& term) { return term.kind == Term::Kind::step; });
}

}  // namespace

// The first that excludes no growth; a cycle that was not taken out well, or a few large steps, leave a drift
// too vague.
Slope slope_of(const Findings& findings, const Grounds& grounds) noexcept {
  const auto sure = [](const Slope& slope) { return slope.value > 2 * slope.error; };
  const bool one_rise = findings.persistence.largest_rise >= .45;
  const bool stepwise = grounds.keeps_coming && has_steps(findings.whole.growing.shape) && !one_rise;
  const Slope first = grounds.drift && !stepwise ? drift_slope(findings)
                      : grounds.rising_floors    ? floor_slope(findings)
                                                 : late_slope(findings);
  if (sure(first)) return first;
  if (grounds.rising_floors && sure(floor_slope(findings))) return floor_slope(findings);
  if (grounds.keeps_coming && sure(late_slope(findings))) return late_slope(findings);
  return grounds.drift && sure(drift_slope(findings)) ? drift_slope(findings) : first;
}

Interval interval_of(const Slope& slope, double unit, double confidence) noexcept {
  const double reach = normal_quantile(.5 + confidence / 2) * slope.error;
  Interval interval{slope.value * unit, (slope.value - reach) * unit, (slope.value + reach) * unit};
  if (slope.value > 0) interval.low = std::max(0.0, interval.low);
  if (slope.value < 0) interval.high = std::min(0.0, interval.high);
  return interval;
}

double smallest_growth(double level) noexcept {
  return 96 + .004 * std::max(0.0, level);
}

double detectable_slope(const Findings& findings) noexcept {
  const bool grows = std::isfinite(findings.whole.growing.bic);  // no shape does where all of it falls
  const double error = grows ? findings.whole.averaged_error : findings.drift.slope_error;
  const double by_noise = (3.0 + .84) * error;
  return std::max(by_noise, smallest_growth(findings.persistence.level)) / findings.levels.seconds;
}

}  // namespace procmem::detail
