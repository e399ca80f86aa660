#include "detail/heap_reader.hpp"

#include <chrono>
#include <ctime>
#include <system_error>

#include <procmem/heap.hpp>
#include <procmem/process.hpp>

namespace procmem::detail {
namespace {

/// Of this thread: waiting for an arena, or for a CPU, costs nobody else anything.
std::chrono::nanoseconds cpu_time() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

HeapReader::HeapReader(bool wanted) {
  if (!wanted) return;
  std::error_code error;  // then there are no samples of this process either
  const Process self = Process::self(error);
  if (!error) own_pid_ = self.pid();
}

void HeapReader::read(Sample& sample) noexcept {
  if (own_pid_ == 0 || sample.pid != own_pid_) return;
  if (CostBudget::Clock::now() < budget_.free()) return;
  const auto begun = cpu_time();
  if (const auto usage = read_heap()) {
    sample.heap_in_use = usage->in_use;
    sample.heap_retained = usage->retained;
  }
  budget_.spend(cpu_time() - begun, CostBudget::Clock::now());
}

}  // namespace procmem::detail
