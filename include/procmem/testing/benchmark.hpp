#ifndef PROCMEM_TESTING_BENCHMARK_HPP
#define PROCMEM_TESTING_BENCHMARK_HPP

#include <benchmark/benchmark.h>
#include <procmem/testing/memory_use.hpp>

namespace procmem::testing {

/// Google Benchmark's memory figures, in its JSON output: max_bytes_used is by how much VmRSS rose at its
/// highest, net_heap_growth by how much heap in use grew. Allocations are not counted: allocs_per_iter is 0.
/// benchmark::RegisterMemoryManager(&manager) before the run, RegisterMemoryManager(nullptr) after it.
class BenchmarkMemory : public benchmark::MemoryManager {
 public:
  // NOLINTBEGIN(modernize-use-override): which of the two Stop() there are depends on the version.
  void Start() { meter_.start(); }

  void Stop(Result& result) {
    const MemoryUse use = meter_.stop();
    result.max_bytes_used = use.peak.count();
    if (use.net) result.net_heap_growth = use.net->count();
  }

  void Stop(Result* result) { Stop(*result); }
  // NOLINTEND(modernize-use-override)

 private:
  UseMeter meter_;
};

}  // namespace procmem::testing

#endif
