// Google Benchmark with memory figures: see max_bytes_used and net_heap_growth with --benchmark_format=json.
#include <procmem/testing/benchmark.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace {

void keep_nothing(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(std::string(1000, 'x'));
}
BENCHMARK(keep_nothing);

void keep_all(benchmark::State& state) {
  static std::vector<std::string> kept;
  for (auto _ : state) kept.emplace_back(100'000, 'x');
}
BENCHMARK(keep_all)->Iterations(16);

void use_8_mib(benchmark::State& state) {
  constexpr std::size_t mib = std::size_t{1024} * 1024;
  for (auto _ : state) benchmark::DoNotOptimize(std::vector<char>(8 * mib, 1));
}
BENCHMARK(use_8_mib);

}  // namespace

// [manager]
int main(int argc, char** argv) {
  procmem::testing::BenchmarkMemory memory;
  benchmark::Initialize(&argc, argv);
  benchmark::RegisterMemoryManager(&memory);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::RegisterMemoryManager(nullptr);
}
// [manager] end
