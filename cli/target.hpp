#ifndef PROCMEM_CLI_TARGET_HPP
#define PROCMEM_CLI_TARGET_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/discovery.hpp>
#include <procmem/process.hpp>
#include <procmem/status.hpp>

#include "console.hpp"
#include "options.hpp"

namespace cli {

/// "redis-server (pid 812)", safe to print.
std::string describe(std::string_view name, int pid);

/// Opens a process that is to be recorded or shown, and warns if the id is a thread's.
/// Errors: Failure (target): there is none, it is not permitted, it has no memory (kernel thread, zombie).
procmem::Process open_target(int pid, Console& console);

/// The same of the one process that `target`, given by pid or name, means.
procmem::Process open_target(const TargetOptions& target, Console& console);

/// The processes of the kind that `target`, which is not given by pid or command, means and that have not
/// ended, but not this program itself. \param not_before in clock ticks since boot: those that started
/// earlier are left out. Errors: Failure (target, no such control group).
std::vector<procmem::ProcessEntry> find_targets(const TargetOptions& target, std::uint64_t not_before = 0);

/// The one that was started last. \param entries not empty.
const procmem::ProcessEntry& newest(const std::vector<procmem::ProcessEntry>& entries);

/// The pids that `target`, which is not given by pid or command, means: none if there is no such process.
/// Errors: Failure (target) that lists them if there are several and nothing says which.
std::vector<int> pids_of(const TargetOptions& target);

/// "no process has the name 'redis'"
std::string no_such_target(const TargetOptions& target);

/// What to watch beside the roots: their descendants, newcomers of the same kind, or both.
procmem::Selector select_companions(const TargetOptions& target, const std::vector<int>& roots);

/// Raises the limit of open descriptors as far as anybody may: each process takes one to three.
void allow_many_descriptors() noexcept;

}  // namespace cli

#endif
