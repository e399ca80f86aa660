#include "guard/psleak.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include <procmem/heap.hpp>
#include <procmem/process.hpp>
#include <procmem/smaps.hpp>

namespace {

using Figures = std::array<std::int64_t, 4>;

Figures read_figures(const procmem::Process& self) {
  const auto count = [](std::optional<procmem::Bytes> amount) { return amount ? amount->count() : 0; };
  const auto heap = procmem::read_heap();
  const procmem::StatusSnapshot status = procmem::read_status(self);
  return {heap ? heap->in_use.count() : 0, count(procmem::private_memory(procmem::read_smaps_rollup(self))),
          count(status.vm_rss), count(status.vm_size)};
}

}  // namespace

bool leaks_for_psleak(const std::function<void()>& body) {
  constexpr int warm_up = 10;
  constexpr int rounds = 5;
  const procmem::Process self = procmem::Process::self();
  for (int i = 0; i < warm_up; ++i) body();
  Figures previous{};
  std::size_t calls = 200;
  for (int round = 0; round < rounds; ++round, calls *= 2) {
    procmem::trim_heap();
    const Figures before = read_figures(self);
    for (std::size_t i = 0; i < calls; ++i) body();
    procmem::trim_heap();
    Figures growth = read_figures(self);
    bool stable = true;
    for (std::size_t i = 0; i < growth.size(); ++i) {
      growth[i] -= before[i];
      stable = stable && (growth[i] <= 0 || growth[i] <= previous[i]);
    }
    if (stable) return false;
    previous = growth;
  }
  return true;
}
