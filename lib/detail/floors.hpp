#ifndef PROCMEM_DETAIL_FLOORS_HPP
#define PROCMEM_DETAIL_FLOORS_HPP

#include <cstddef>

#include "detail/levels.hpp"
#include "detail/series_store.hpp"

namespace procmem::detail {

/// The floors under a sawtooth or a cycle: what is left after each collection, or in each quiet phase.
/// Between them the level says nothing; whether one floor is higher than the other does.
struct Floors {
  std::size_t count = 0;
  double slope = 0;        ///< KiB per second
  double slope_error = 0;  ///< its standard error
  double evidence = 0;     ///< -log10 of the chance that floors without a trend rise like that (Student's t)
  double risen = 0;        ///< KiB, from the first to the last along the line
  double rising = 0;       ///< share of floors that are higher than the one before
  double pause = 0;        ///< since the last one, in typical distances between two; 0 for a cycle
};

/// What is left after each fall of more than 40 % of the range. \param unit see make_levels().
Floors floors_after_falls(const SeriesStore& store, double from, double unit) noexcept;

/// The lowest point of each cycle. \param period in points.
Floors floors_of_cycles(const Levels& levels, double period) noexcept;

}  // namespace procmem::detail

#endif
