#include <procmem/testing/memory_use.hpp>

#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/heap.hpp>
#include <procmem/process.hpp>

namespace procmem::testing {

struct UseMeter::Impl {
  Process self = Process::self();
  std::optional<HeapUsage> heap;
  Bytes resident;
  bool peak_was_reset = false;
};

namespace {

/// From now on VmHWM is the highest VmRSS since now. \return whether it may be done.
bool reset_peak() {
  const int file = ::open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = ::write(file, "5", 1) == 1;
  ::close(file);
  return done;
}

}  // namespace

UseMeter::UseMeter() : impl_(std::make_unique<Impl>()) {}
UseMeter::UseMeter(UseMeter&&) noexcept = default;
UseMeter& UseMeter::operator=(UseMeter&&) noexcept = default;
UseMeter::~UseMeter() = default;

void UseMeter::start() {
  trim_heap();
  impl_->peak_was_reset = reset_peak();
  impl_->resident = read_status(impl_->self).vm_rss.value_or(Bytes());
  impl_->heap = read_heap();
}

MemoryUse UseMeter::stop() {
  const auto heap = read_heap();
  const StatusSnapshot status = read_status(impl_->self);
  trim_heap();
  MemoryUse use;
  use.peak_exact = impl_->peak_was_reset && status.vm_hwm.has_value();
  // VmHWM may lag behind a VmRSS that is seen.
  const Bytes highest =
      std::max(status.vm_rss.value_or(Bytes()), use.peak_exact ? *status.vm_hwm : impl_->resident);
  use.peak = std::max(Bytes(), highest - impl_->resident);
  if (heap && impl_->heap) use.net = heap->in_use - impl_->heap->in_use;
  return use;
}

}  // namespace procmem::testing
