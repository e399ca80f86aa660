#ifndef PROCMEM_STATM_HPP
#define PROCMEM_STATM_HPP

#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>

namespace procmem {

/// The seven numbers of /proc/PID/statm: six times cheaper to read than status, and as exact.
/// Units: pages, as the kernel prints them (`shared` of some kernels wraps below zero and is kept as
/// printed). All are 0 for a zombie and a kernel thread: only status tells those from a process. Source:
/// proc(5).
struct StatmSnapshot {
  std::uint64_t size = 0;      ///< VmSize
  std::uint64_t resident = 0;  ///< VmRSS
  std::uint64_t shared = 0;    ///< RssFile + RssShmem
  std::uint64_t text = 0;      ///< code
  std::uint64_t lib = 0;       ///< 0 since Linux 2.6
  std::uint64_t data = 0;      ///< data and stack
  std::uint64_t dt = 0;        ///< 0 since Linux 2.6
};

PROCMEM_EXPORT bool operator==(const StatmSnapshot& a, const StatmSnapshot& b) noexcept;
inline bool operator!=(const StatmSnapshot& a, const StatmSnapshot& b) noexcept {
  return !(a == b);
}

/// What top(1) shows of a process. A figure that does not fit Bytes is absent.
/// RES - SHR is the resident anonymous memory (RssAnon); it is not what is private to the process: a page
/// shared with a forked child counts in it, and a private file page does not.
struct TopFigures {
  std::optional<Bytes> virt;  ///< VIRT = VmSize
  std::optional<Bytes> res;   ///< RES = VmRSS
  std::optional<Bytes> shr;   ///< SHR = RssFile + RssShmem
};

/// \param page_size as procmem::page_size() gives it.
PROCMEM_EXPORT TopFigures top_figures(const StatmSnapshot& statm, Bytes page_size) noexcept;

/// Parses the text of /proc/PID/statm: seven numbers separated by single blanks, the last followed by a line
/// feed. Errors: Errc::not_a_statm_file, Errc::value_out_of_range (beyond 64 bits). The second throws
/// procmem::Error.
PROCMEM_EXPORT StatmSnapshot parse_statm(std::string_view text, std::error_code& error) noexcept;
PROCMEM_EXPORT StatmSnapshot parse_statm(std::string_view text);

}  // namespace procmem

#endif
