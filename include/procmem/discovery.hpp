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
  bool kernel_thread = false;     ///< it has no memory of its own
};

/// All processes that /proc shows, in ascending pid order. What ends during the pass is left out.
/// Errors: errno of opendir(3) on /proc; EMFILE or ENFILE where descriptors run out on the way.
PROCMEM_EXPORT std::vector<ProcessEntry> list_processes(std::error_code& error);
PROCMEM_EXPORT std::vector<ProcessEntry> list_processes();

/// Chooses, from all processes in ascending pid order, the pids that are to be watched. It is called at each
/// look over /proc, and may remember what it saw. A sampler hands over what it watches already as it sampled
/// it last.
using Selector = std::function<std::vector<int>(const std::vector<ProcessEntry>&)>;

/// The process `root` and all its descendants, also those whose parents have ended since the look before. A
/// later process with root's pid is none of them.
PROCMEM_EXPORT Selector select_tree(int root);

/// The processes that `roots` chooses, at any look, and all their descendants.
PROCMEM_EXPORT Selector select_tree(Selector roots);

/// All processes of exactly this name. The kernel keeps 15 bytes of a name, so a longer one is compared by
/// those.
PROCMEM_EXPORT Selector select_name(std::string name);

/// All processes in whose name this POSIX extended regular expression matches something, as pgrep(1) does:
/// "^redis" is redis, redis-server, ...
/// Errors: std::invalid_argument says what is wrong with the expression.
PROCMEM_EXPORT Selector select_matching(const std::string& pattern);

/// All processes in a control group and the groups below it, those that come later, too.
/// \param group its directory, or its path as /proc/PID/cgroup has it, which is then looked for where memory
/// is controlled. Errors: procmem::Error where there is none; once it has been removed nothing is chosen.
PROCMEM_EXPORT Selector select_cgroup(const std::string& group);

/// All processes but kernel threads.
PROCMEM_EXPORT Selector select_all();

}  // namespace procmem

#endif
