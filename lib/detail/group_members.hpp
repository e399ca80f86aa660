#ifndef PROCMEM_DETAIL_GROUP_MEMBERS_HPP
#define PROCMEM_DETAIL_GROUP_MEMBERS_HPP

#include <string>
#include <unordered_set>

namespace procmem::detail {

/// The directory of a control group, which is given by that, or by its path as /proc/PID/cgroup has it.
/// Errors: procmem::Error names the group where none is found.
std::string find_group(const std::string& group);

/// The pids in a group's directory and the groups below it. What is removed meanwhile has none.
std::unordered_set<int> group_members(const std::string& directory);

}  // namespace procmem::detail

#endif
