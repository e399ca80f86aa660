#ifndef PROCMEM_DETAIL_GROWTH_SLOPE_HPP
#define PROCMEM_DETAIL_GROWTH_SLOPE_HPP

#include "detail/growth_judge.hpp"

namespace procmem::detail {

/// How fast what was found grows. Floors give it where they rise; a drift gives that of its shape, without
/// its steps and its warm-up; growth that comes in steps gives that of the last two thirds, steps included.
Slope slope_of(const Findings& findings, const Grounds& grounds) noexcept;

/// A slope and how far it may be off.
struct Interval {
  double value = 0, low = 0, high = 0;
};

/// What is called growing grows: its interval ends at 0, and so does that of what shrinks. \param unit what
/// one of the slope's is in the result.
Interval interval_of(const Slope& slope, double unit, double confidence) noexcept;

/// What is never judged, because clean processes move by so much: KiB at a level in KiB.
double smallest_growth(double level) noexcept;

/// The slowest growth that would have been called a leak here with a chance of 80 %, per second.
double detectable_slope(const Findings& findings) noexcept;

}  // namespace procmem::detail

#endif
