#ifndef PROCMEM_DETAIL_PLOT_AXIS_HPP
#define PROCMEM_DETAIL_PLOT_AXIS_HPP

#include <cstddef>
#include <string>
#include <vector>

#include <procmem/plot.hpp>

namespace procmem::detail {

struct Tick {
  double at = 0;
  std::string label;
  std::string day;  ///< of a local time, where it is another than that of the tick before
};

/// A stretch of numbers with its ticks, which lie on round figures.
struct Axis {
  double low = 0, high = 1;
  std::vector<Tick> ticks;
  std::string caption;  ///< what the labels do not say: the time zone

  double part(double value) const noexcept { return (value - low) / (high - low); }  ///< 0…1 within
};

/// Upright: from tick to tick. It begins at 0 where it is told to, and where a quarter of the highest value
/// would lie below it at most.
Axis make_amount_axis(double low, double high, Field::Unit unit, bool from_zero, std::size_t most_ticks);

/// \param begin, end seconds since 1970.
Axis make_clock_axis(double begin, double end, const ZoneFunction& zone, std::size_t most_ticks);

/// Of the seconds since something began.
Axis make_elapsed_axis(double end, std::size_t most_ticks);

/// "14:03:20" or, with the day, "2026-11-23 14:03:20".
std::string clock_text(double time, const ZoneFunction& zone, bool day);

/// A number with so many decimals, and a point whatever the locale says.
std::string fixed(double value, int decimals);

}  // namespace procmem::detail

#endif
