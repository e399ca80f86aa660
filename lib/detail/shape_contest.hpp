#ifndef PROCMEM_DETAIL_SHAPE_CONTEST_HPP
#define PROCMEM_DETAIL_SHAPE_CONTEST_HPP

#include <array>
#include <cstddef>
#include <limits>

#include "detail/least_squares.hpp"
#include "detail/levels.hpp"
#include "detail/shape.hpp"
#include "detail/shape_fit.hpp"

namespace procmem::detail {

/// A shape and how well it explains the series: the lower its Bayesian information criterion, the better.
struct Contender {
  Shape shape;
  double bic = std::numeric_limits<double>::infinity();
};

/// Which kind of shape explains a series best.
struct Evidence {
  Contender flat;       ///< not growing now: a constant, up to 4 steps, a ramp that has ended
  Contender dying_out;  ///< ever more slowly: an exponential approach, a logarithm
  Contender growing;    ///< a line, also with steps, after a warm-up, or from some point on

  double slope = 0;        ///< of the growing shape at the end, per recording
  double slope_error = 1;  ///< its standard error

  /// The same over all growing shapes, each weighted by exp(-BIC / 2): its error knows that the shape is a
  /// guess.
  double averaged_slope = 0;
  double averaged_error = 1;

  double against_flat() const noexcept { return flat.bic - growing.bic; }
  double against_dying_out() const noexcept { return dying_out.bic - growing.bic; }
  double slope_ratio() const noexcept { return slope_error > 0 ? slope / slope_error : 0; }
};

/// Room for a contest, some 150 KiB: more than a small thread's stack, so whoever judges keeps one.
struct ContestSpace {
  static constexpr std::size_t bounded = 24;
  std::array<Column, bounded> columns{};  // of the shapes that die out
  ShapeFit constant, line, candidate, other;
  LeastSquares squares;
};

/// Fits them all under AR(1) noise of seven strengths, a random walk among them. \param levels at least 10
/// points.
Evidence hold_contest(const Levels& levels, ContestSpace& space) noexcept;

}  // namespace procmem::detail

#endif
