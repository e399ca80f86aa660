#include "detail/plot_frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace procmem::detail {
namespace {

constexpr double gap_factor = 5;

double seconds_of(Curve::Time time) noexcept {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

double middle_of(const Curve::Span& span) noexcept {
  return (seconds_of(span.first) + seconds_of(span.last)) / 2;
}

/// How long a pause between two spans has to be to count as a gap.
double gap_of(const Curve& curve) {
  std::vector<double> pauses;
  for (std::size_t i = 1; i < curve.size(); ++i)
    pauses.push_back(seconds_of(curve[i].first) - seconds_of(curve[i - 1].last));
  if (pauses.size() < 3) return std::numeric_limits<double>::infinity();
  const auto middle = pauses.begin() + static_cast<std::ptrdiff_t>(pauses.size() / 2);
  std::nth_element(pauses.begin(), middle, pauses.end());
  return gap_factor * *middle;
}

/// Where the trend goes through: the middle of the second half, each span weighted alike, since they are
/// spaced evenly.
ValuePoint center_of_second_half(const Curve& curve, std::size_t half) {
  ValuePoint sum;
  for (std::size_t i = half; i < curve.size(); ++i) {
    sum.at += middle_of(curve[i]);
    sum.value += curve[i].mean;
  }
  const auto count = static_cast<double>(curve.size() - half);
  return {sum.at / count, sum.value / count};
}

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) noexcept {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// In its order, which colour each series has: all of few, and of many those that grew most.
std::vector<std::optional<std::size_t>> colors_of(const std::vector<ChartSeries>& series) {
  std::vector<std::size_t> order(series.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (series.size() > Frame::most_colors)
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return series[a].curve.growth() > series[b].curve.growth();
    });
  std::vector<std::optional<std::size_t>> colors(series.size());
  for (std::size_t i = 0; i < order.size() && i < Frame::most_colors; ++i) colors[order[i]] = i;
  return colors;
}

std::vector<FramedLine> lines_of(const Chart& chart) {
  std::vector<FramedLine> lines;
  const auto colors = colors_of(chart.series);
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const Curve& curve = chart.series[i].curve;
    if (!curve.empty())
      lines.push_back({&chart.series[i], colors[i], chart.elapsed ? -seconds_of(curve[0].first) : 0});
  }
  std::stable_partition(lines.begin(), lines.end(), [](const FramedLine& line) { return !line.color; });
  return lines;
}

/// Through which values an outline leaves a side: one step of Sutherland and Hodgman's algorithm.
std::vector<ValuePoint> cut(const std::vector<ValuePoint>& outline, double limit, double sign) {
  std::vector<ValuePoint> kept;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const ValuePoint& from = outline[i == 0 ? outline.size() - 1 : i - 1];
    const ValuePoint& to = outline[i];
    const bool from_inside = sign * (from.value - limit) <= 0;
    const bool to_inside = sign * (to.value - limit) <= 0;
    if (from_inside != to_inside) {
      const double part = (limit - from.value) / (to.value - from.value);
      kept.push_back({from.at + part * (to.at - from.at), limit});
    }
    if (to_inside) kept.push_back(to);
  }
  return kept;
}

}  // namespace

std::vector<Extent> FramedLine::extents(const Axis& time, std::size_t columns) const {
  const Curve& curve = series->curve;
  const double gap = gap_of(curve);
  std::vector<Extent> extents;
  double last_column = -1;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const Curve::Span span = curve[i];
    const double at = middle_of(span) + shift;
    const double column = std::floor(time.part(at) * static_cast<double>(columns));
    const bool after_gap = i > 0 && seconds_of(span.first) - seconds_of(curve[i - 1].last) > gap;
    if (!after_gap && column == last_column) {
      Extent& extent = extents.back();
      extent.low = std::min(extent.low, span.low);
      extent.high = std::max(extent.high, span.high);
      continue;
    }
    last_column = column;
    extents.push_back({at, span.low, span.high, after_gap});
  }
  return extents;
}

std::optional<TrendLine> FramedLine::trend() const {
  const Curve& curve = series->curve;
  if (!series->rate || curve.size() < 3) return std::nullopt;
  const std::size_t half = curve.size() / 2;
  TrendLine trend;
  trend.rate = *series->rate;
  trend.through = center_of_second_half(curve, half);
  const auto distance = [&](const Curve::Span& span) {
    return std::abs(span.mean - trend.at(middle_of(span), trend.rate.per_hour).value);
  };
  double usual = 0;
  for (std::size_t i = half; i < curve.size(); ++i) usual = std::max(usual, distance(curve[i]));
  std::size_t begin = half;
  while (begin > 0 && distance(curve[begin - 1]) <= 1.5 * usual) --begin;
  trend.begin = seconds_of(curve[begin].first) + shift;
  trend.end = seconds_of(curve[curve.size() - 1].last) + shift;
  trend.through.at += shift;
  return trend;
}

Frame::Frame(const Chart& shown, const ZoneFunction& zone, std::size_t most_time_ticks,
             std::size_t most_amount_ticks)
    : chart(shown), lines(lines_of(shown)) {
  Range times;
  Range values;
  for (const FramedLine& line : lines) {
    const Curve& curve = line.series->curve;
    times.include(seconds_of(curve[0].first) + line.shift);
    times.include(seconds_of(curve[curve.size() - 1].last) + line.shift);
    for (std::size_t i = 0; i < curve.size(); ++i) {
      values.include(curve[i].low);
      values.include(curve[i].high);
    }
  }
  if (lines.empty()) {
    times = {0, 1};
    values = {0, 0};
  }
  if (chart.limit) {
    const auto limit = static_cast<double>(chart.limit->count());
    const double room = std::max(values.high - values.low, values.high / 8) / 2;
    limit_is_visible = limit >= values.low && limit <= values.high + room;
    if (limit_is_visible) values.include(limit);
  }
  amount = make_amount_axis(values.low, values.high, chart.unit, chart.from_zero, most_amount_ticks);
  time = chart.elapsed ? make_elapsed_axis(times.high, most_time_ticks)
                       : make_clock_axis(times.low, times.high, zone, most_time_ticks);
}

double Frame::seconds(Curve::Time at) const noexcept {
  return seconds_of(at);
}

bool Frame::is_visible(const ChartMark& mark) const noexcept {
  const double at = seconds(mark.time);
  return !chart.elapsed && at >= time.low && at <= time.high;
}

std::vector<FramedLine> Frame::colored() const {
  std::vector<FramedLine> found;
  for (const FramedLine& line : lines)
    if (line.color) found.push_back(line);
  std::sort(found.begin(), found.end(),
            [](const FramedLine& a, const FramedLine& b) { return *a.color < *b.color; });
  return found;
}

std::size_t Frame::others() const {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [](const FramedLine& line) { return !line.color; }));
}

std::vector<std::vector<ValuePoint>> runs_of(const std::vector<Extent>& extents) {
  std::vector<std::vector<ValuePoint>> runs;
  for (const Extent& extent : extents) {
    if (runs.empty() || extent.after_gap) runs.emplace_back();
    std::vector<ValuePoint>& run = runs.back();
    const double before = run.empty() ? extent.low : run.back().value;
    const bool low_first = std::abs(before - extent.low) <= std::abs(before - extent.high);
    run.push_back({extent.at, low_first ? extent.low : extent.high});
    if (extent.low != extent.high) run.push_back({extent.at, low_first ? extent.high : extent.low});
  }
  return runs;
}

std::vector<ValuePoint> clip(std::vector<ValuePoint> outline, double low, double high) {
  outline = cut(outline, high, 1);
  return cut(outline, low, -1);
}

}  // namespace procmem::detail
