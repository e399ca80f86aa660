#ifndef PROCMEM_DETAIL_STAT_HPP
#define PROCMEM_DETAIL_STAT_HPP

#include <cstdint>
#include <string_view>
#include <system_error>

#include <procmem/status.hpp>

namespace procmem::detail {

/// The fields of /proc/PID/stat that identify a process or place it in a tree.
/// Its rss is not used for figures: it is off by up to the kernel's per-CPU batches.
struct StatSnapshot {
  int pid = 0;
  ProcessName comm;  ///< raw: may hold line feeds and brackets
  char state = '\0';
  int ppid = 0;
  bool kernel_thread = false;
  int threads = 0;
  std::uint64_t start_ticks = 0;  ///< clock ticks since boot
  std::uint64_t vsize = 0;        ///< bytes
  std::int64_t rss = 0;           ///< pages
};

/// Errors: Errc::not_a_stat_file.
StatSnapshot parse_stat(std::string_view text, std::error_code& error) noexcept;

}  // namespace procmem::detail

#endif
