#include <chrono>
#include <numeric>

#include "growth_text.hpp"

namespace cli {
namespace {

using procmem::GrowthReport;
using procmem::GrowthSeries;
using Seconds = std::chrono::duration<double>;

std::optional<double> seconds(const std::optional<Seconds>& time) {
  return time ? std::optional(time->count()) : std::nullopt;
}

void add_limit(JsonObject& object, const GrowthSeries& series) {
  const GrowthReport& report = series.report;
  const auto& left = report.time_to_limit;
  object.add_fraction("time_to_limit_s", left ? std::optional(left->expected.count()) : std::nullopt, 1)
      .add_fraction("time_to_limit_low_s", left ? std::optional(left->low.count()) : std::nullopt, 1)
      .add_fraction("time_to_limit_high_s", left ? seconds(left->high) : std::nullopt, 1)
      .add("limit_bytes", report.limit ? std::optional(report.limit->count()) : std::nullopt)
      .add("limit_source", series.limit_source);
}

void add_kinds(JsonObject& object, const GrowthReport& report) {
  JsonObject kinds;
  for (const procmem::KindGrowth& kind : report.kinds) {
    if (kind.field == nullptr) continue;
    JsonObject one;
    const bool bytes = kind.field->unit == procmem::Field::Unit::bytes;
    one.add("verdict", procmem::verdict_name(kind.verdict))
        .add_fraction(bytes ? "rate_bytes_per_hour" : "rate_per_hour",
                      kind.rate ? std::optional(kind.rate->per_hour) : std::nullopt, 1)
        .add(bytes ? "first_bytes" : "first", kind.first)
        .add(bytes ? "last_bytes" : "last", kind.last);
    kinds.add_json(kind.field->name, one.text());
  }
  object.add_json("kinds", kinds.text());
}

/// Only where the recording counts operations.
void add_operations(JsonObject& object, const GrowthReport& report) {
  if (!report.operations) return;
  const procmem::OperationGrowth& growth = *report.operations;
  const bool bytes = report.unit == procmem::Field::Unit::bytes;
  const auto key = [bytes](const char* with_unit, const char* plain) { return bytes ? with_unit : plain; };
  const auto rate = [&growth](double procmem::OperationRate::*part) {
    return growth.rate ? std::optional((*growth.rate).*part) : std::nullopt;
  };
  using Rate = procmem::OperationRate;
  object.add("operations", growth.operations)
      .add_fraction(key("rate_bytes_per_operation", "rate_per_operation"), rate(&Rate::per_operation), 3)
      .add_fraction(key("rate_low_bytes_per_operation", "rate_low_per_operation"), rate(&Rate::low), 3)
      .add_fraction(key("rate_high_bytes_per_operation", "rate_high_per_operation"), rate(&Rate::high), 3)
      .add_fraction(key("smallest_detectable_bytes_per_operation", "smallest_detectable_per_operation"),
                    growth.smallest_detectable, 3);
}

void add_heap(JsonObject& object, const GrowthReport& report) {
  if (!report.heap) return;
  const procmem::HeapGrowth& heap = *report.heap;
  JsonObject one;
  one.add("in_use_first_bytes", heap.in_use_first.count())
      .add("in_use_last_bytes", heap.in_use_last.count())
      .add("retained_first_bytes", heap.retained_first.count())
      .add("retained_last_bytes", heap.retained_last.count())
      .add_fraction("in_use_bytes_per_hour", heap.in_use_per_hour, 1)
      .add_fraction("retained_bytes_per_hour", heap.retained_per_hour, 1)
      .add_fraction("outside_bytes_per_hour", heap.outside_per_hour, 1);
  object.add("cause", procmem::cause_name(heap.cause)).add_json("heap", one.text());
}

void add_one(JsonObject& object, const JudgedSeries& one, const Judgement& judgement) {
  if (!judgement.file.empty()) object.add("file", judgement.file);
  object.add("pid", one.growth.pid)
      .add("name", one.growth.name)
      .add("segment", std::uint64_t{one.growth.segment})
      .add("lost_samples", judgement.read.lost_samples);
  add_growth(object, one.growth, judgement.read.skipped_lines);
  object.add("ended", ended_text(one.growth));
}

}  // namespace

std::string ended_text(const GrowthSeries& series) {
  return series.ended.empty() ? "unknown" : series.ended;
}

void add_growth(JsonObject& object, const GrowthSeries& series, std::uint64_t skipped_lines) {
  const GrowthReport& report = series.report;
  const bool bytes = report.unit == procmem::Field::Unit::bytes;
  const auto key = [bytes](const char* with_unit, const char* plain) { return bytes ? with_unit : plain; };
  const auto rate = [&report](double procmem::GrowthRate::*part) {
    return report.rate ? std::optional((*report.rate).*part) : std::nullopt;
  };
  object.add("verdict", procmem::verdict_name(report.verdict))
      .add("sentence", explain(report))
      .add("metric", report.metric)
      .add("samples", report.samples)
      .add("missed", report.missed)
      .add("skipped_lines", skipped_lines)
      .add_fraction("duration_s", Seconds(report.duration).count(), 3)
      .add(key("first_bytes", "first"), report.first)
      .add(key("last_bytes", "last"), report.last)
      .add(key("peak_bytes", "peak"), report.peak)
      .add_fraction(key("rate_bytes_per_hour", "rate_per_hour"), rate(&procmem::GrowthRate::per_hour), 1)
      .add_fraction(key("rate_low_bytes_per_hour", "rate_low_per_hour"), rate(&procmem::GrowthRate::low), 1)
      .add_fraction(key("rate_high_bytes_per_hour", "rate_high_per_hour"), rate(&procmem::GrowthRate::high),
                    1)
      .add_fraction("confidence", report.confidence, 4)
      .add_fraction(key("smallest_detectable_bytes_per_hour", "smallest_detectable_per_hour"),
                    report.smallest_detectable, 1)
      .add_fraction("record_further_s", seconds(report.record_further), 1);
  add_operations(object, report);
  add_limit(object, series);
  add_kinds(object, report);
  add_heap(object, report);
}

namespace {

void add_marks(JsonObject& object, const std::vector<Judgement>& judgements) {
  MarkList list;
  for (const Judgement& judgement : judgements)
    list.add(judgement.marks, judgements.size() > 1 ? judgement.file : "");
  list.add_to(object);
}

}  // namespace

void add_judgements(JsonObject& object, const std::vector<Judgement>& judgements) {
  add_marks(object, judgements);
  if (judgements.size() == 1 && judgements.front().series.size() == 1)
    return add_one(object, judgements.front().series.front(), judgements.front());
  std::string list;
  std::uint64_t samples = 0;
  std::uint64_t missed = 0;
  std::vector<JudgedSeries> verdicts;
  for (const Judgement& judgement : judgements) {
    std::uint64_t next_rank = 0;
    std::vector<std::uint64_t> rank(judgement.series.size());
    for (const std::size_t place : by_growth(judgement.series)) rank[place] = ++next_rank;
    for (std::size_t i = 0; i < rank.size(); ++i) {
      const JudgedSeries& one = judgement.series[i];
      JsonObject item;
      add_one(item, one, judgement);
      item.add("rank", rank[i]);
      list += (list.empty() ? "" : ",") + item.text();
      samples += one.growth.report.samples;
      missed += one.growth.report.missed;
    }
    verdicts.insert(verdicts.end(), judgement.series.begin(), judgement.series.end());
  }
  const std::uint64_t skipped = std::accumulate(
      judgements.begin(), judgements.end(), std::uint64_t{0},
      [](std::uint64_t sum, const Judgement& judgement) { return sum + judgement.read.skipped_lines; });
  object.add("verdict", procmem::verdict_name(overall(verdicts)))
      .add("samples", samples)
      .add("missed", missed)
      .add("skipped_lines", skipped)
      .add_json("series", '[' + list + ']');
  std::uint64_t not_judged = 0;
  for (const Judgement& judgement : judgements) not_judged += judgement.not_judged;
  if (not_judged != 0) object.add("series_not_judged", not_judged);
}

}  // namespace cli
