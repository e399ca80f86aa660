// What judging costs: samples a second into a tracker and into the store below it, one verdict on 256
// buckets, one report of all kinds. The goals: 20 million a second into the store, 2 ms a verdict, 16 KiB of
// state a field.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>

#include <procmem/growth.hpp>

#include "detail/growth_judge.hpp"
#include "detail/series_store.hpp"

namespace {

using procmem::detail::SeriesStore;

// A leak under a daily load, in bytes.
double level(double seconds) {
  return 5e7 + 2e4 * seconds + 1e6 * std::sin(seconds / 20);
}

procmem::Sample sample_at(std::int64_t second) {
  procmem::Sample sample;
  sample.monotonic = std::chrono::steady_clock::time_point(std::chrono::seconds(second));
  sample.status.rss_anon = procmem::Bytes(static_cast<std::int64_t>(level(static_cast<double>(second))));
  sample.status.rss_file = sample.status.rss_shmem = sample.status.vm_swap = procmem::Bytes(4096);
  sample.status.vm_rss = sample.status.vm_size = sample.status.vm_data = sample.status.rss_anon;
  sample.status.threads = 3;
  return sample;
}

void into_the_store(benchmark::State& state) {
  SeriesStore store;
  double seconds = 0;
  for (auto _ : state) store.add(seconds += .01, 5e7);
  benchmark::DoNotOptimize(store);
  state.SetItemsProcessed(state.iterations());
  state.counters["state_bytes_per_field"] = sizeof(SeriesStore);
}
BENCHMARK(into_the_store);

void into_a_tracker_of_all_kinds(benchmark::State& state) {
  procmem::GrowthOptions options;
  options.judge_while_adding = false;
  procmem::GrowthTracker tracker(options);
  procmem::Sample sample = sample_at(1);
  for (auto _ : state) {
    sample.monotonic += std::chrono::milliseconds(10);
    tracker.add(sample);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(into_a_tracker_of_all_kinds);

// \param kind 0: stable; 1: leaking, where three contests are held.
void one_verdict(benchmark::State& state) {
  SeriesStore store;
  for (int i = 0; i < 256; ++i)
    store.add(i, state.range(0) == 0 ? 5e7 + 1e5 * std::sin(i * i) : level(i) + 3e5 * std::sin(i * i));
  procmem::detail::Judgement judgement;
  procmem::detail::ContestSpace space;
  for (auto _ : state) benchmark::DoNotOptimize(judgement = procmem::detail::judge(store, 0, 1024, space));
  state.SetLabel(std::string(verdict_name(judgement.verdict)));
}
BENCHMARK(one_verdict)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void a_report_of_all_kinds(benchmark::State& state) {
  procmem::GrowthTracker tracker;
  for (std::int64_t i = 1; i <= 256; ++i) tracker.add(sample_at(i));
  for (auto _ : state) benchmark::DoNotOptimize(tracker.report());
}
BENCHMARK(a_report_of_all_kinds)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
