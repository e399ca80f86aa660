// Any bytes as mountinfo: mounts of a known version at absolute paths; the first lines give the first mounts.
#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "detail/cgroup_parser.hpp"
#include "targets.hpp"

namespace {

using namespace procmem::detail;

bool same(const GroupMount& a, const GroupMount& b) {
  return a.version == b.version && a.root == b.root && a.point == b.point;
}

void check_views(const std::vector<GroupMount>& mounts, const MemoryGroup& group) {
  for (const std::vector<GroupDirectory>& view : group_views(mounts, group)) {
    require(!view.empty() && view.front().group == group.path);
    for (const GroupDirectory& entry : view)
      require(entry.directory.empty() || entry.directory.front() == '/');
  }
}

}  // namespace

void fuzz_mountinfo(std::string_view text) {
  ParseFault fault;
  const std::vector<GroupMount> whole = parse_group_mounts(text, fault);
  require(!fault.code || whole.empty());
  if (fault.code) return;
  for (const GroupMount& mount : whole)
    require((mount.version == 1 || mount.version == 2) && mount.point.front() == '/');
  check_views(whole, {1, "/batch/night"});
  check_views(whole, {2, "/user.slice/a"});
  check_views(whole, {2, "/../b"});
  const std::size_t last_line = text.substr(0, text.size() - (text.empty() ? 0 : 1)).rfind('\n');
  if (last_line == std::string_view::npos) return;
  const std::vector<GroupMount> part = parse_group_mounts(text.substr(0, last_line + 1), fault);
  require(!fault.code && part.size() <= whole.size());
  require(std::equal(part.begin(), part.end(), whole.begin(), same));
}
