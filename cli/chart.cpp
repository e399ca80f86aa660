#include "chart.hpp"

#include <cstddef>
#include <utility>

#include <procmem/event.hpp>

#include "comparison.hpp"
#include "growth_text.hpp"

namespace cli {
namespace {

using procmem::Chart;
using procmem::ChartMark;
using procmem::EventKind;

/// With more series than this the ends of processes would be a fence.
constexpr std::size_t most_bounded = 6;

procmem::ChartSeries series_of(const JudgedSeries& one, std::string name) {
  return {std::move(name), one.facts.curve, one.growth.report.rate};
}

/// A limit on address space is none on what is drawn.
void add_limit(Chart& chart, const procmem::GrowthSeries& series) {
  if (series.limit_source.find("RLIMIT") == std::string::npos) chart.limit = series.report.limit;
}

std::optional<ChartMark> mark_of(const procmem::Event& event, bool with_bounds) {
  switch (event.kind) {
    case EventKind::mark:
      return ChartMark{event.time, event.text, false};
    case EventKind::exec:
    case EventKind::exited:
    case EventKind::replaced:
      if (!with_bounds) return std::nullopt;
      return ChartMark{event.time, std::string(event_name(event.kind)), true};
    default:
      return std::nullopt;
  }
}

std::string base_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string metric_of(const JudgedSeries& one) {
  return one.growth.report.metric.empty() ? std::string() : ": " + std::string(one.growth.report.metric);
}

void add_recording(Chart& chart, const Judgement& judgement, bool one_of_several) {
  const std::vector<std::size_t> order = by_growth(judgement.series);
  for (const std::size_t place : order) {
    const JudgedSeries& one = judgement.series[place];
    const std::string prefix = one_of_several ? base_of(judgement.file) + ": " : std::string();
    chart.series.push_back(series_of(one, prefix + name_of(one.growth, judgement)));
  }
  for (const procmem::Event& event : judgement.story.events())
    if (const auto mark = mark_of(event, judgement.series.size() <= most_bounded))
      chart.marks.push_back(*mark);
}

}  // namespace

Chart chart_of(const std::vector<Judgement>& judgements) {
  Chart chart;
  for (const Judgement& judgement : judgements) add_recording(chart, judgement, judgements.size() > 1);
  const Judgement& first = judgements.front();
  const JudgedSeries& top = first.series[by_growth(first.series).front()];
  chart.unit = top.growth.report.unit;
  if (chart.series.size() == 1) {
    chart.title = std::exchange(chart.series.front().name, std::string(top.growth.report.metric));
    chart.subtitle = explain(top.growth.report);
    add_limit(chart, top.growth);
  } else if (judgements.size() == 1) {
    chart.title = first.file.empty() ? std::to_string(chart.series.size()) + " series" : base_of(first.file);
    chart.title += metric_of(top);
    chart.subtitle = name_of(top.growth, first) + " grows most: " + explain(top.growth.report);
  } else {
    chart.title = std::to_string(judgements.size()) + " recordings" + metric_of(top);
  }
  return chart;
}

Chart chart_of(const Judgement& before, const Judgement& after, const std::string& sentence) {
  Chart chart;
  chart.title = base_of(before.file) + " and " + base_of(after.file) + metric_of(main_series(after));
  chart.subtitle = sentence;
  chart.unit = main_series(after).growth.report.unit;
  chart.elapsed = true;
  for (const auto& [name, judgement] : {std::pair("old: ", &before), std::pair("new: ", &after)}) {
    const JudgedSeries& one = main_series(*judgement);
    chart.series.push_back(series_of(one, name + name_of(one.growth, *judgement)));
  }
  return chart;
}

}  // namespace cli
