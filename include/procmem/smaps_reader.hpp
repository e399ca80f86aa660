#ifndef PROCMEM_SMAPS_READER_HPP
#define PROCMEM_SMAPS_READER_HPP

#include <memory>
#include <system_error>

#include <procmem/export.hpp>
#include <procmem/process.hpp>
#include <procmem/smaps.hpp>

namespace procmem {

/// Reads /proc/PID/smaps of one program again and again. Its descriptor is bound to the memory and not to the
/// process, so that what is read later is never another program's that the process has executed meanwhile.
/// Lifetime: `process` must outlive it. Threads: one at a time.
class PROCMEM_EXPORT SmapsReader {
 public:
  /// Opens nothing yet: the program is that of the first read() without an error.
  explicit SmapsReader(const Process& process);
  SmapsReader(SmapsReader&&) noexcept;
  SmapsReader& operator=(SmapsReader&&) noexcept;
  ~SmapsReader();

  /// As read_smaps(). Errors: also Errc::program_replaced if the process has executed another program since
  /// the first time.
  void read(const MappingCallback& callback, std::error_code& error);
  void read(const MappingCallback& callback);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Forgets which pages were touched: Referenced of smaps then counts those that are touched from now on.
/// It visits every page that the process has, during which the process may wait as in read_smaps(), and takes
/// away what the kernel itself knows about which pages are in use. A page that is touched again at once is
/// counted only when the processor looks up its address anew (TLB), as a rule within milliseconds. Errors:
/// Errc::process_exited, Errc::forked; EACCES to all but the process's owner and root; EROFS; ENOENT before
/// Linux 2.6.22. Threads: as read_status(). Source: clear_refs in proc(5).
PROCMEM_EXPORT void reset_referenced(const Process& process, std::error_code& error);
PROCMEM_EXPORT void reset_referenced(const Process& process);

}  // namespace procmem

#endif
