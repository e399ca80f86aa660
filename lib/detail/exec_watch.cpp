#include "detail/exec_watch.hpp"

namespace procmem::detail {

[[gnu::hot]] bool ExecWatch::saw_exec(const StatusSnapshot& snapshot) noexcept {
  if (!snapshot.vm_size) return false;  // no memory to compare
  const bool peak_fell = vm_peak_ && snapshot.vm_peak && *snapshot.vm_peak < *vm_peak_;
  const bool other_program = vm_exe_ && vm_exe_ != snapshot.vm_exe && name_ != snapshot.name;
  name_ = snapshot.name;
  vm_peak_ = snapshot.vm_peak;
  vm_exe_ = snapshot.vm_exe;
  return peak_fell || other_program;
}

}  // namespace procmem::detail
