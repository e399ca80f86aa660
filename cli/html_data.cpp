#include "html_data.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>

#include <procmem/text.hpp>

#include "growth_text.hpp"
#include "json.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Field;

constexpr std::size_t most_series = LiveGrowth::most;
constexpr std::size_t most_ranges = 200000;  ///< of all series: some 1 MiB
constexpr std::size_t least_spans = 128;     ///< of one

struct Charted {
  const JudgedSeries* series;
  const Judgement* judgement;
  Curves curves;
};

void append(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : ",") + item;
}

/// Each as its difference from the one before it.
class Differences {
 public:
  void add(std::int64_t value) {
    append(list_, std::to_string(value - last_));
    last_ = value;
  }
  void add_absent() { append(list_, "null"); }
  std::string text() const { return '[' + list_ + ']'; }

 private:
  std::string list_;
  std::int64_t last_ = 0;
};

bool occurs(const Curves::Figure& figure) noexcept {
  return !figure.ranges.empty();
}

/// What all values are multiples of: the kernel counts in KiB.
std::int64_t scale_of(const Curves::Figure& figure) {
  const auto is_whole = [](const Curves::Range& range) {
    return range.absent() || (range.low % 1024 == 0 && range.high % 1024 == 0);
  };
  return std::all_of(figure.ranges.begin(), figure.ranges.end(), is_whole) ? 1024 : 1;
}

std::string figure_json(const Curves::Figure& figure) {
  const std::int64_t scale = scale_of(figure);
  Differences low;
  Differences high;
  bool one = true;  // value a span
  for (const Curves::Range& range : figure.ranges) {
    if (range.absent()) {
      low.add_absent();
      high.add_absent();
      continue;
    }
    one = one && range.low == range.high;
    low.add(range.low / scale);
    high.add(range.high / scale);
  }
  JsonObject object;
  object.add("scale", scale).add_json("high", high.text());
  if (!one) object.add_json("low", low.text());
  return object.text();
}

std::string times_json(const Curves& curves) {
  Differences times;
  for (const Curves::Time time : curves.begins())
    times.add(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
  return times.text();
}

std::string name_of(const Curves::Figure& figure) {
  return figure.field == nullptr ? "judged" : std::string(figure.field->name);
}

std::string series_json(const Charted& charted) {
  const procmem::GrowthSeries& growth = charted.series->growth;
  const procmem::GrowthReport& report = growth.report;
  JsonObject figures;
  for (const Curves::Figure& figure : charted.curves.figures())
    if (occurs(figure)) figures.add_json(name_of(figure), figure_json(figure));
  std::string rate = "null";
  if (report.rate)
    rate = '[' + json_fraction(report.rate->per_hour, 1) + ',' + json_fraction(report.rate->low, 1) + ',' +
           json_fraction(report.rate->high, 1) + ']';
  const auto& header = charted.judgement->story.header();
  JsonObject object;
  object.add("who", who_is(growth, *charted.judgement))
      .add_json("rate", rate)
      .add("limit", report.limit ? std::optional(report.limit->count()) : std::nullopt)
      .add("limit_field", header ? header->limit_bounds : "")
      .add_json("times", times_json(charted.curves))
      .add_json("figures", figures.text());
  return object.text();
}

std::string field_json(const std::string& name, std::string_view label, std::string_view meaning,
                       Field::Unit unit) {
  JsonObject object;
  object.add("name", name)
      .add("label", label)
      .add("meaning", meaning)
      .add("unit", unit == Field::Unit::bytes ? "bytes" : "count");
  return object.text();
}

std::string judged_label(const procmem::GrowthReport& report) {
  std::string label = "judged: ";
  for (const char c : report.metric) label += c == '+' ? std::string(" + ") : std::string(1, c);
  return label;
}

/// Those that occur anywhere, what is judged first.
std::string fields_json(const std::vector<Charted>& charts) {
  std::set<const Field*> there;
  const procmem::GrowthReport* judged = nullptr;
  for (const Charted& chart : charts)
    for (const Curves::Figure& figure : chart.curves.figures()) {
      if (!occurs(figure)) continue;
      if (figure.field == nullptr) judged = &chart.series->growth.report;
      there.insert(figure.field);
    }
  std::string list;
  if (judged != nullptr)
    append(list, field_json("judged", judged_label(*judged), "what the verdict is about", judged->unit));
  for (const Field& field : procmem::sample_fields())
    if (there.count(&field) != 0)
      append(list, field_json(std::string(field.name), field.key, field.meaning, field.unit));
  return '[' + list + ']';
}

bool is_marked(procmem::EventKind kind) noexcept {
  return kind == procmem::EventKind::mark || kind == procmem::EventKind::exec ||
         kind == procmem::EventKind::exited || kind == procmem::EventKind::replaced;
}

std::string marks_json(const std::vector<Judgement>& judgements) {
  constexpr std::size_t most_text = 40;
  std::string list;
  for (const Judgement& judgement : judgements)
    for (const procmem::Event& event : judgement.story.events()) {
      if (!is_marked(event.kind)) continue;
      const bool mark = event.kind == procmem::EventKind::mark;
      const std::string text = mark ? event.text : std::string(procmem::event_name(event.kind));
      JsonObject object;
      object.add_fraction("time", std::chrono::duration<double>(event.time.time_since_epoch()).count(), 3)
          .add("text", procmem::printable(shortened(text, most_text)));
      append(list, object.text());
    }
  return '[' + list + ']';
}

std::vector<Charted> chosen(const std::vector<Judgement>& judgements) {
  std::vector<Charted> charts;
  std::size_t figures = 1;
  for (const Judgement& judgement : judgements)
    for (const std::size_t place : by_growth(judgement.series)) {
      const JudgedSeries& one = judgement.series[place];
      if (charts.size() == most_series || !one.figures || one.figures->size() == 0) continue;
      charts.push_back({&one, &judgement, *one.figures});
      const auto& all = one.figures->figures();
      figures += static_cast<std::size_t>(std::count_if(all.begin(), all.end(), occurs));
    }
  for (Charted& chart : charts) chart.curves.thin(std::max(least_spans, most_ranges / figures));
  return charts;
}

}  // namespace

std::string chart_json(const std::vector<Judgement>& judgements) {
  const std::vector<Charted> charts = chosen(judgements);
  std::string list;
  for (const Charted& chart : charts) append(list, series_json(chart));
  const Curves::Time begin = charts.empty() ? Curves::Time() : charts.front().curves.begins().front();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(begin);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  const std::string time = format_time(begin);
  JsonObject object;
  object.add("offset_s", std::int64_t{local.tm_gmtoff})
      .add("zone", "UTC" + time.substr(time.size() - 6))
      .add_json("elapsed", judgements.size() > 1 ? "true" : "false")
      .add_json("fields", fields_json(charts))
      .add_json("marks", marks_json(judgements))
      .add_json("series", '[' + list + ']');
  return object.text();
}

}  // namespace cli
