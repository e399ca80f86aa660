#ifndef PROCMEM_TESTING_MEMORY_USE_HPP
#define PROCMEM_TESTING_MEMORY_USE_HPP

#include <memory>
#include <optional>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>

namespace procmem::testing {

/// What a stretch of a program used.
struct MemoryUse {
  Bytes peak;                ///< by how much VmRSS rose above what it was, at its highest
  bool peak_exact = false;   ///< the kernel kept it (VmHWM); else only the two ends are known
  std::optional<Bytes> net;  ///< by how much heap in use grew; absent where the allocator does not tell
};

/// Measures a stretch of the calling process, as Google Benchmark's MemoryManager needs it. It sets VmHWM
/// back (clear_refs 5), and gives free memory back to the system at both ends, so that the next stretch
/// starts from the same point. Errors: Error if /proc/self cannot be read. Threads: one at a time; what
/// others allocate meanwhile counts. Source: proc(5).
class PROCMEM_EXPORT UseMeter {
 public:
  UseMeter();
  UseMeter(UseMeter&&) noexcept;
  UseMeter& operator=(UseMeter&&) noexcept;
  ~UseMeter();

  void start();
  MemoryUse stop();  ///< since start()

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace procmem::testing

#endif
