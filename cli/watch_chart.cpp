#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include <procmem/plot.hpp>

#include "plot_file.hpp"
#include "watch_parts.hpp"

namespace cli {
namespace {

constexpr std::size_t least_columns = 40;    // of a chart
constexpr std::size_t least_rows = 8;        // of a chart
constexpr std::size_t least_rows_each = 14;  // of one of several

/// Times are the wall clock's at the latest sample: one that was stepped meanwhile bends nothing.
procmem::Curve curve_of(const History& history, const procmem::Sample& latest) {
  const double newest = std::chrono::duration<double>(latest.monotonic.time_since_epoch()).count();
  procmem::Curve curve;
  const auto add = [&](double seconds, std::int64_t value) {
    const std::chrono::duration<double> ago(newest - seconds);
    curve.add(latest.time - std::chrono::duration_cast<std::chrono::system_clock::duration>(ago), value);
  };
  for (const Stretch& one : history.stretches()) {
    if (one.begin != one.end) {
      add(one.begin, one.min);
      add((one.begin + one.end) / 2, one.max);
    }
    add(one.end, one.last);
  }
  return curve;
}

/// Where the picture begins in a line: behind the axis; 0: the line has none.
std::size_t picture_in(std::string_view line, bool utf8) {
  for (const std::string_view axis : utf8 ? std::array<std::string_view, 4>{"│", "┤", "└", "≈"}
                                          : std::array<std::string_view, 4>{"|", "+", "~", "+"}) {
    const std::size_t at = line.find(axis);
    if (at < 16) return at + axis.size();
  }
  return 0;
}

/// Of what is judged, or of one kind of it.
std::optional<procmem::GrowthRate> rate_of(const Watched& watched, const procmem::Field& field) {
  if (field.name == "vm_rss") return watched.report.rate;
  for (const procmem::KindGrowth& kind : watched.report.kinds)
    if (kind.field == &field) return kind.rate;
  return std::nullopt;
}

Page draw_chart(const Watched& watched, const procmem::Field& field, const History& history,
                const Look& room) {
  procmem::Chart chart;
  chart.title = field.key;
  chart.unit = field.unit;
  chart.series.push_back({std::string(field.key), curve_of(history, *watched.last), rate_of(watched, field)});
  if (&field == watched.limited) chart.limit = watched.limit;
  Page page;
  std::string text = draw_text(chart, {room.columns, room.rows, room.utf8, false, local_zone});
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string line = text.substr(0, end);
    const std::size_t picture = page.empty() ? 0 : picture_in(line, room.utf8);
    page.push_back({{line.substr(0, picture), Ink::faint},
                    {line.substr(picture), picture == 0 ? Ink::faint : Ink::chart}});
    text.erase(0, end + 1);
  }
  return page;
}

}  // namespace

Page draw_charts(const Watched& watched, const WatchModel& model, std::size_t field, const Look& room) {
  if (room.columns < least_columns || room.rows < least_rows)
    return {{{sparkline(watched.histories[field], room.columns, room.utf8), Ink::chart}}};
  const procmem::FieldList& fields = model.fields();
  const std::size_t charts = std::clamp<std::size_t>(room.rows / least_rows_each, 1, fields.size());
  Page page;
  for (std::size_t i = 0; i < charts; ++i) {
    const std::size_t which = (field + i) % fields.size();
    if (watched.histories[which].empty()) continue;
    Look part = room;
    part.rows = room.rows / charts;
    const Page chart = draw_chart(watched, *fields[which], watched.histories[which], part);
    page.insert(page.end(), chart.begin(), chart.end());
  }
  return page;
}

}  // namespace cli
