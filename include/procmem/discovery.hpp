#ifndef PROCMEM_DISCOVERY_HPP
#define PROCMEM_DISCOVERY_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <procmem/export.hpp>
#include <procmem/status.hpp>

namespace procmem {

/// A process seen in one pass over /proc. By the time you read it, it may have ended.
struct ProcessEntry {
  int pid = 0;
  int ppid = 0;
  char state = '\0';
  std::uint64_t start_ticks = 0;  ///< clock ticks since boot
  ProcessName name;               ///< stat: comm (15 bytes at most for a user process)
};

/// All processes that /proc shows, in ascending pid order. What ends during the pass is left out.
/// Errors: errno of opendir(3) on /proc; EMFILE or ENFILE where descriptors run out on the way.
PROCMEM_EXPORT std::vector<ProcessEntry> list_processes(std::error_code& error);
PROCMEM_EXPORT std::vector<ProcessEntry> list_processes();

/// Chooses, from all processes, the pids that are to be watched.
using Selector = std::function<std::vector<int>(const std::vector<ProcessEntry>&)>;

/// The process `root` and all its descendants.
PROCMEM_EXPORT Selector select_tree(int root);

/// All processes of exactly this name. The kernel keeps 15 bytes of a name, so a longer one is compared by
/// those.
PROCMEM_EXPORT Selector select_name(std::string name);

}  // namespace procmem

#endif
