#include "detail/discovery_pass.hpp"

#include <algorithm>
#include <utility>

#include "detail/posix_io.hpp"

namespace procmem::detail {

std::optional<Process> DiscoveryPass::step(const ProcessScan::Known& known, std::error_code& error) {
  error.clear();
  if (!has_chosen_) {
    scan(known, error);
  } else if (next_ < chosen_.size()) {
    const int pid = chosen_[next_++];
    if (known(pid) == nullptr) return open(pid, error);
  } else {
    done_ = true;
  }
  return std::nullopt;
}

void DiscoveryPass::scan(const ProcessScan::Known& known, std::error_code& error) {
  if (scan_.step(known, error)) return;
  has_chosen_ = true;
  done_ = static_cast<bool>(error);
  if (done_) return;
  all_ = scan_.take();
  chosen_ = selector_(all_);
}

/// What has ended meanwhile, or may not be watched, is passed over.
std::optional<Process> DiscoveryPass::open(int pid, std::error_code& error) {
  Process process = Process::open(pid, error);
  if (out_of_descriptors(error)) {
    failed_pid_ = pid;
    done_ = true;
    return std::nullopt;
  }
  const bool good = !error && was_chosen(process) && !process.ended();
  error.clear();
  return good ? std::optional(std::move(process)) : std::nullopt;
}

/// The pid may have gone to another process since.
bool DiscoveryPass::was_chosen(const Process& process) const {
  const auto entry = std::lower_bound(all_.begin(), all_.end(), process.pid(),
                                      [](const ProcessEntry& one, int pid) { return one.pid < pid; });
  return entry == all_.end() || entry->pid != process.pid() || entry->start_ticks == process.start_ticks();
}

}  // namespace procmem::detail
