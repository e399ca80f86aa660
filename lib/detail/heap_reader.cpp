#include "detail/heap_reader.hpp"

#include <system_error>

#include <procmem/heap.hpp>
#include <procmem/process.hpp>

namespace procmem::detail {

HeapReader::HeapReader(bool wanted) {
  if (!wanted) return;
  std::error_code error;  // then there are no samples of this process either
  const Process self = Process::self(error);
  if (!error) own_pid_ = self.pid();
}

void HeapReader::read(Sample& sample) noexcept {
  if (own_pid_ == 0 || sample.pid != own_pid_) return;
  const auto begun = CostBudget::Clock::now();
  if (begun < budget_.free()) return;
  if (const auto usage = read_heap()) {
    sample.heap_in_use = usage->in_use;
    sample.heap_retained = usage->retained;
  }
  const auto now = CostBudget::Clock::now();
  budget_.spend(now - begun, now);
}

}  // namespace procmem::detail
