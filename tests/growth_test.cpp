#include <procmem/growth.hpp>

#include <chrono>
#include <cmath>
#include <random>
#include <stdexcept>
#include <utility>

#include <doctest/doctest.h>
#include <pthread.h>

#include "support/series.hpp"

using namespace procmem;
using namespace std::chrono_literals;

// Sanitizers widen every frame.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PROCMEM_WIDENED_FRAMES true
#elif defined(__has_feature)
#define PROCMEM_WIDENED_FRAMES (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define PROCMEM_WIDENED_FRAMES false
#endif

namespace {

constexpr bool widened_frames = PROCMEM_WIDENED_FRAMES;
constexpr std::int64_t mib = 1 << 20;

std::chrono::steady_clock::time_point at(std::chrono::nanoseconds time) {
  return std::chrono::steady_clock::time_point(1000h + time);
}

// anonymous memory that grows by `per_sample` bytes, one sample a second, with noise of 16 KiB
std::vector<Sample> recording(std::size_t count, std::int64_t per_sample, std::uint64_t seed = 1) {
  tests::Noise noise(seed);
  std::vector<Sample> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    Sample& sample = samples[i];
    sample.monotonic = at(i * 1s);
    sample.pid = 42;
    const Bytes anon(50 * mib + static_cast<std::int64_t>(i) * per_sample +
                     static_cast<std::int64_t>(16384 * noise()));
    sample.status.rss_anon = anon;
    sample.status.rss_file = Bytes(8 * mib);
    sample.status.rss_shmem = Bytes(0);
    sample.status.vm_rss = anon + Bytes(8 * mib);
    sample.status.vm_swap = Bytes(0);
    sample.status.vm_size = Bytes(500 * mib);
    sample.status.vm_data = Bytes(300 * mib);
    sample.status.threads = 4;
  }
  return samples;
}

const KindGrowth& kind(const GrowthReport& report, std::string_view name) {
  for (const KindGrowth& growth : report.kinds)
    if (growth.field != nullptr && growth.field->name == name) return growth;
  FAIL("no such kind");
  return report.kinds[0];
}

}  // namespace

TEST_CASE("a leak of 64 KiB a second is found with its rate and its kind") {
  const GrowthReport report = analyze_growth(recording(300, 65536));
  CHECK(report.verdict == Verdict::leaking);
  CHECK(report.metric == "rss_anon+rss_shmem+vm_swap");
  CHECK(report.samples == 300);
  CHECK(report.duration == 299s);
  REQUIRE(report.rate);
  CHECK(report.rate->low <= 65536.0 * 3600);
  CHECK(report.rate->high >= 65536.0 * 3600);
  CHECK(report.rate->high - report.rate->low < .2 * report.rate->per_hour);
  CHECK(kind(report, "rss_anon").verdict == Verdict::leaking);
  CHECK(kind(report, "rss_file").verdict == Verdict::stable);
  CHECK(kind(report, "threads").verdict == Verdict::stable);
  CHECK(report.growing.shape == "line");
  CHECK(report.growing.bic < report.flat.bic);
}

TEST_CASE("a stable process says what leak it could have shown") {
  const GrowthReport report = analyze_growth(recording(300, 0));
  CHECK(report.verdict == Verdict::stable);
  CHECK_FALSE(report.rate);
  REQUIRE(report.smallest_detectable);
  CHECK(*report.smallest_detectable > 0);
  CHECK(*report.smallest_detectable < 65536.0 * 3600);
  CHECK(explain(report).substr(0, 22) == "Stable: no leak above ");
}

TEST_CASE("too few samples say how much longer to record") {
  const GrowthReport report = analyze_growth(recording(10, 65536));
  CHECK(report.verdict == Verdict::not_enough_data);
  REQUIRE(report.record_further);
  CHECK(report.record_further->count() == doctest::Approx(15));  // 24 s, of which 9 are there
  CHECK(explain(report) == "Not enough data: 10 samples in 9 s; record for 15 s more.");
  CHECK(explain(analyze_growth(recording(0, 0))) ==
        "Not enough data: 0 samples in less than 1 s; 24 are the least.");
}

TEST_CASE("the time to the limit follows from the room and the rate") {
  GrowthOptions options;
  options.limit = Bytes(50 * mib + 65536 * 3900LL);  // an hour after the end
  const GrowthReport report = analyze_growth(recording(300, 65536), options);
  REQUIRE(report.time_to_limit);
  CHECK(report.time_to_limit->expected.count() == doctest::Approx(3600).epsilon(.02));
  CHECK(report.time_to_limit->low < report.time_to_limit->expected);
  REQUIRE(report.time_to_limit->high);
  CHECK(*report.time_to_limit->high > report.time_to_limit->expected);
}

TEST_CASE("a limit on another figure leaves the room of that figure") {
  GrowthOptions options;
  options.limit = Bytes(500 * mib + 65536 * 3600LL);
  options.limit_bounds = find_field("vm_size");
  const GrowthReport report = analyze_growth(recording(300, 65536), options);
  REQUIRE(report.time_to_limit);
  CHECK(report.time_to_limit->expected.count() == doctest::Approx(3600).epsilon(.02));
}

TEST_CASE("flat at the limit is not stable") {
  GrowthOptions options;
  options.limit = Bytes(51 * mib);
  CHECK(analyze_growth(recording(300, 0), options).verdict == Verdict::at_limit);
  options.limit = Bytes(60 * mib);
  CHECK(analyze_growth(recording(300, 0), options).verdict == Verdict::stable);
}

TEST_CASE("the warm-up is not judged") {
  std::vector<Sample> samples = recording(400, 0);
  for (std::size_t i = 0; i < 200; ++i)
    samples[i].status.rss_anon =
        *samples[i].status.rss_anon - Bytes((200 - static_cast<std::int64_t>(i)) * 100'000);
  GrowthOptions options;
  options.warmup = 210s;
  const GrowthReport report = analyze_growth(samples, options);
  CHECK(report.verdict == Verdict::stable);
  CHECK(report.flat.shape == "constant");
}

TEST_CASE("address space or threads that grow alone are suspected, under their own name") {
  std::vector<Sample> samples = recording(300, 0);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i].status.vm_size = Bytes(500 * mib + static_cast<std::int64_t>(i) * mib);
  GrowthOptions options;
  options.limit = Bytes(600 * mib);  // of resident memory
  const GrowthReport report = analyze_growth(samples, options);
  CHECK(report.verdict == Verdict::suspected);
  CHECK(report.metric == "vm_size");
  CHECK_FALSE(report.time_to_limit);
  options.limit = Bytes(2000 * mib);
  options.limit_bounds = find_field("vm_size");
  const GrowthReport bounded = analyze_growth(samples, options);
  REQUIRE(bounded.time_to_limit);
  CHECK(bounded.time_to_limit->expected.count() == doctest::Approx(1200).epsilon(.02));
  REQUIRE(report.rate);
  CHECK(report.rate->per_hour == doctest::Approx(3600.0 * mib).epsilon(.02));

  samples = recording(300, 0);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i].status.threads = 4 + i / 10;
  const GrowthReport threads = analyze_growth(samples);
  CHECK(threads.metric == "threads");
  CHECK(threads.unit == Field::Unit::count);
  REQUIRE(threads.rate);
  CHECK(threads.rate->per_hour == doctest::Approx(360).epsilon(.1));
}

TEST_CASE("a file that is read is not a leak, a kind that is swapped out still is") {
  std::vector<Sample> samples = recording(300, 0);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i].status.rss_file = Bytes(8 * mib + static_cast<std::int64_t>(i) * 65536);
    samples[i].status.vm_rss = *samples[i].status.rss_anon + *samples[i].status.rss_file;
  }
  const GrowthReport file = analyze_growth(samples);
  CHECK(file.verdict == Verdict::stable);
  CHECK(kind(file, "rss_file").verdict == Verdict::leaking);

  samples = recording(300, 65536);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Bytes grown(static_cast<std::int64_t>(i) * 65536);
    samples[i].status.rss_anon = *samples[i].status.rss_anon - grown;
    samples[i].status.vm_swap = grown;
  }
  CHECK(analyze_growth(samples).verdict == Verdict::leaking);
}

TEST_CASE("a gap and uneven sampling do not bend the rate") {
  std::vector<Sample> samples = recording(600, 65536);
  std::vector<Sample> uneven;
  for (std::size_t i = 0; i < samples.size(); ++i)
    if ((i < 200 || i > 350) && (i % 7 != 3)) uneven.push_back(samples[i]);
  const GrowthReport report = analyze_growth(uneven);
  CHECK(report.verdict == Verdict::leaking);
  REQUIRE(report.rate);
  CHECK(report.rate->per_hour == doctest::Approx(65536.0 * 3600).epsilon(.02));
}

TEST_CASE("a sample without memory, or from the past, is left out") {
  std::vector<Sample> samples = recording(100, 0);
  samples[50].status = StatusSnapshot();
  samples[60].monotonic = samples[58].monotonic;
  samples[61].missed = 3;
  const GrowthReport report = analyze_growth(samples);
  CHECK(report.samples == 98);
  CHECK(report.missed == 3);
}

TEST_CASE("a tracker that is fed says what the analysis of the whole says") {
  for (const std::int64_t rate : {0, 20'000, 65536}) {
    const std::vector<Sample> samples = recording(1000, rate, 7);
    GrowthTracker tracker;
    for (const Sample& sample : samples) tracker.add(sample);
    const GrowthReport online = tracker.report();
    const GrowthReport offline = analyze_growth(samples);
    CHECK(online.verdict == offline.verdict);
    CHECK(online.growing.bic == offline.growing.bic);
    CHECK(online.rate.has_value() == offline.rate.has_value());
    if (online.rate) CHECK(online.rate->per_hour == offline.rate->per_hour);
  }
}

TEST_CASE("while it is fed it calls nothing leaking that it has not called so for a while") {
  GrowthTracker tracker;
  std::size_t suspected = 0;
  std::size_t leaking = 0;
  const std::vector<Sample> samples = recording(300, 65536);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    tracker.add(samples[i]);
    if (tracker.verdict() == Verdict::suspected && suspected == 0) suspected = i + 1;
    if (tracker.verdict() == Verdict::leaking && leaking == 0) leaking = i + 1;
  }
  REQUIRE(suspected > 0);
  REQUIRE(leaking > 0);
  CHECK(static_cast<double>(leaking) >= 1.2 * static_cast<double>(suspected));
  CHECK(leaking <= 60);
}

TEST_CASE("a thread with a small stack can judge") {
  constexpr std::size_t stack_size = widened_frames ? 256 * 1024 : 128 * 1024;
  GrowthTracker tracker;
  for (const Sample& sample : recording(400, 20'000, 3)) tracker.add(sample);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread{};
  const auto judge = [](void* argument) -> void* {
    const GrowthReport report = static_cast<GrowthTracker*>(argument)->report();
    return report.verdict == Verdict::leaking ? argument : nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, judge, &tracker) == 0);
  void* result = nullptr;
  pthread_join(thread, &result);
  pthread_attr_destroy(&attributes);
  CHECK(result == &tracker);
}

TEST_CASE("points of a series of one's own are judged alike") {
  std::vector<GrowthPoint> points;
  for (int i = 0; i < 200; ++i) points.push_back({at(i * 1s), 1'000'000 + i * 10'000});
  const GrowthReport report = analyze_growth(points);
  CHECK(report.verdict == Verdict::leaking);
  CHECK(report.metric == "value");
  REQUIRE(report.rate);
  CHECK(report.rate->per_hour == doctest::Approx(36e6).epsilon(.02));
  CHECK(report.kinds[0].field == nullptr);
}

TEST_CASE("another confidence is another interval") {
  GrowthOptions options;
  const double narrow = analyze_growth(recording(300, 65536), options).rate->low;
  options.confidence = .99;
  CHECK(analyze_growth(recording(300, 65536), options).rate->low < narrow);
}

TEST_CASE("whoever asks for more confidence gets fewer leaks, not more") {
  int sure = 0;
  int surer = 0;
  GrowthOptions options;
  options.confidence = .9999;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::vector<Sample> samples = recording(120, 900, seed);  // some six errors above nothing
    const Verdict usual = analyze_growth(samples).verdict;
    const Verdict strict = analyze_growth(samples, options).verdict;
    sure += usual == Verdict::leaking ? 1 : 0;
    surer += strict == Verdict::leaking ? 1 : 0;
    if (usual != strict) CHECK(strict == Verdict::suspected);
  }
  CHECK(sure > 10);
  CHECK(surer < sure);
}

TEST_CASE("options that mean nothing are refused") {
  GrowthOptions options;
  options.confidence = 1;
  CHECK_THROWS_AS(GrowthTracker{options}, std::invalid_argument);
  options.confidence = .95;
  options.warmup = -1s;
  CHECK_THROWS_AS(GrowthTracker{options}, std::invalid_argument);
}

TEST_CASE("verdicts are spelt as results spell them") {
  CHECK(verdict_name(Verdict::not_enough_data) == "not_enough_data");
  CHECK(verdict_name(Verdict::stable) == "stable");
  CHECK(verdict_name(Verdict::suspected) == "suspected");
  CHECK(verdict_name(Verdict::leaking) == "leaking");
  CHECK(verdict_name(Verdict::shrinking) == "shrinking");
  CHECK(verdict_name(Verdict::at_limit) == "at_limit");
}

TEST_CASE("the sentence has the rate, the kind and the limit in it") {
  GrowthReport report;
  report.verdict = Verdict::leaking;
  report.metric = "vm_rss";
  report.rate = GrowthRate{2.0 * mib, 1.5 * mib, 2.5 * mib};
  report.kinds[0] = KindGrowth{find_field("rss_anon"), Verdict::leaking, 0, 0, std::nullopt};
  report.limit = Bytes(1024 * mib);
  report.time_to_limit = TimeToLimit{std::chrono::hours(5), std::chrono::hours(4), std::nullopt};
  CHECK(explain(report) ==
        "Leaking 2.00 MiB/h (95 %: 1.50 MiB to 2.50 MiB) in vm_rss; what grows: anonymous memory; "
        "the limit of 1.00 GiB is reached in 5 h (4 h to never).");
  report.verdict = Verdict::shrinking;
  report.rate = GrowthRate{-2.0 * mib, -2.5 * mib, -1.5 * mib};
  CHECK(explain(report) == "Shrinking by 2.00 MiB/h (95 %: 1.50 MiB to 2.50 MiB) in vm_rss.");
}

TEST_CASE("whatever the numbers are, the answer is made of numbers") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<GrowthPoint> points;
    auto time = at(0s);
    const auto spread = static_cast<unsigned>(random() % 63);
    const std::size_t count = random() % 400;
    for (std::size_t i = 0; i < count; ++i) {
      time += std::chrono::nanoseconds(random() % (round % 3 == 0 ? 2 : 1'000'000'000'000));
      const auto value = static_cast<std::int64_t>(random() >> spread);
      points.push_back({time, round % 4 == 0 ? -(value / 2) : value / 2});
    }
    GrowthOptions options;
    options.limit = Bytes(static_cast<std::int64_t>(random() >> 1U));
    const GrowthReport report = analyze_growth(points, options);
    if (report.rate) {
      CHECK(std::isfinite(report.rate->low));
      CHECK(std::isfinite(report.rate->high));
      CHECK(report.rate->low <= report.rate->per_hour);
      CHECK(report.rate->per_hour <= report.rate->high);
    }
    if (report.smallest_detectable) CHECK(*report.smallest_detectable > 0);
    const bool grows = report.verdict == Verdict::leaking || report.verdict == Verdict::suspected;
    if (grows) CHECK(report.rate);
    CHECK_FALSE(explain(report).empty());
  }
}

TEST_CASE("where samples tell of the heap the sentence says first whose memory it is") {
  std::vector<Sample> samples = recording(300, 65536);
  for (Sample& sample : samples) {
    sample.heap_in_use = Bytes(30 * mib);
    sample.heap_retained = *sample.status.rss_anon - Bytes(40 * mib);
  }
  const GrowthReport retention = analyze_growth(samples);
  CHECK(retention.verdict == Verdict::leaking);  // the cause explains a verdict, and changes none
  REQUIRE(retention.heap);
  CHECK(retention.heap->cause == GrowthCause::allocator_retention);
  CHECK(explain(retention).find(" in rss_anon+rss_shmem+vm_swap; " + explain(*retention.heap) +
                                "; what grows: ") != std::string::npos);
  for (Sample& sample : samples) std::swap(sample.heap_in_use, sample.heap_retained);
  CHECK(analyze_growth(samples).heap->cause == GrowthCause::heap_in_use);
  GrowthOptions file_pages;
  file_pages.metric = find_field("rss_file");  // in which no heap is
  CHECK_FALSE(analyze_growth(samples, file_pages).heap);
  for (Sample& sample : samples) sample.heap_retained.reset();
  CHECK_FALSE(analyze_growth(samples).heap);
}

TEST_CASE("address space that grows alone is compared with the heap as well") {
  std::vector<Sample> samples = recording(300, 0);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i].status.vm_size = Bytes(static_cast<std::int64_t>(500 + i) * mib);
    samples[i].heap_in_use = Bytes(30 * mib);
    samples[i].heap_retained = Bytes(mib);
  }
  GrowthReport report = analyze_growth(samples);
  CHECK(report.verdict == Verdict::suspected);
  CHECK(report.metric == "vm_size");
  REQUIRE(report.heap);
  CHECK(report.heap->cause == GrowthCause::outside_heap);
  CHECK(report.heap->outside_per_hour == doctest::Approx(3600.0 * mib));
  for (std::size_t i = 0; i < samples.size(); ++i)  // allocated, and never touched
    samples[i].heap_in_use = Bytes(static_cast<std::int64_t>(30 + i) * mib);
  CHECK(analyze_growth(samples).heap->cause == GrowthCause::heap_in_use);
}

TEST_CASE("what does not grow has no cause, and a count of threads none either") {
  std::vector<Sample> samples = recording(300, 0);
  for (Sample& sample : samples) sample.heap_in_use = sample.heap_retained = Bytes(mib);
  const GrowthReport report = analyze_growth(samples);
  REQUIRE(report.heap);
  CHECK(report.heap->cause == GrowthCause::unknown);
  CHECK(explain(report).find("malloc") == std::string::npos);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i].status.threads = static_cast<int>(4 + i);
  CHECK(analyze_growth(samples).metric == "threads");
  CHECK_FALSE(analyze_growth(samples).heap);
}
