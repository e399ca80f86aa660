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

void add_rate(TextRows& rows, const GrowthReport& report) {
  if (report.rate)
    rows.emplace_back("rate",
                      signed_rate(report.rate->per_hour, report.unit) + "; " + format_interval(report));
}

std::string small_amount(double value, procmem::Field::Unit unit) {
  const bool bytes = unit == procmem::Field::Unit::bytes;
  if (bytes && std::abs(value) >= 1024) return format_growth(procmem::Bytes(std::llround(value)));
  return fixed(value, "%+.1f") + (bytes ? " B" : "");
}

void add_operations(TextRows& rows, const GrowthReport& report) {
  if (!report.operations) return;
  const procmem::OperationGrowth& growth = *report.operations;
  std::string text = std::to_string(growth.operations);
  if (growth.rate)
    text += ", each " + small_amount(growth.rate->per_operation, report.unit) + "; " +
            small_amount(growth.rate->low, report.unit) + " to " +
            small_amount(growth.rate->high, report.unit) + " with " + fixed(report.confidence * 100, "%.4g") +
            " % confidence";
  else if (growth.smallest_detectable)
    text += "; no growth with them above " + small_amount(*growth.smallest_detectable, report.unit) + " each";
  rows.emplace_back("operations", text);
}

void add_detectable(TextRows& rows, const GrowthReport& report) {
  if (!report.smallest_detectable) return;
  const std::string rate = format_detectable(report);
  const bool clean = report.verdict == Verdict::stable || report.verdict == Verdict::shrinking;
  rows.emplace_back("detectable", clean ? "no leak above " + rate : "leaks above " + rate);
}

void add_limit(TextRows& rows, const procmem::GrowthSeries& series) {
  const GrowthReport& report = series.report;
  if (!report.limit) return;
  std::string text = procmem::format_bytes(*report.limit);
  if (!series.limit_source.empty()) text += " (" + procmem::printable(series.limit_source) + ')';
  if (const auto& left = report.time_to_limit)
    text += "; reached in " + format_seconds(left->expected) + ", " + format_seconds(left->low) + " to " +
            (left->high ? format_seconds(*left->high) : "never");
  rows.emplace_back("limit", text);
}

void add_kinds(TextRows& rows, const GrowthReport& report) {
  for (const KindGrowth& kind : report.kinds) {
    if (kind.field == nullptr) continue;
    const auto unit = kind.field->unit;
    std::string row = std::string(procmem::verdict_name(kind.verdict)) + ", " +
                      format_amount(kind.first, unit) + " to " + format_amount(kind.last, unit);
    if (kind.rate) row += ", " + signed_rate(kind.rate->per_hour, unit);
    rows.emplace_back(kind.field->name, row);
  }
}

void add_heap(TextRows& rows, const GrowthReport& report) {
  if (!report.heap) return;
  const procmem::HeapGrowth& heap = *report.heap;
  const auto rate = [](double per_hour) {
    return signed_rate(std::round(per_hour), procmem::Field::Unit::bytes);
  };
  const auto range = [](procmem::Bytes first, procmem::Bytes last) {
    return procmem::format_bytes(first) + " to " + procmem::format_bytes(last) + ", ";
  };
  rows.emplace_back("in use", range(heap.in_use_first, heap.in_use_last) + rate(heap.in_use_per_hour));
  rows.emplace_back("retained",
                    range(heap.retained_first, heap.retained_last) + rate(heap.retained_per_hour));
  rows.emplace_back("other", rate(heap.outside_per_hour));
}

void add_evidence(TextRows& rows, const GrowthReport& report) {
  std::string text;
  const std::array<std::pair<const char*, const ShapeEvidence*>, 3> families = {
      {{"flat", &report.flat}, {"dying out", &report.dying_out}, {"growing", &report.growing}}};
  for (const auto& [family, evidence] : families)
    if (!evidence->shape.empty())
      text += (text.empty() ? "" : "; ") + std::string(family) + ": " + std::string(evidence->shape) +
              " (BIC " + fixed(evidence->bic, "%.1f") + ')';
  if (!text.empty()) rows.emplace_back("evidence", text);
}

void add_time(TextRows& rows, const JudgedSeries& one, const Judgement& judgement) {
  const SeriesFacts& facts = one.facts;
  if (facts.samples == 0) {
    rows.emplace_back("samples", "none");
    return;
  }
  const GrowthReport& report = one.growth.report;
  rows.emplace_back("samples", std::to_string(facts.samples) + " in " + format_duration(facts.duration()) +
                                   ", " + plural(report.missed, "missed tick"));
  rows.emplace_back("recorded", format_time(facts.begin) + " to " + format_time(facts.end) +
                                    (judgement.read.format == procmem::RecordFormat::memlog
                                         ? "; whole seconds of local time, as the format has them"
                                         : ""));
  if (facts.samples > report.samples)
    rows.emplace_back("left out", plural(facts.samples - report.samples, "sample") +
                                      ": without memory, in the warm-up, or not later than the one before");
  rows.emplace_back("gaps", std::to_string(facts.gaps) + "; longest pause between two samples " +
                                format_duration(facts.longest_pause));
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

std::string signed_rate(double per_hour, procmem::Field::Unit unit) {
  return (per_hour < 0 ? "" : "+") + format_rate(per_hour, unit);
}

std::string format_interval(const GrowthReport& report) {
  return signed_rate(report.rate->low, report.unit) + " to " + signed_rate(report.rate->high, report.unit) +
         " with " + fixed(report.confidence * 100, "%.4g") + " % confidence";
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

TextRows series_rows(const JudgedSeries& one, const Judgement& judgement) {
  const GrowthReport& report = one.growth.report;
  TextRows rows = {{"verdict", explain(report)}};
  if (report.heap && report.heap->cause != procmem::GrowthCause::unknown)
    rows.emplace_back("cause", procmem::cause_name(report.heap->cause));
  if (!judgement.file.empty()) rows.emplace_back("file", procmem::printable(judgement.file));
  add_time(rows, one, judgement);
  if (report.samples != 0) {
    rows.emplace_back("judged", report.metric);
    rows.emplace_back("first", format_amount(report.first, report.unit));
    rows.emplace_back("last", format_amount(report.last, report.unit));
    rows.emplace_back("peak", format_amount(report.peak, report.unit));
  }
  add_rate(rows, report);
  add_operations(rows, report);
  add_detectable(rows, report);
  if (report.record_further) rows.emplace_back("record", format_seconds(*report.record_further) + " more");
  add_limit(rows, one.growth);
  add_kinds(rows, report);
  add_heap(rows, report);
  add_evidence(rows, report);
  if (!one.growth.ended.empty()) rows.emplace_back("ended", one.growth.ended);
  return rows;
}

std::string format_series(const JudgedSeries& one, const Judgement& judgement) {
  std::string text = who_is(one.growth, judgement) + '\n';
  for (const auto& [label, value] : series_rows(one, judgement)) text += text_line(label, value);
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
    const procmem::GrowthSeries& growth = series[places[i]].growth;
    const GrowthReport& report = growth.report;
    text += table_row({{growth.pid == 0 ? "sum" : std::to_string(growth.pid), 7},
                       {procmem::printable(growth.name), -20},
                       {std::to_string(series[places[i]].facts.samples), 8},
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

TextRows damage_rows(const procmem::ReadSummary& read) {
  TextRows rows;
  if (read.lost_samples != 0)
    rows.emplace_back("lost", plural(read.lost_samples, "sample") + " that the recorder could not write");
  if (read.skipped_lines == 0) return rows;
  std::string text;
  const std::size_t shown = std::min(read.skipped.size(), most_skipped);
  for (std::size_t i = 0; i < shown; ++i)
    text += (i == 0 ? ": line " : "; line ") + std::to_string(read.skipped[i].line) + ", " +
            procmem::printable(read.skipped[i].reason);
  if (read.skipped_lines > shown) text += "; and " + std::to_string(read.skipped_lines - shown) + " more";
  rows.emplace_back("skipped", plural(read.skipped_lines, "line") + text);
  return rows;
}

std::string format_damage(const procmem::ReadSummary& read) {
  std::string text;
  for (const auto& [label, value] : damage_rows(read)) text += text_line(label, value);
  return text;
}

}  // namespace cli
