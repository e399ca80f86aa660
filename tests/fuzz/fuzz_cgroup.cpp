// Any bytes as /proc/PID/cgroup: a group's path never leads out of the place where the group is mounted.
#include <string>
#include <string_view>
#include <vector>

#include "detail/cgroup_parser.hpp"
#include "targets.hpp"

namespace {

using namespace procmem::detail;

void check_directories(const MemoryGroup& group, const GroupMount& mount) {
  const std::vector<GroupDirectory> directories = group_directories(mount, group.path);
  for (const GroupDirectory& entry : directories) {
    require(entry.directory.substr(0, mount.point.size()) == mount.point);
    const std::string below = entry.directory.substr(mount.point.size()) + '/';
    require(below.find("/../") == std::string::npos && below.find("/./") == std::string::npos);
    require(entry.group.front() == '/');
  }
  if (!directories.empty()) require(directories.front().group == group.path);
}

}  // namespace

void fuzz_cgroup(std::string_view text) {
  ParseFault fault;
  const MemoryGroup group = parse_memory_group(text, fault);
  require((group.version == 0) == group.path.empty());
  if (fault.code || group.version == 0) {
    require(group.version == 0);
    return;
  }
  require((group.version == 1 || group.version == 2) && group.path.front() == '/');
  check_directories(group, {group.version, "/", "/sys/fs/cgroup"});
  check_directories(group, {group.version, "/a", "/mnt"});
  check_directories(group, {group.version, "/..", "/mnt"});
  parse_memory_group(text.substr(0, text.size() - 1), fault);
  require(text.size() == 1 || text[text.size() - 2] == '\n' || fault.code);
}
