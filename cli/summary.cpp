#include "summary.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include <procmem/text.hpp>

#include "json.hpp"
#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Bytes;

/// As JSON and as people are told.
std::pair<const char*, const char*> ending_texts(Ending ending) noexcept {
  switch (ending) {
    case Ending::exited:
      return {"exited", "the process ended"};
    case Ending::replaced:
      return {"replaced", "the process ended, and its pid belongs to another one now"};
    case Ending::interrupted:
      return {"interrupted", "interrupted"};
    case Ending::duration:
      return {"duration", "the time asked for is over"};
    case Ending::count:
      return {"count", "the samples asked for are taken"};
    case Ending::reader_gone:
      return {"reader_gone", "standard output was closed"};
  }
  return {"unknown", "unknown"};
}

std::string amount(const std::optional<Bytes>& bytes) {
  return bytes ? procmem::format_bytes(*bytes) : "-";
}

std::string growth(const Series& series) {
  return series.first ? format_growth(series.growth()) : "-";
}

std::string fixed(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string line(const std::string& label, const std::string& value) {
  return "  " + label + std::string(12 - std::min<std::size_t>(label.size(), 12), ' ') + value + '\n';
}

std::string plural(std::uint64_t count, const char* noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string format_one(const Series& series, const RunReport& report) {
  std::string text = describe(series.name, series.pid) + '\n';
  text += line("samples", std::to_string(series.samples) + " in " + format_duration(series.duration()) +
                              ", " + plural(report.missed, "missed tick"));
  text += line("first RSS", amount(series.first));
  text += line("last RSS", amount(series.last));
  text += line("peak RSS", amount(series.peak) + (series.kernel_peak && series.kernel_peak > series.peak
                                                      ? "; " + amount(series.kernel_peak) +
                                                            " by the kernel's count since it started (VmHWM)"
                                                      : ""));
  return text + line("growth", growth(series));
}

std::string row(const std::array<std::string, 7>& cells) {
  constexpr std::array<int, 7> widths = {7, -20, 8, 11, 11, 11, 12};
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto width = static_cast<std::size_t>(std::abs(widths[i]));
    const std::string blanks(width - std::min(width, cells[i].size()), ' ');
    text += (i == 0 ? "" : " ") + (widths[i] < 0 ? cells[i] + blanks : blanks + cells[i]);
  }
  return text + '\n';
}

std::string format_many(const Tally& tally, const RunReport& report) {
  std::string text = row({"PID", "NAME", "SAMPLES", "FIRST RSS", "LAST RSS", "PEAK RSS", "GROWTH"});
  for (const Series& series : tally.series()) {
    const std::string name = series.pid == 0 ? "shared counted twice" : procmem::printable(series.name);
    text += row({series.pid == 0 ? "sum" : std::to_string(series.pid), name, std::to_string(series.samples),
                 amount(series.first), amount(series.last), amount(series.peak), growth(series)});
  }
  return text + line("samples", std::to_string(tally.samples()) + " in " + format_duration(tally.duration()) +
                                    ", " + plural(report.missed, "missed tick"));
}

std::optional<std::int64_t> count_of(const std::optional<Bytes>& bytes) {
  return bytes ? std::optional(bytes->count()) : std::nullopt;
}

void add_series(JsonObject& object, const Series& series) {
  const double seconds = std::chrono::duration<double>(series.duration()).count();
  object.add("pid", series.pid)
      .add("name", series.name)
      .add("metric", "vm_rss")
      .add("samples", series.samples)
      .add("missed", series.missed)
      .add_fraction("duration_s", seconds, 3)
      .add("first_bytes", count_of(series.first))
      .add("last_bytes", count_of(series.last))
      .add("peak_bytes", count_of(series.peak));
}

void add_all_series(JsonObject& object, const Tally& tally, const RunReport& report) {
  std::string list;
  for (const Series& series : tally.series()) {
    JsonObject item;
    add_series(item, series);
    list += (list.empty() ? "" : ",") + item.text();
  }
  object.add("metric", "vm_rss")
      .add("samples", tally.samples())
      .add("missed", report.missed)
      .add_fraction("duration_s", std::chrono::duration<double>(tally.duration()).count(), 3)
      .add_json("series", '[' + list + ']');
}

}  // namespace

std::string format_summary(const Tally& tally, const RunReport& report) {
  std::string text =
      tally.series().size() == 1 ? format_one(tally.series().front(), report) : format_many(tally, report);
  text += line("ended", ending_texts(report.ending).second);
  text += line("recorder",
               fixed(report.cpu_us_per_sample) + " us of CPU per sample, " + amount(report.own_rss) + " RSS");
  return report.file.empty() ? text : text + line("recorded to", procmem::printable(report.file));
}

std::string format_summary_json(const Tally& tally, const RunReport& report, bool as_line) {
  JsonObject object;
  if (as_line) object.add("type", "summary");
  object.add("procmem", 1);
  if (tally.series().size() == 1)
    add_series(object, tally.series().front());
  else
    add_all_series(object, tally, report);
  object.add("ended", ending_texts(report.ending).first)
      .add_fraction("recorder_cpu_us_per_sample", report.cpu_us_per_sample, 1)
      .add("recorder_rss_bytes", count_of(report.own_rss));
  return object.text() + '\n';
}

}  // namespace cli
