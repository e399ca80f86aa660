#include "summary.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <utility>

#include <procmem/text.hpp>

#include "growth_text.hpp"
#include "json.hpp"
#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::Verdict;

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

std::string growth_of(const Series& series) {
  return series.first ? format_growth(series.growth()) : "-";
}

std::string fixed(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

/// The verdicts on several series: those that ask for attention, and how many the others are.
std::string verdict_lines(const GrowthList& growth, const RunReport& report) {
  constexpr std::size_t most = 20;
  if (growth.empty())
    return text_line("verdict", report.file.empty()
                                    ? "none: so many processes are judged only from a recording (-o FILE)"
                                    : "none: so many processes are judged by procmem-cli report FILE");
  std::string text;
  std::size_t shown = 0;
  for (const procmem::GrowthSeries& series : growth) {
    const bool quiet = series.report.verdict == Verdict::stable ||
                       series.report.verdict == Verdict::shrinking ||
                       series.report.verdict == Verdict::not_enough_data;
    if (quiet && growth.size() > most) continue;
    if (++shown <= most) text += text_line("verdict", verdict_sentence(series, {}));
  }
  if (shown > most) text += text_line("", "and " + std::to_string(shown - most) + " more");
  if (shown == 0) text += text_line("verdict", "none of them is leaking");
  return text;
}

std::string format_one(const Series& series, const GrowthList& growth, const RunReport& report) {
  std::string text = describe(series.name, series.pid) + '\n';
  text += text_line("samples", std::to_string(series.samples) + " in " + format_duration(series.duration()) +
                                   ", " + plural(report.missed, "missed tick"));
  text += text_line("first RSS", amount(series.first));
  text += text_line("last RSS", amount(series.last));
  text +=
      text_line("peak RSS", amount(series.peak) + (series.kernel_peak && series.kernel_peak > series.peak
                                                       ? "; " + amount(series.kernel_peak) +
                                                             " by the kernel's count since it started (VmHWM)"
                                                       : ""));
  text += text_line("growth", growth_of(series));
  if (growth.size() == 1) text += text_line("verdict", explain(growth.front().report));
  return text;
}

std::string row(const std::array<std::string, 7>& cells) {
  constexpr std::array<int, 7> widths = {7, -20, 8, 11, 11, 11, 12};
  std::vector<Cell> all;
  for (std::size_t i = 0; i < cells.size(); ++i) all.emplace_back(cells[i], widths[i]);
  return table_row(all);
}

/// Those that are shown: all, or of many the sum and those that grew most.
std::vector<Series> shown_of(std::vector<Series> all) {
  constexpr std::ptrdiff_t most = 20;
  if (all.size() <= most) return all;
  std::stable_sort(all.begin(), all.end(), [](const Series& a, const Series& b) {
    const bool sum = a.pid == 0;
    return sum != (b.pid == 0) ? !sum : a.growth() > b.growth();
  });
  const std::ptrdiff_t sums = all.back().pid == 0 ? 1 : 0;
  all.erase(all.begin() + most - sums, all.end() - sums);
  return all;
}

std::string format_many(const Tally& tally, const GrowthList& growth, const RunReport& report) {
  std::string text = row({"PID", "NAME", "SAMPLES", "FIRST RSS", "LAST RSS", "PEAK RSS", "GROWTH"});
  const std::vector<Series> shown = shown_of(tally.series());
  for (const Series& series : shown) {
    const std::string name = series.pid == 0 ? "shared counted twice" : procmem::printable(series.name);
    text += row({series.pid == 0 ? "sum" : std::to_string(series.pid), name, std::to_string(series.samples),
                 amount(series.first), amount(series.last), amount(series.peak), growth_of(series)});
  }
  if (shown.size() < tally.begun())
    text +=
        "and " + std::to_string(tally.begun() - shown.size()) + " more, none of which grew more than these\n";
  text += text_line("samples", std::to_string(tally.samples()) + " in " + format_duration(tally.duration()) +
                                   ", " + plural(report.missed, "missed tick"));
  return text + verdict_lines(growth, report);
}

std::optional<std::int64_t> count_of(const std::optional<Bytes>& bytes) {
  return bytes ? std::optional(bytes->count()) : std::nullopt;
}

/// A result's keys, as `report` has them.
void add_series(JsonObject& object, const procmem::GrowthSeries& series) {
  object.add("pid", series.pid).add("name", series.name).add("segment", std::uint64_t{series.segment});
  add_growth(object, series, 0);
}

void add_all_series(JsonObject& object, const Tally& tally, const GrowthList& growth,
                    const RunReport& report) {
  std::string list;
  for (const procmem::GrowthSeries& series : growth) {
    JsonObject item;
    add_series(item, series);
    item.add("ended", ended_text(series));
    list += (list.empty() ? "" : ",") + item.text();
  }
  object.add("samples", tally.samples())
      .add("missed", report.missed)
      .add("skipped_lines", 0)
      .add_fraction("duration_s", std::chrono::duration<double>(tally.duration()).count(), 3)
      .add_json("series", '[' + list + ']');
  if (growth.empty()) object.add("series_total", tally.begun());
}

double milliseconds(std::chrono::nanoseconds time, std::uint64_t times) noexcept {
  return times == 0 ? 0
                    : std::chrono::duration<double, std::milli>(time).count() / static_cast<double>(times);
}

/// At the least: after the last round no other was due yet.
std::chrono::nanoseconds between_rounds(const PssReport& pss, std::chrono::nanoseconds duration) noexcept {
  return pss.rounds == 0 ? std::chrono::nanoseconds::zero()
                         : duration / static_cast<std::int64_t>(pss.rounds);
}

std::string pss_lines(const PssReport& pss, std::chrono::nanoseconds duration) {
  std::string text = plural(pss.reads, "reading") + " of " + fixed(milliseconds(pss.time, pss.reads)) + " ms";
  const auto pause = between_rounds(pss, duration);
  if (pause > pss.asked + pss.asked / 10)
    text += "; every " + format_duration(pause) + " instead of " + format_duration(pss.asked) +
            ", to take 1 % of the time at most";
  if (pss.errors != 0) text += "; " + std::to_string(pss.errors) + " failed, without which there is no sum";
  return text_line("PSS", text);
}

}  // namespace

std::string recorder_cost(const RunReport& report) {
  return fixed(report.cpu_us_per_sample) + " us of CPU per sample, " + amount(report.own_rss) + " RSS";
}

std::string format_summary(const Tally& tally, const GrowthList& growth, const RunReport& report) {
  std::string text = tally.begun() == 1 ? format_one(tally.series().front(), growth, report)
                                        : format_many(tally, growth, report);
  text += format_marks(report.marks);
  if (report.marks_dropped != 0)
    text += text_line("dropped", plural(report.marks_dropped, "mark") + " that came too fast");
  text += text_line("ended", ending_texts(report.ending).second);
  text += text_line("recorder", recorder_cost(report));
  if (report.pss) text += pss_lines(*report.pss, tally.duration());
  return report.file.empty() ? text : text + text_line("recorded to", procmem::printable(report.file));
}

std::string format_summary_json(const Tally& tally, const GrowthList& growth, const RunReport& report,
                                bool as_line) {
  JsonObject object;
  if (as_line) object.add("type", "summary");
  object.add("procmem", 1);
  if (growth.size() == 1)
    add_series(object, growth.front());
  else
    add_all_series(object, tally, growth, report);
  MarkList marks;
  marks.add(report.marks, "");
  marks.add_to(object);
  if (report.marks_dropped != 0) object.add("marks_dropped", report.marks_dropped);
  object.add("ended", ending_texts(report.ending).first)
      .add_fraction("recorder_cpu_us_per_sample", report.cpu_us_per_sample, 1)
      .add("recorder_rss_bytes", count_of(report.own_rss));
  if (report.pss)
    object.add("pss_readings", report.pss->reads)
        .add("pss_errors", report.pss->errors)
        .add_fraction("pss_reading_ms", milliseconds(report.pss->time, report.pss->reads), 3);
  return object.text() + '\n';
}

}  // namespace cli
