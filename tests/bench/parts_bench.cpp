// The parts of a sample's way, each alone, by Google Benchmark.
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include <procmem/process.hpp>
#include <procmem/statm.hpp>

#include "detail/exec_watch.hpp"
#include "detail/posix_io.hpp"
#include "detail/record_writer.hpp"
#include "detail/status_fast.hpp"

namespace {

using namespace procmem;

std::string text_of(const char* path) {
  std::error_code error;
  return detail::read_file_at(-1, path, error);
}

void parse_status_fast(benchmark::State& state) {
  const std::string text = text_of("/proc/self/status");
  detail::StatusLayout layout;
  for (auto _ : state) {
    StatusSnapshot snapshot;
    if (!detail::parse_kernel_status(text, layout, snapshot)) state.SkipWithError("not taken");
    benchmark::DoNotOptimize(snapshot);
  }
}
BENCHMARK(parse_status_fast);

void parse_status_exact(benchmark::State& state) {
  const std::string text = text_of("/proc/self/status");
  std::error_code error;
  for (auto _ : state) benchmark::DoNotOptimize(parse_status(text, error));
}
BENCHMARK(parse_status_exact);

void parse_statm_text(benchmark::State& state) {
  const std::string text = text_of("/proc/self/statm");
  std::error_code error;
  for (auto _ : state) benchmark::DoNotOptimize(parse_statm(text, error));
}
BENCHMARK(parse_statm_text);

void watch_for_exec(benchmark::State& state) {
  detail::ExecWatch watch;
  const StatusSnapshot snapshot = read_status(Process::self());
  for (auto _ : state) benchmark::DoNotOptimize(watch.saw_exec(snapshot));
}
BENCHMARK(watch_for_exec);

void write_record(benchmark::State& state) {
  detail::RecordWriter writer(static_cast<RecordFormat>(state.range(0)), {});
  Sample sample{std::chrono::system_clock::now(), std::chrono::steady_clock::now(), 1, 0,
                read_status(Process::self())};
  std::size_t size = 0;
  for (auto _ : state) {
    sample.time += std::chrono::milliseconds(10);
    benchmark::DoNotOptimize(size = writer.sample(sample).size());
  }
  state.counters["bytes"] = static_cast<double>(size);
}
BENCHMARK(write_record)->ArgName("csv")->Arg(static_cast<std::int64_t>(RecordFormat::csv));
BENCHMARK(write_record)->ArgName("jsonl")->Arg(static_cast<std::int64_t>(RecordFormat::jsonl));
BENCHMARK(write_record)->ArgName("memlog")->Arg(static_cast<std::int64_t>(RecordFormat::memlog));

}  // namespace

BENCHMARK_MAIN();
