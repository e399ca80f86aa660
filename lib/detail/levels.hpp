#ifndef PROCMEM_DETAIL_LEVELS_HPP
#define PROCMEM_DETAIL_LEVELS_HPP

#include <array>
#include <cstddef>

#include "detail/series_store.hpp"

namespace procmem::detail {

inline constexpr std::size_t max_levels = SeriesStore::capacity;
using Column = std::array<double, max_levels>;

/// What is judged: the level of memory over the recording. Shape: `size` points. Units: x from 0 to 1 over
/// the recording; y in KiB (or what the caller scaled to be like it).
struct Levels {
  std::size_t size = 0;
  Column x{};
  Column y{};
  double seconds = 0;  ///< how long the recording is: what x = 1 stands for
};

/// The means of the complete buckets, lone outliers replaced; more than 200 are averaged in pairs.
/// \param from in seconds: buckets that begin earlier are left out. \param unit a level of 1 in the store's
/// unit.
Levels make_levels(const SeriesStore& store, double from, double unit) noexcept;

/// Replaces a point that stands off its neighbours on both sides, to the same side: a spike or a dip, which
/// says nothing about the level. A step stays; smoothing would make noise look like a random walk.
void replace_outliers(Levels& levels) noexcept;

/// How many points one cycle of a periodic load takes; 0 where there is none. Accepted where three harmonics
/// explain 45 % of what a moving mean leaves, and the recording shows at least 2.75 cycles.
double find_period(const Levels& levels) noexcept;

/// Takes out the cycle, fitted together with a line so that a trend stays. \param period in points.
void remove_cycle(Levels& levels, double period) noexcept;

/// What is left without the first `share`.
Levels without_start(const Levels& levels, double share) noexcept;

/// The lowest point of each of `count` equal stretches: the floors between bursts.
Levels lowest_of(const Levels& levels, std::size_t count) noexcept;

/// The middle of `size` values, which it reorders. \param size at least 1.
double median(double* values, std::size_t size) noexcept;

}  // namespace procmem::detail

#endif
