#include "detail/group_members.hpp"

#include <charconv>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "detail/cgroup_parser.hpp"
#include "detail/posix_io.hpp"
#include "detail/text_lines.hpp"

namespace procmem::detail {
namespace {

constexpr const char* procs = "/cgroup.procs";

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

bool is_group(const std::string& directory) noexcept {
  return ::access((directory + procs).c_str(), R_OK) == 0;
}

/// The calling thread's mounts, since it is the one that is going to open what is below them.
std::vector<GroupMount> group_mounts() {
  std::error_code error;
  std::string text = read_pieces_at(AT_FDCWD, "/proc/thread-self/mountinfo", error);
  if (error) text = read_pieces_at(AT_FDCWD, "/proc/self/mountinfo", error);  // before Linux 3.17
  ParseFault fault;
  return parse_group_mounts(text, fault);
}

void add_pids(const std::string& directory, std::unordered_set<int>& members) {
  std::error_code gone;
  const std::string text = read_pieces_at(AT_FDCWD, (directory + procs).c_str(), gone);
  TextLines lines(text);
  for (std::string_view line; lines.next(line);) {
    int pid = 0;
    std::from_chars(line.data(), line.data() + line.size(), pid);
    if (pid > 0) members.insert(pid);  // 0: not seen from this namespace
  }
}

std::vector<std::string> groups_below(const std::string& directory) {
  std::vector<std::string> groups;
  const std::unique_ptr<DIR, CloseDirectory> open(::opendir(directory.c_str()));
  if (!open) return groups;
  while (const dirent* const entry = ::readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..")
      groups.push_back(directory + '/' + entry->d_name);
  }
  return groups;
}

}  // namespace

std::string find_group(const std::string& group) {
  if (group.find('/') != std::string::npos && is_group(group)) return group;
  const std::vector<GroupMount> mounts = group_mounts();
  for (const int version : {1, 2})  // where a host has both, memory is in the first
    for (const auto& view : group_views(mounts, {version, group}))
      if (is_group(view.front().directory)) return view.front().directory;
  throw Error(std::make_error_code(std::errc::no_such_file_or_directory), "control group '" + group + '\'');
}

std::unordered_set<int> group_members(const std::string& directory) {
  std::unordered_set<int> members;
  std::vector<std::string> left = {directory};
  while (!left.empty()) {
    const std::string next = std::move(left.back());
    left.pop_back();
    add_pids(next, members);
    for (std::string& below : groups_below(next)) left.push_back(std::move(below));
  }
  return members;
}

}  // namespace procmem::detail
