#ifndef PROCMEM_DETAIL_DISCOVERY_PASS_HPP
#define PROCMEM_DETAIL_DISCOVERY_PASS_HPP

#include <cstddef>
#include <optional>
#include <system_error>
#include <vector>

#include <procmem/discovery.hpp>
#include <procmem/process.hpp>

#include "detail/process_scan.hpp"

namespace procmem::detail {

/// One look over all processes for those that a selector chooses, in steps of some ten microseconds; the
/// selector's own is longer. Lifetime: the selector must outlive it.
class DiscoveryPass {
 public:
  /// Errors: as ProcessScan.
  DiscoveryPass(const Selector& selector, std::error_code& error) : selector_(selector), scan_(error) {}

  /// A process that was chosen and is not known, if this step has come to one. Errors, after which it is
  /// done: as ProcessScan; EMFILE or ENFILE where a process cannot be opened for want of descriptors.
  std::optional<Process> step(const ProcessScan::Known& known, std::error_code& error);

  bool done() const noexcept { return done_; }
  int failed_pid() const noexcept { return failed_pid_; }  ///< whom an error is about; 0: /proc

 private:
  void scan(const ProcessScan::Known& known, std::error_code& error);
  std::optional<Process> open(int pid, std::error_code& error);
  bool was_chosen(const Process& process) const;

  const Selector& selector_;
  ProcessScan scan_;
  bool has_chosen_ = false;
  std::vector<ProcessEntry> all_;  // of whom they were chosen
  std::vector<int> chosen_;
  std::size_t next_ = 0;  // of those
  bool done_ = false;
  int failed_pid_ = 0;
};

}  // namespace procmem::detail

#endif
