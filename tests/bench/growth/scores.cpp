#include "bench/growth/scores.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace bench {
namespace {

double ratio(int part, int whole) noexcept {
  return Share{part, whole}.ratio();
}

double middle(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

constexpr double kib_per_s = 1024 * 3600;  // in bytes per hour

bool holds(const procmem::GrowthRate& rate, double slope) noexcept {
  return rate.low <= slope * kib_per_s && slope * kib_per_s <= rate.high;
}

// When the true line reaches the limit, from the level at the end: the median of the last 5 %.
double true_time(const tests::Trace& trace) {
  const std::vector<std::int64_t> levels = trace.judged();
  std::vector<double> last(levels.end() - static_cast<std::ptrdiff_t>(levels.size() / 20 + 1), levels.end());
  return (*trace.limit - middle(last)) / *trace.slope;
}

void add_time(Details& details, const Outcome& o, std::vector<double>& errors) {
  if (!o.trace->limit || !o.report.time_to_limit || true_time(*o.trace) <= 0) return;
  const double truth = true_time(*o.trace);
  const procmem::TimeToLimit& time = *o.report.time_to_limit;
  details.time.add(time.low.count() <= truth && (!time.high || truth <= time.high->count()));
  errors.push_back(std::abs(time.expected.count() - truth) / truth);
}

// When it was called leaking while it was fed; of a leak, from its onset on.
struct Alarms {
  std::optional<double> first{};
  bool in_second_half = false;
};

Alarms alarms_of(const tests::Trace& trace) {
  Alarms alarms;
  procmem::GrowthTracker tracker;
  const auto samples = trace.samples();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    tracker.add(samples[i]);
    const double now = trace.seconds[i];
    if (tracker.verdict() != procmem::Verdict::leaking || (trace.leaks() && now < trace.onset)) continue;
    if (!alarms.first) alarms.first = now;
    alarms.in_second_half = alarms.in_second_half || now > trace.duration() / 2;
  }
  return alarms;
}

// Of a leak.
void add_strength(Details& details, const Outcome& o) noexcept {
  if (!o.trace->snr) return;
  for (Bucket& bucket : details.by_strength)
    if (*o.trace->snr >= bucket.from && *o.trace->snr < bucket.below) bucket.found.add(o.called());
}

}  // namespace

double Score::precision() const noexcept {
  return ratio(hits, hits + false_alarms);
}
double Score::recall() const noexcept {
  return ratio(hits, hits + misses);
}
double Score::f1() const noexcept {
  return ratio(2 * hits, 2 * hits + misses + false_alarms);
}
double Score::false_alarm_rate() const noexcept {
  return ratio(false_alarms, false_alarms + passes);
}

std::vector<Outcome> judge(const std::vector<tests::Trace>& traces) {
  std::vector<Outcome> outcomes;
  for (const tests::Trace& trace : traces) {
    procmem::GrowthOptions options;
    if (trace.limit) options.limit = procmem::Bytes::from_kib(static_cast<std::int64_t>(*trace.limit));
    options.judge_while_adding = false;
    procmem::GrowthTracker tracker(options);
    for (const procmem::Sample& sample : trace.samples()) tracker.add(sample);
    const auto begin = std::chrono::steady_clock::now();
    const procmem::GrowthReport report = tracker.report();
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    outcomes.push_back(Outcome{&trace, report, taken.count()});
  }
  return outcomes;
}

Online feed(const std::vector<tests::Trace>& traces) {
  Online result;
  std::vector<double> delays;
  for (const tests::Trace& trace : traces) {
    if (trace.ambiguous || trace.label == "leak_virtual") continue;
    const Alarms alarms = alarms_of(trace);
    if (!trace.leaks()) {
      result.alarmed.add(alarms.first.has_value());
      result.alarmed_in_second_half.add(alarms.in_second_half);
      continue;
    }
    result.detected.add(alarms.first.has_value());
    if (alarms.first) delays.push_back((*alarms.first - trace.onset) / (trace.duration() - trace.onset));
  }
  result.median_delay = middle(delays);
  return result;
}

Score score(const std::vector<Outcome>& outcomes) {
  Score result;
  for (const Outcome& outcome : outcomes)
    if (outcome.scored()) result.add(outcome.trace->leaks(), outcome.called());
  return result;
}

Details details(const std::vector<Outcome>& outcomes) {
  Details result;
  std::vector<double> errors;
  std::vector<double> milliseconds;
  for (const Outcome& o : outcomes) {
    milliseconds.push_back(o.milliseconds);
    result.most_milliseconds = std::max(result.most_milliseconds, o.milliseconds);
    if (!o.scored()) continue;
    const bool leaks = o.trace->leaks();
    if (!leaks) result.clean_suspected.add(o.report.verdict == procmem::Verdict::suspected);
    if (leaks) add_strength(result, o);
    if (leaks && o.trace->slope && o.report.smallest_detectable &&
        *o.trace->slope * kib_per_s > *o.report.smallest_detectable)
      result.above_detectable.add(o.called());
    if (!leaks || !o.called() || !o.trace->slope) continue;
    (o.trace->snr ? result.rate : result.made_to_leak).add(holds(*o.report.rate, *o.trace->slope));
    if (o.trace->snr) add_time(result, o, errors);
  }
  result.time_error = middle(errors);
  result.milliseconds = middle(milliseconds);
  return result;
}

}  // namespace bench
