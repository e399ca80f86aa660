#include "bench/growth/scores.hpp"

#include <chrono>

#include <doctest/doctest.h>

#include "bench/growth/tables.hpp"

using procmem::Verdict;

namespace {

// 100 samples of a level of 1000 KiB.
tests::Trace trace_of(const char* label, std::optional<double> slope, std::optional<double> snr) {
  tests::Trace trace;
  trace.label = label;
  trace.slope = slope;
  trace.snr = snr;
  for (int i = 0; i < 100; ++i) trace.seconds.push_back(i);
  for (const char* column : {"VmRSS_kB", "RssAnon_kB", "RssShmem_kB", "VmSwap_kB"})
    trace.columns[column].assign(100, column == std::string("RssAnon_kB") ? 1000 : 0);
  return trace;
}

// Units of the rate: KiB per second.
bench::Outcome outcome_of(const tests::Trace& trace, Verdict verdict, double low, double high) {
  bench::Outcome outcome;
  outcome.trace = &trace;
  outcome.report.verdict = verdict;
  const double unit = 1024 * 3600;
  outcome.report.rate = procmem::GrowthRate{(low + high) / 2 * unit, low * unit, high * unit};
  return outcome;
}

}  // namespace

TEST_CASE("precision, recall, F1 and false alarms are those of the textbook") {
  bench::Score score;
  for (int i = 0; i < 6; ++i) score.add(true, true);
  for (int i = 0; i < 2; ++i) score.add(true, false);
  for (int i = 0; i < 3; ++i) score.add(false, true);
  for (int i = 0; i < 9; ++i) score.add(false, false);
  CHECK(score.precision() == doctest::Approx(6.0 / 9));
  CHECK(score.recall() == doctest::Approx(6.0 / 8));
  CHECK(score.f1() == doctest::Approx(12.0 / 17));
  CHECK(score.false_alarm_rate() == doctest::Approx(3.0 / 12));
}

TEST_CASE("what is ambiguous or leaks address space only is not scored") {
  tests::Trace ambiguous = trace_of("leak", 1, 4);
  ambiguous.ambiguous = true;
  const tests::Trace virtual_only = trace_of("leak_virtual", {}, {});
  const bench::Score score = bench::score(
      {outcome_of(ambiguous, Verdict::stable, 0, 0), outcome_of(virtual_only, Verdict::leaking, 0, 0)});
  CHECK(score.hits + score.misses + score.false_alarms + score.passes == 0);
}

TEST_CASE("an interval of a leak that was found is held to the truth, generated and real ones apart") {
  const tests::Trace generated = trace_of("leak", 2, 6);
  const tests::Trace faint = trace_of("leak", 2, .5);
  const tests::Trace real = trace_of("leak", 2, {});
  const tests::Trace clean = trace_of("noleak", {}, {});
  const bench::Details details =
      bench::details({outcome_of(generated, Verdict::leaking, 1, 3),
                      outcome_of(generated, Verdict::leaking, 3, 4), outcome_of(faint, Verdict::stable, 1, 3),
                      outcome_of(real, Verdict::leaking, 1, 3), outcome_of(clean, Verdict::suspected, 0, 1)});
  CHECK(details.rate.part == 1);
  CHECK(details.rate.whole == 2);
  CHECK(details.made_to_leak.part == 1);
  CHECK(details.made_to_leak.whole == 1);
  CHECK(details.by_strength[0].found.part == 0);
  CHECK(details.by_strength[0].found.whole == 1);
  CHECK(details.by_strength[4].found.part == 2);
  CHECK(details.clean_suspected.part == 1);
  CHECK(details.clean_suspected.whole == 1);
}

TEST_CASE("the time to the limit is held to what the true rate makes of the room that is left") {
  tests::Trace trace = trace_of("leak", 2, 6);
  trace.limit = 1400;  // 400 KiB at 2 KiB/s: 200 s
  using Seconds = std::chrono::duration<double>;
  bench::Outcome right = outcome_of(trace, Verdict::leaking, 1, 3);
  right.report.time_to_limit = procmem::TimeToLimit{Seconds(220), Seconds(150), std::nullopt};
  bench::Outcome early = right;
  early.report.time_to_limit = procmem::TimeToLimit{Seconds(180), Seconds(150), Seconds(199)};
  const bench::Details details = bench::details({right, early});
  CHECK(details.time.part == 1);
  CHECK(details.time.whole == 2);
  CHECK(details.time_error == doctest::Approx(.1));
}

TEST_CASE("the JSON of a set tells each method and each share") {
  bench::SetResult result{"real", {{"procmem", {3, 1, 0, 4}}}, {}, bench::Online{}};
  result.details.rate = {1, 2};
  const std::string json = bench::to_json(result);
  CHECK(json.find(R"({"set":"real","methods":[{"method":"procmem","precision":1,"recall":0.75,)") == 0);
  CHECK(json.find(R"("rate_covered":{"part":1,"whole":2})") != std::string::npos);
  CHECK(json.find(R"("online":{"alarmed":{"part":0,"whole":0})") != std::string::npos);
}
