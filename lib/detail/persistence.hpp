#ifndef PROCMEM_DETAIL_PERSISTENCE_HPP
#define PROCMEM_DETAIL_PERSISTENCE_HPP

#include <cstddef>

#include "detail/levels.hpp"

namespace procmem::detail {

/// Does growth keep coming? Read off the monotone curve that fits the levels best (isotonic regression),
/// which needs no idea of the noise: a staircase, a ratchet and a line all are monotone, but in a leak the
/// rises go on arriving, while a cache that has filled, a warm-up that is over, or a few steps leave long
/// stretches without. Judged over the last two thirds; the first one is taken for warm-up. Units: KiB; shares
/// from 0 to 1.
struct Persistence {
  double level = 0;          ///< median
  double grown = 0;          ///< over the last two thirds
  double share_of_all = 0;   ///< of the growth since the beginning, how much that is: .5 if it is all
  double clarity = 0;        ///< growth against what the monotone curve does not explain: 1 is no noise
  double coverage = 0;       ///< in what share of stretches of time it grew by its share
  double slowing = 0;        ///< ln(growth in the last third / in the middle one), -2.5 to 0
  double longest_pause = 1;  ///< share of the time
  double last_pause = 1;     ///< until the end
  double largest_rise = 1;   ///< the largest single rise, of the growth
};

Persistence measure_persistence(const Levels& levels) noexcept;

/// The best nondecreasing fit, by pooling adjacent violators.
Column isotonic_fit(const Column& y, std::size_t size) noexcept;

}  // namespace procmem::detail

#endif
