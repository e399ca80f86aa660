#ifndef PROCMEM_DETAIL_GROWTH_SLOPE_HPP
#define PROCMEM_DETAIL_GROWTH_SLOPE_HPP

#include "detail/growth_judge.hpp"

namespace procmem::detail {

/// How fast what was found grows. Floors give it where they rise; a drift gives that of its shape, without
/// its steps and its warm-up; growth that comes in steps gives that of the last two thirds, steps included.
Slope slope_of(const Findings& findings, const Grounds& grounds) noexcept;

/// What is never judged, because clean processes move by so much: KiB at a level in KiB.
double smallest_growth(double level) noexcept;

/// The slowest growth that would have been called a leak here with a chance of 80 %, per second.
double detectable_slope(const Findings& findings) noexcept;

}  // namespace procmem::detail

#endif
