#ifndef PROCMEM_DETAIL_LIMIT_READER_HPP
#define PROCMEM_DETAIL_LIMIT_READER_HPP

#include <string>
#include <vector>

#include <procmem/limits.hpp>
#include <procmem/status.hpp>

#include "detail/status_parser.hpp"

namespace procmem::detail {

/// Where a process's ceilings are read.
struct LimitSource {
  std::string root;           ///< put before every absolute path; empty but for tests
  int process_directory = 0;  ///< a descriptor of /proc/PID
  std::string process_path;   ///< what errors call that directory: "/proc/812"
};

/// What went wrong, in which file and where in it.
struct FileFault {
  ParseFault fault;
  std::string file;
};

/// All ceilings: the control groups' from the innermost outward, RLIMIT_AS, RLIMIT_DATA, MemTotal. Empty if
/// there is a fault, and never otherwise.
std::vector<MemoryLimit> read_limits_from(const LimitSource& source, FileFault& fault);

/// The ceiling that leaves the least room; of equals the first. What `status` lacks counts as nothing used.
/// \param limits not empty.
const MemoryLimit& tightest_limit(const std::vector<MemoryLimit>& limits,
                                  const StatusSnapshot& status) noexcept;

}  // namespace procmem::detail

#endif
