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

/// One ceiling on a process's memory.
struct MemoryLimit {
  Bytes bytes;
  const Field* bounds =
      nullptr;  ///< which figure runs into it: vm_rss, vm_size (RLIMIT_AS) or vm_data (RLIMIT_DATA)
  std::string
      source;  ///< "cgroup v2 /user.slice", "cgroup v1 /docker/4f2a", "RLIMIT_AS", "RLIMIT_DATA", "MemTotal"
};

/// All ceilings in force, MemTotal among them.
PROCMEM_EXPORT std::vector<MemoryLimit> read_memory_limits(const Process& process, std::error_code& error);
PROCMEM_EXPORT std::vector<MemoryLimit> read_memory_limits(const Process& process);

/// The one that leaves the least room above what the process uses now.
PROCMEM_EXPORT MemoryLimit read_memory_limit(const Process& process, std::error_code& error);
PROCMEM_EXPORT MemoryLimit read_memory_limit(const Process& process);

}  // namespace procmem

#endif
