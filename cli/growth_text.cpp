#include "growth_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <ratio>
#include <utility>

#include <procmem/text.hpp>

#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::GrowthReport;
using procmem::KindGrowth;
using procmem::ShapeEvidence;
using procmem::Verdict;

constexpr std::size_t most_skipped = 5;

std::string fixed(double value, const char* format) {
  std::array<char, 400> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string signed_rate(double per_hour, procmem::Field::Unit unit) {
  return (per_hour < 0 ? "" : "+") + format_rate(per_hour, unit);
}

std::string format_seconds(std::chrono::duration<double> time) {
  constexpr double most = 1e9;  // 31 years: a duration in nanoseconds would overflow soon after
  if (!(time.count() < most)) return "more than 30 years";
  return format_duration(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(time, std::chrono::duration<double>())));
}

std::string rate_line(const GrowthReport& report) {
  if (!report.rate) return "";
  const auto& [rate, low, high] = *report.rate;
  return text_line("rate", signed_rate(rate, report.unit) + "; " + signed_rate(low, report.unit) + " to " +
                               signed_rate(high, report.unit) + " with " +
                               fixed(report.confidence * 100, "%.4g") + " % confidence");
}

std::string small_amount(double value, procmem::Field::Unit unit) {
  const bool bytes = unit == procmem::Field::Unit::bytes;
  if (bytes && std::abs(value) >= 1024) return format_growth(procmem::Bytes(std::llround(value)));
  return fixed(value, "%+.1f") + (bytes ? " B" : "");
}

std::string operations_line(const GrowthReport& report) {
  if (!report.operations) return "";
  const procmem::OperationGrowth& growth = *report.operations;
  std::string text = std::to_string(growth.operations);
  if (growth.rate)
    text += ", each " + small_amount(growth.rate->per_operation, report.unit) + "; " +
            small_amount(growth.rate->low, report.unit) + " to " +
            small_amount(growth.rate->high, report.unit) + " with " + fixed(report.confidence * 100, "%.4g") +
            " % confidence";
  else if (growth.smallest_detectable)
    text += "; no growth with them above " + small_amount(*growth.smallest_detectable, report.unit) + " each";
  return text_line("operations", text);
}

std::string detectable_line(const GrowthReport& report) {
  if (!report.smallest_detectable) return "";
  const std::string rate = format_detectable(report);
  const bool clean = report.verdict == Verdict::stable || report.verdict == Verdict::shrinking;
  return text_line("detectable", clean ? "no leak above " + rate : "leaks above " + rate);
}

std::string limit_line(const procmem::GrowthSeries& series) {
  const GrowthReport& report = series.report;
  if (!report.limit) return "";
  std::string text = procmem::format_bytes(*report.limit);
  if (!series.limit_source.empty()) text += " (" + procmem::printable(series.limit_source) + ')';
  if (const auto& left = report.time_to_limit)
    text += "; reached in " + format_seconds(left->expected) + ", " + format_seconds(left->low) + " to " +
            (left->high ? format_seconds(*left->high) : "never");
  return text_line("limit", text);
}

std::string kind_rows(const GrowthReport& report) {
  std::string text;
  for (const KindGrowth& kind : report.kinds) {
    if (kind.field == nullptr) continue;
    const auto unit = kind.field->unit;
    std::string row = std::string(procmem::verdict_name(kind.verdict)) + ", " +
                      format_amount(kind.first, unit) + " to " + format_amount(kind.last, unit);
    if (kind.rate) row += ", " + signed_rate(kind.rate->per_hour, unit);
    text += text_line(std::string(kind.field->name), row);
  }
  return text;
}

std::string heap_rows(const GrowthReport& report) {
  if (!report.heap) return "";
  const procmem::HeapGrowth& heap = *report.heap;
  const auto rate = [](double per_hour) {
    return signed_rate(std::round(per_hour), procmem::Field::Unit::bytes);
  };
  const auto range = [](procmem::Bytes first, procmem::Bytes last) {
    return procmem::format_bytes(first) + " to " + procmem::format_bytes(last) + ", ";
  };
  return text_line("in use", range(heap.in_use_first, heap.in_use_last) + rate(heap.in_use_per_hour)) +
         text_line("retained",
                   range(heap.retained_first, heap.retained_last) + rate(heap.retained_per_hour)) +
         text_line("other", rate(heap.outside_per_hour));
}

std::string evidence_line(const GrowthReport& report) {
  std::string text;
  const std::array<std::pair<const char*, const ShapeEvidence*>, 3> families = {
      {{"flat", &report.flat}, {"dying out", &report.dying_out}, {"growing", &report.growing}}};
  for (const auto& [family, evidence] : families)
    if (!evidence->shape.empty())
      text += (text.empty() ? "" : "; ") + std::string(family) + ": " + std::string(evidence->shape) +
              " (BIC " + fixed(evidence->bic, "%.1f") + ')';
  return text.empty() ? "" : text_line("evidence", text);
}

std::string time_lines(const JudgedSeries& one, const Judgement& judgement) {
  const SeriesFacts& facts = one.facts;
  if (facts.samples == 0) return text_line("samples", "none");
  const GrowthReport& report = one.growth.report;
  std::string text =
      text_line("samples", std::to_string(facts.samples) + " in " + format_duration(facts.duration()) + ", " +
                               plural(report.missed, "missed tick"));
  text += text_line("recorded", format_time(facts.begin) + " to " + format_time(facts.end) +
                                    (judgement.read.format == procmem::RecordFormat::memlog
                                         ? "; whole seconds of local time, as the format has them"
                                         : ""));
  if (facts.samples > report.samples)
    text += text_line("left out", plural(facts.samples - report.samples, "sample") +
                                      ": without memory, in the warm-up, or not later than the one before");
  text += text_line("gaps", std::to_string(facts.gaps) + "; longest pause between two samples " +
                                format_duration(facts.longest_pause));
  return text;
}

}  // namespace

std::string text_line(const std::string& label, const std::string& value) {
  constexpr std::size_t indent = 14;
  constexpr std::size_t width = 110;
  std::string text =
      "  " + label + std::string(indent - 2 - std::min<std::size_t>(label.size(), indent - 2), ' ');
  std::size_t column = indent;
  for (std::size_t begin = 0; begin < value.size();) {  // clauses that do not fit go to a line of their own
    const std::size_t semicolon = value.find("; ", begin);
    const std::size_t end = semicolon == std::string::npos ? value.size() : semicolon + 2;
    if (column > indent && column + (end - begin) > width) {
      text.back() = '\n';  // the blank behind the semicolon
      text += std::string(indent, ' ');
      column = indent;
    }
    text += value.substr(begin, end - begin);
    column += end - begin;
    begin = end;
  }
  return text + '\n';
}

std::string plural(std::uint64_t count, const char* noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string format_detectable(const GrowthReport& report) {
  return report.smallest_detectable ? format_rate(*report.smallest_detectable, report.unit) : "-";
}

std::string name_of(const procmem::GrowthSeries& series, const Judgement& judgement) {
  const bool memlog = !judgement.file.empty() && judgement.read.format == procmem::RecordFormat::memlog;
  const std::string named = series.name.empty() ? "process" : series.name;
  std::string name = memlog            ? judgement.file
                     : series.pid == 0 ? "the sum of all"
                                       : named + " (pid " + std::to_string(series.pid) + ')';
  if (series.segment != 0) name += ", segment " + std::to_string(series.segment);
  return name;
}

std::string who_is(const procmem::GrowthSeries& series, const Judgement& judgement) {
  return procmem::printable(name_of(series, judgement));
}

std::string verdict_sentence(const procmem::GrowthSeries& series, const Judgement& judgement) {
  return who_is(series, judgement) + ": " + explain(series.report);
}

std::string format_series(const JudgedSeries& one, const Judgement& judgement) {
  const GrowthReport& report = one.growth.report;
  std::string text = who_is(one.growth, judgement) + '\n' + text_line("verdict", explain(report));
  if (report.heap && report.heap->cause != procmem::GrowthCause::unknown)
    text += text_line("cause", std::string(procmem::cause_name(report.heap->cause)));
  if (!judgement.file.empty()) text += text_line("file", procmem::printable(judgement.file));
  text += time_lines(one, judgement);
  if (report.samples != 0) {
    text += text_line("judged", std::string(report.metric));
    text += text_line("first", format_amount(report.first, report.unit));
    text += text_line("last", format_amount(report.last, report.unit));
    text += text_line("peak", format_amount(report.peak, report.unit));
  }
  text += rate_line(report) + operations_line(report) + detectable_line(report);
  if (report.record_further) text += text_line("record", format_seconds(*report.record_further) + " more");
  text += limit_line(one.growth) + kind_rows(report) + heap_rows(report) + evidence_line(report);
  if (!one.growth.ended.empty()) text += text_line("ended", one.growth.ended);
  return text;
}

std::string table_row(const std::vector<Cell>& cells) {
  std::string text;
  for (const auto& [cell, width] : cells) {
    const auto size = static_cast<std::size_t>(std::abs(width));
    const std::string blanks(size - std::min(size, cell.size()), ' ');
    text += (text.empty() ? "" : " ") + (width < 0 ? cell + blanks : blanks + cell);
  }
  return text + '\n';
}

std::vector<std::size_t> by_growth(const std::vector<JudgedSeries>& series) {
  const auto growth = [&series](std::size_t place) {
    const GrowthReport& report = series[place].growth.report;
    if (!report.rate) return static_cast<double>(report.last - report.first);
    return report.rate->per_hour * std::chrono::duration<double, std::ratio<3600>>(report.duration).count();
  };
  std::vector<std::size_t> places(series.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return growth(a) > growth(b); });
  return places;
}

std::string format_ranking(const Judgement& judgement) {
  constexpr std::size_t most = 20;
  const std::vector<JudgedSeries>& series = judgement.series;
  if (series.size() < 2) return "";
  std::string text = table_row({{"PID", 7},
                                {"NAME", -20},
                                {"SAMPLES", 8},
                                {"FIRST", 11},
                                {"LAST", 11},
                                {"RATE", 15},
                                {"VERDICT", -1}});
  const std::vector<std::size_t> places = by_growth(series);
  for (std::size_t i = 0; i < places.size() && i < most; ++i) {
    const auto& [growth, facts] = series[places[i]];
    const GrowthReport& report = growth.report;
    text += table_row({{growth.pid == 0 ? "sum" : std::to_string(growth.pid), 7},
                       {procmem::printable(growth.name), -20},
                       {std::to_string(facts.samples), 8},
                       {format_amount(report.first, report.unit), 11},
                       {format_amount(report.last, report.unit), 11},
                       {report.rate ? signed_rate(report.rate->per_hour, report.unit) : "-", 15},
                       {std::string(procmem::verdict_name(report.verdict)), -1}});
  }
  if (series.size() > most) text += "and " + std::to_string(series.size() - most) + " more that grew less\n";
  if (judgement.not_judged != 0)
    text += std::to_string(judgement.not_judged) +
            " more series are not judged: none of them grew more than " +
            format_amount(std::llround(judgement.most_not_judged), series.front().growth.report.unit) + '\n';
  return text;
}

std::string format_damage(const procmem::ReadSummary& read) {
  std::string lines;
  if (read.lost_samples != 0)
    lines += text_line("lost", plural(read.lost_samples, "sample") + " that the recorder could not write");
  if (read.skipped_lines == 0) return lines;
  std::string text;
  const std::size_t shown = std::min(read.skipped.size(), most_skipped);
  for (std::size_t i = 0; i < shown; ++i)
    text += (i == 0 ? ": line " : "; line ") + std::to_string(read.skipped[i].line) + ", " +
            procmem::printable(read.skipped[i].reason);
  if (read.skipped_lines > shown) text += "; and " + std::to_string(read.skipped_lines - shown) + " more";
  return lines + text_line("skipped", plural(read.skipped_lines, "line") + text);
}

}  // namespace cli
