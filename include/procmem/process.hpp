#ifndef PROCMEM_PROCESS_HPP
#define PROCMEM_PROCESS_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>
#include <procmem/statm.hpp>
#include <procmem/status.hpp>

namespace procmem {

namespace detail {
struct OpenProcess;
struct ProcessAccess;
}  // namespace detail

/// One process, held so that its successor under the same pid is never mistaken for it: a kept descriptor of
/// /proc/PID answers for that one process, and for no other after it has been reaped.
/// Holds up to four descriptors (the directory, a pidfd, and once they are read status and statm). Once all
/// that are open hold half of RLIMIT_NOFILE, a process makes do with the first and opens the others at each
/// read. Threads: const members and the read_ functions may be called
/// from several threads at once. Lifetime: move-only; after a move only assignment and destruction are
/// allowed. After fork() a Process::self() of the parent answers Errc::forked in the child, never with the
/// parent's figures; others stay good. Source: proc(5), pidfd_open(2).
class PROCMEM_EXPORT Process {
 public:
  /// The calling process.
  static Process self();
  static Process self(std::error_code& error);

  /// The process with this pid. A thread's id gives the process it belongs to: compare pid().
  /// Errors: Errc::process_exited (there is none), Errc::process_hidden (hidepid=2), EACCES or EPERM (not
  /// permitted, hidepid=1), EMFILE; std::invalid_argument if pid < 1.
  static Process open(int pid);
  static Process open(int pid, std::error_code& error);

  Process(Process&&) noexcept;
  Process& operator=(Process&&) noexcept;
  ~Process();

  int pid() const noexcept;

  /// When it started, in clock ticks since boot (stat: starttime). With pid and boot id it names the process
  /// in a recording; it is not enough to tell two users of one pid apart, which is why descriptors are kept.
  std::uint64_t start_ticks() const noexcept;

  /// Whether it has ended; a zombie has.
  bool ended() const;

  /// Whether it has ended and its pid already belongs to another process.
  bool replaced() const;

  /// A pidfd, readable when the process has ended, for an event loop of your own; -1 where there is none
  /// (before Linux 5.3, or short of descriptors). Stays owned by this object.
  int exit_descriptor() const noexcept;

 private:
  friend struct detail::ProcessAccess;
  explicit Process(std::unique_ptr<detail::OpenProcess> open) noexcept;
  std::unique_ptr<detail::OpenProcess> open_;
};

/// Reads /proc/PID/status: one system call on a kept descriptor, no allocation (more of both if it is longer
/// than 4 KiB). Where only the leading thread has ended, the memory figures are those of a live thread, which
/// are the process's. A zombie or a kernel thread is no error: it has no figures, and memory_state() says
/// why. Errors: Errc::process_exited, Errc::forked, Errc::too_large, errno of pread(2) or openat(2), those of
/// parse_status().
PROCMEM_EXPORT StatusSnapshot read_status(const Process& process, std::error_code& error);
PROCMEM_EXPORT StatusSnapshot read_status(const Process& process);

/// Reads /proc/PID/statm. All figures are 0 for a zombie and a kernel thread. Errors: as read_status().
PROCMEM_EXPORT StatmSnapshot read_statm(const Process& process, std::error_code& error);
PROCMEM_EXPORT StatmSnapshot read_statm(const Process& process);

/// The command line as the process shows it (/proc/PID/cmdline), its arguments separated by blanks; at most
/// 4 KiB. It may hold secrets, and any bytes. Empty for a zombie and a kernel thread, after some
/// milliseconds: a program that is just being executed has none for a moment, which is waited for. Errors: as
/// read_status().
PROCMEM_EXPORT std::string read_command_line(const Process& process, std::error_code& error);
PROCMEM_EXPORT std::string read_command_line(const Process& process);

/// sysconf(_SC_PAGESIZE).
PROCMEM_EXPORT Bytes page_size() noexcept;

/// Names this boot of this machine (/proc/sys/kernel/random/boot_id); empty where it cannot be read.
PROCMEM_EXPORT std::string boot_id();

}  // namespace procmem

#endif
