#ifndef PROCMEM_DETAIL_EXEC_WATCH_HPP
#define PROCMEM_DETAIL_EXEC_WATCH_HPP

#include <procmem/status.hpp>

namespace procmem::detail {

/// Notices from a process's figures alone that it runs another program than at the snapshot before.
/// exec(2) gives a process new memory, so its VmPeak begins anew: nothing else makes VmPeak fall. If the new
/// program has already grown beyond the old peak, a new name together with another amount of code tells. An
/// exec of the same program that has outgrown its old peak within one interval is not noticed.
class ExecWatch {
 public:
  /// \return whether an exec lies between the snapshot before and this one.
  bool saw_exec(const StatusSnapshot& snapshot) noexcept;

 private:
  ProcessName name_;
  std::optional<Bytes> vm_peak_;
  std::optional<Bytes> vm_exe_;
};

}  // namespace procmem::detail

#endif
