#include <procmem/discovery.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <regex.h>

#include <procmem/error.hpp>

#include "detail/group_members.hpp"
#include "detail/process_scan.hpp"

namespace procmem {
namespace {

/// The kernel keeps this much of a user process's name.
constexpr std::size_t comm_length = 15;

template <class Predicate>
std::vector<int> pids_of(const std::vector<ProcessEntry>& all, Predicate wanted) {
  std::vector<int> pids;
  for (const ProcessEntry& entry : all)
    if (wanted(entry)) pids.push_back(entry.pid);
  return pids;
}

/// Remembers who belongs to the tree, because a process whose parent has ended gets another one.
class Tree {
 public:
  explicit Tree(Selector roots) : roots_(std::move(roots)) {}

  std::vector<int> operator()(const std::vector<ProcessEntry>& all) {
    const std::vector<int> chosen = roots_(all);
    const std::unordered_set<int> roots(chosen.begin(), chosen.end());
    Members present;
    for (const ProcessEntry& entry : all)
      if (is_member(entry) || roots.count(entry.pid) != 0) present.emplace(entry.pid, entry.start_ticks);
    // Pids wrap around, so a child may have a smaller one than its parent: go over the list until nothing is
    // added.
    for (std::size_t before = 0; before != present.size();) {
      before = present.size();
      for (const ProcessEntry& entry : all)
        if (present.count(entry.ppid) != 0) present.emplace(entry.pid, entry.start_ticks);
    }
    members_ = std::move(present);
    return pids_of(all, [this](const ProcessEntry& entry) { return members_.count(entry.pid) != 0; });
  }

 private:
  using Members = std::unordered_map<int, std::uint64_t>;  // pid -> when it started

  bool is_member(const ProcessEntry& entry) const {
    const auto member = members_.find(entry.pid);
    return member != members_.end() && member->second == entry.start_ticks;
  }

  Selector roots_;
  Members members_;
};

/// A compiled expression. Threads: matches() from any.
class Pattern {
 public:
  explicit Pattern(const std::string& text) {
    const int failed = ::regcomp(&compiled_, text.c_str(), REG_EXTENDED | REG_NOSUB);
    if (failed == 0) return;
    std::string why(::regerror(failed, &compiled_, nullptr, 0), '\0');
    ::regerror(failed, &compiled_, why.data(), why.size());
    why.pop_back();
    throw std::invalid_argument("'" + text + "' is not a regular expression: " + why);
  }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;
  ~Pattern() { ::regfree(&compiled_); }

  bool matches(std::string_view name) const {
    return ::regexec(&compiled_, std::string(name).c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t compiled_{};
};

}  // namespace

std::vector<ProcessEntry> list_processes(std::error_code& error) {
  detail::ProcessScan scan(error);
  while (!error && scan.step({}, error)) {
  }
  return error ? std::vector<ProcessEntry>() : scan.take();
}

std::vector<ProcessEntry> list_processes() {
  std::error_code error;
  std::vector<ProcessEntry> entries = list_processes(error);
  if (error) throw Error(error, "/proc");
  return entries;
}

Selector select_tree(int root) {
  const auto first_of_pid =
      [root, start = std::optional<std::uint64_t>()](const std::vector<ProcessEntry>& all) mutable {
        return pids_of(all, [&](const ProcessEntry& entry) {
          return entry.pid == root && *(start = start.value_or(entry.start_ticks)) == entry.start_ticks;
        });
      };
  return Tree(first_of_pid);
}

Selector select_tree(Selector roots) {
  return Tree(std::move(roots));
}

Selector select_name(std::string name) {
  return [name = std::move(name)](const std::vector<ProcessEntry>& all) {
    const std::string_view comm = std::string_view(name).substr(0, comm_length);
    return pids_of(all, [&](const ProcessEntry& entry) {
      return entry.name.view() == name || entry.name.view() == comm;
    });
  };
}

Selector select_matching(const std::string& pattern) {
  return [compiled = std::make_shared<const Pattern>(pattern)](const std::vector<ProcessEntry>& all) {
    return pids_of(all, [&](const ProcessEntry& entry) { return compiled->matches(entry.name); });
  };
}

Selector select_cgroup(const std::string& group) {
  return [directory = detail::find_group(group)](const std::vector<ProcessEntry>& all) {
    const std::unordered_set<int> members = detail::group_members(directory);
    return pids_of(all, [&](const ProcessEntry& entry) { return members.count(entry.pid) != 0; });
  };
}

Selector select_all() {
  return [](const std::vector<ProcessEntry>& all) {
    return pids_of(all, [](const ProcessEntry& entry) { return !entry.kernel_thread; });
  };
}

}  // namespace procmem
