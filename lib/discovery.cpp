#include <procmem/discovery.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <unordered_set>
#include <utility>

#include <dirent.h>

#include <procmem/error.hpp>

#include "detail/number.hpp"
#include "detail/posix_io.hpp"
#include "detail/stat.hpp"

namespace procmem {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

/// The kernel keeps this much of a user process's name.
constexpr std::size_t comm_length = 15;

}  // namespace

std::vector<ProcessEntry> list_processes(std::error_code& error) {
  const std::unique_ptr<DIR, CloseDirectory> proc(::opendir("/proc"));
  error = proc ? std::error_code() : detail::last_errno();
  std::vector<ProcessEntry> entries;
  if (!proc) return entries;
  while (const dirent* const entry = ::readdir(proc.get())) {
    std::uint64_t pid = 0;
    if (detail::parse_number(entry->d_name, std::numeric_limits<int>::max(), pid) != std::errc()) continue;
    std::error_code gone;
    const std::string path = std::string(entry->d_name) + "/stat";
    const std::string text = detail::read_file_at(::dirfd(proc.get()), path.c_str(), gone);
    if (detail::out_of_descriptors(gone)) {  // a list without some of them would be a wrong one
      error = gone;
      return {};
    }
    if (gone) continue;
    const detail::StatSnapshot stat = detail::parse_stat(text, gone);
    if (!gone) entries.push_back({static_cast<int>(pid), stat.ppid, stat.state, stat.start_ticks, stat.comm});
  }
  std::sort(entries.begin(), entries.end(),
            [](const ProcessEntry& a, const ProcessEntry& b) { return a.pid < b.pid; });
  return entries;
}

std::vector<ProcessEntry> list_processes() {
  std::error_code error;
  std::vector<ProcessEntry> entries = list_processes(error);
  if (error) throw Error(error, "/proc");
  return entries;
}

Selector select_tree(int root) {
  return [root](const std::vector<ProcessEntry>& all) {
    // Pids wrap around, so a child may have a smaller one than its parent: go over the list until nothing is
    // added.
    std::unordered_set<int> tree = {root};
    for (std::size_t before = 0; before != tree.size();) {
      before = tree.size();
      for (const ProcessEntry& entry : all)
        if (tree.count(entry.ppid) != 0) tree.insert(entry.pid);
    }
    std::vector<int> pids;
    for (const ProcessEntry& entry : all)
      if (tree.count(entry.pid) != 0) pids.push_back(entry.pid);
    return pids;
  };
}

Selector select_name(std::string name) {
  return [name = std::move(name)](const std::vector<ProcessEntry>& all) {
    const std::string_view comm = std::string_view(name).substr(0, comm_length);
    std::vector<int> pids;
    for (const ProcessEntry& entry : all)
      if (entry.name.view() == name || entry.name.view() == comm) pids.push_back(entry.pid);
    return pids;
  };
}

}  // namespace procmem
