#ifndef PROCMEM_ERROR_HPP
#define PROCMEM_ERROR_HPP

#include <string>
#include <system_error>

#include <procmem/export.hpp>

namespace procmem {

/// What the library itself diagnoses. What the kernel refuses keeps its errno in std::generic_category().
enum class Errc {
  malformed_line = 1,  ///< a known key whose value is not of the form the kernel prints
  value_out_of_range,  ///< a number that does not fit (kB beyond (2^63-1)/1024, a pid beyond 31 bits)
  duplicate_key,       ///< a known key twice: not the text of one read
  incomplete,          ///< the text was cut: VmSize without VmRSS, or no final line
  not_a_status_file,   ///< none of the keys of /proc/PID/status
  not_a_statm_file,    ///< not the seven numbers of /proc/PID/statm
  not_a_stat_file,     ///< not the fields of /proc/PID/stat
  too_large,           ///< more than 4 MiB of status
  process_exited,      ///< the process has ended (ENOENT on open, ESRCH on a kept descriptor)
  process_hidden,      ///< the process is there, but /proc is mounted with hidepid
  forked,              ///< Process::self() of the parent, used in the child: open it anew
  not_a_recording,     ///< none of the three recording formats
  unknown_version,     ///< a recording of a format version this library does not know
  other_format,        ///< appending to a recording of another format, version or other columns
  recording_in_use,    ///< another recorder is writing this file
  unsafe_link,         ///< run as root, through a symbolic link in a directory that everybody may write to
  not_a_smaps_file,    ///< not the text of /proc/PID/smaps, smaps_rollup or maps, whichever was asked for
  zombie,              ///< the process has ended and waits to be reaped: its memory is gone
  kernel_thread,       ///< a kernel thread has no memory of its own
  program_replaced     ///< the process executed another program while its memory was looked at
};

PROCMEM_EXPORT const std::error_category& procmem_category() noexcept;
PROCMEM_EXPORT std::error_code make_error_code(Errc code) noexcept;

/// Thrown by every function that has an overload with std::error_code.
/// what() reads "/proc/812/status:17: VmRSS: malformed line".
class PROCMEM_EXPORT Error : public std::system_error {
 public:
  /// \param where what the error is about: a path, with the line and the key where they are known.
  Error(std::error_code code, const std::string& where) : std::system_error(code, where) {}
};

}  // namespace procmem

template <>
struct std::is_error_code_enum<procmem::Errc> : std::true_type {};

#endif
