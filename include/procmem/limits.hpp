#ifndef PROCMEM_LIMITS_HPP
#define PROCMEM_LIMITS_HPP

#include <string>
#include <system_error>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>
#include <procmem/fields.hpp>

namespace procmem {

class Process;

/// One ceiling on a process's memory. A ceiling that is not set ("max", "unlimited") is none.
struct MemoryLimit {
  Bytes bytes;
  /// The figure that runs into it: vm_size for RLIMIT_AS, vm_data for RLIMIT_DATA, vm_rss for the others.
  const Field* bounds = nullptr;
  /// "cgroup v2 /user.slice", "cgroup v1 /docker/4f2a", "RLIMIT_AS", "RLIMIT_DATA" or "MemTotal". A group's
  /// name may hold any byte but a line feed: print it through printable().
  std::string source;
};

/// All ceilings in force, in this order: those of the control groups, the process's own group before its
/// ancestors; RLIMIT_AS; RLIMIT_DATA; MemTotal, which is always there.
///
/// - cgroup v2: memory.max of the group and of every ancestor that is visible here. Not memory.high, which
///   slows a process down and ends nothing.
/// - cgroup v1: hierarchical_memory_limit, one ceiling in which the kernel has taken account of all
/// ancestors;
///   it is given under the group's own name. Where the memory controller is in v1, v2 groups have no say.
/// - RLIMIT_AS and RLIMIT_DATA: the soft limits. Before Linux 4.7 RLIMIT_DATA bounded the heap alone.
///
/// A group's ceiling is for all its members together, with page cache and kernel memory: the process can run
/// into it earlier than its own figures tell. What is not visible here, such as the groups outside a
/// container, is not known; docs/limits.md lists it.
///
/// It costs five opened files and more under v2, and ceilings change rarely: read them once a minute, not per
/// sample.
/// The files are read one after the other, so a process that is being moved may show either group.
/// Errors: Errc::process_exited, Errc::forked, Errc::malformed_line and its like for a file that the kernel
/// does not write so, errno of open(2) and read(2). A file that does not exist is no error. Threads: as
/// read_status(). Source: cgroups(7), getrlimit(2), proc(5), cgroup-v2.rst and cgroup-v1/memory.rst of Linux.
PROCMEM_EXPORT std::vector<MemoryLimit> read_memory_limits(const Process& process, std::error_code& error);
PROCMEM_EXPORT std::vector<MemoryLimit> read_memory_limits(const Process& process);

/// The one of them that leaves the least room above what the process uses now of the figure it bounds; of
/// equals the first. Where the process has no figures (a zombie, a kernel thread), the lowest.
/// Errors: as read_memory_limits() and read_status().
PROCMEM_EXPORT MemoryLimit read_memory_limit(const Process& process, std::error_code& error);
PROCMEM_EXPORT MemoryLimit read_memory_limit(const Process& process);

}  // namespace procmem

#endif
