#ifndef PROCMEM_DETAIL_PLOT_FRAME_HPP
#define PROCMEM_DETAIL_PLOT_FRAME_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <procmem/plot.hpp>

#include "detail/plot_axis.hpp"

namespace procmem::detail {

/// What a curve does within one column of a picture.
struct Extent {
  double at = 0;  ///< on the time axis
  double low = 0, high = 0;
  bool after_gap = false;
};

struct ValuePoint {
  double at = 0, value = 0;
};

/// A straight line through a curve's second half, as far back as the curve keeps to it.
struct TrendLine {
  double begin = 0, end = 0;
  ValuePoint through;
  GrowthRate rate;

  ValuePoint at(double time, double per_hour) const noexcept {
    return {time, through.value + per_hour * (time - through.at) / 3600};
  }
};

/// A series, and how it is told from the others.
struct FramedLine {
  const ChartSeries* series = nullptr;
  std::optional<std::size_t> color;  ///< 0…5; nothing: one of many
  double shift = 0;                  ///< from seconds since 1970 to the time axis

  /// At most so many, in the order of time. \param columns of the whole axis
  std::vector<Extent> extents(const Axis& time, std::size_t columns) const;
  std::optional<TrendLine> trend() const;
};

/// A chart with its axes and everything decided that does not depend on what it is drawn with.
/// Lifetime: the chart must outlive it.
struct Frame {
  static constexpr std::size_t most_colors = 6;

  Frame(const Chart& shown, const ZoneFunction& zone, std::size_t most_time_ticks,
        std::size_t most_amount_ticks);

  const Chart& chart;
  Axis time, amount;
  std::vector<FramedLine> lines;  ///< what is coloured comes last; empty curves are left out
  bool limit_is_visible = false;

  bool zero_is_hidden() const noexcept { return amount.low > 0; }
  bool is_visible(const ChartMark& mark) const noexcept;
  double seconds(Curve::Time at) const noexcept;
  std::vector<FramedLine> colored() const;
  std::size_t others() const;
};

/// The points to draw a curve through, a run for each stretch without a gap. Each column's lowest and highest
/// value is among them.
std::vector<std::vector<ValuePoint>> runs_of(const std::vector<Extent>& extents);

/// What of an outline lies between two values.
std::vector<ValuePoint> clip(std::vector<ValuePoint> outline, double low, double high);

}  // namespace procmem::detail

#endif
