#ifndef PROCMEM_DETAIL_CGROUP_PARSER_HPP
#define PROCMEM_DETAIL_CGROUP_PARSER_HPP

#include <string>
#include <string_view>
#include <vector>

#include "detail/status_parser.hpp"

namespace procmem::detail {

/// The control group that limits a process's memory.
/// A path is below the root of the reader's cgroup namespace; what lies outside begins with "/..".
struct MemoryGroup {
  int version = 0;   ///< 1, 2, or 0: there is none
  std::string path;  ///< "/", "/user.slice/a", "/../b"
};

/// /proc/PID/cgroup. On hybrid hosts the memory controller is in v1 beside a v2 hierarchy without it: the v1
/// line that names it decides, whatever v2 says.
/// Errors: Errc::malformed_line, Errc::duplicate_key, Errc::incomplete (no final line feed).
MemoryGroup parse_memory_group(std::string_view text, ParseFault& fault);

/// A place where groups that can limit memory are mounted.
struct GroupMount {
  int version = 0;    ///< 1 (with the memory controller) or 2
  std::string root;   ///< the group that is seen there, as in MemoryGroup::path
  std::string point;  ///< where: an absolute path
};

/// /proc/PID/mountinfo: those of its mounts, in its order. The kernel's escapes (\040) are undone.
/// Errors: Errc::malformed_line, Errc::incomplete.
std::vector<GroupMount> parse_group_mounts(std::string_view text, ParseFault& fault);

/// A group, and the directory in which it is seen.
struct GroupDirectory {
  std::string group;
  std::string directory;
};

/// The group and those of its ancestors that are seen through the mount, the group itself first.
/// Empty if the group is not below the mount's root, or if the names between the two are not known.
std::vector<GroupDirectory> group_directories(const GroupMount& mount, const std::string& group);

/// The lists that group_directories() makes of all mounts of the group's version, without the empty ones;
/// the one that shows most ancestors first, and of equals the one mounted last.
std::vector<std::vector<GroupDirectory>> group_views(const std::vector<GroupMount>& mounts,
                                                     const MemoryGroup& group);

}  // namespace procmem::detail

#endif
