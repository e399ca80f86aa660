#include "bench/growth/scores.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>

namespace bench {
namespace {

double ratio(int part, int whole) noexcept {
  return whole == 0 ? 0 : static_cast<double>(part) / whole;
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
    procmem::GrowthTracker tracker;
    double first = -1;
    bool late = false;
    const auto samples = trace.samples();
    for (std::size_t i = 0; i < samples.size(); ++i) {
      tracker.add(samples[i]);
      if (tracker.verdict() != procmem::Verdict::leaking) continue;
      late = late || trace.seconds[i] > trace.duration() / 2;
      if (first < 0 && (!trace.leaks() || trace.seconds[i] >= trace.onset)) first = trace.seconds[i];
    }
    if (trace.leaks()) {
      ++result.leaks;
      result.detected += first >= 0 ? 1 : 0;
      if (first >= 0) delays.push_back((first - trace.onset) / (trace.duration() - trace.onset));
    } else {
      ++result.clean;
      result.alarmed += first >= 0 ? 1 : 0;
      result.alarmed_in_second_half += late ? 1 : 0;
    }
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

void print_header(const char* title) {
  std::printf("\n%-20s %9s %9s %9s %12s %6s %6s\n", title, "precision", "recall", "F1", "false alarms", "of",
              "leaks");
}

void print_row(std::string_view name, const Score& s) {
  std::printf("%-20.*s %9.3f %9.3f %9.3f %12.3f %6d %6d\n", static_cast<int>(name.size()), name.data(),
              s.precision(), s.recall(), s.f1(), s.false_alarm_rate(), s.false_alarms + s.passes,
              s.hits + s.misses);
}

void print_details(const std::vector<Outcome>& outcomes) {
  int rates = 0, covered = 0, times = 0, times_covered = 0, suspected = 0;
  int strong = 0, strong_found = 0;
  std::vector<double> time_errors;
  std::vector<double> milliseconds;
  for (const Outcome& o : outcomes) {
    milliseconds.push_back(o.milliseconds);
    suspected += !o.trace->leaks() && o.report.verdict == procmem::Verdict::suspected ? 1 : 0;
    if (!o.scored() || !o.trace->leaks()) continue;
    if (o.trace->snr.value_or(0) >= 6) ++strong;
    if (o.trace->snr.value_or(0) >= 6 && o.called()) ++strong_found;
    // Real programs leak what they were made to leak, which is not what their resident set shows.
    if (!o.called() || !o.trace->snr || !o.trace->slope) continue;
    ++rates;
    covered += holds(*o.report.rate, *o.trace->slope) ? 1 : 0;
    if (!o.trace->limit || !o.report.time_to_limit || true_time(*o.trace) <= 0) continue;
    const double truth = true_time(*o.trace);
    const procmem::TimeToLimit& time = *o.report.time_to_limit;
    ++times;
    times_covered += time.low.count() <= truth && (!time.high || truth <= time.high->count()) ? 1 : 0;
    time_errors.push_back(std::abs(time.expected.count() - truth) / truth);
  }
  if (strong > 0)
    std::printf("  growth at least 6 times everything else: %d of %d found\n", strong_found, strong);
  if (rates > 0)
    std::printf("  the rate's interval holds the true rate: %d of %d (%.3f)\n", covered, rates,
                ratio(covered, rates));
  if (times > 0)
    std::printf("  that of the time to the limit: %d of %d (%.3f); median error %.1f %%\n", times_covered,
                times, ratio(times_covered, times), 100 * middle(time_errors));
  std::printf("  clean ones suspected: %d; a report of all kinds takes %.2f ms (median), %.2f ms at most\n",
              suspected, middle(milliseconds), *std::max_element(milliseconds.begin(), milliseconds.end()));
}

void print_online(const Online& o) {
  std::printf(
      "  online: alarms on clean ones %.3f at any time, %.3f in the second half; leaks detected %.3f, median "
      "delay %.2f\n",
      ratio(o.alarmed, o.clean), ratio(o.alarmed_in_second_half, o.clean), ratio(o.detected, o.leaks),
      o.median_delay);
}

}  // namespace bench
