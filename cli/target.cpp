#include "target.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/text.hpp>

#include "exit_status.hpp"

namespace cli {
namespace {

using procmem::Errc;
using procmem::MemoryState;
using procmem::Process;
using procmem::ProcessEntry;

[[noreturn]] void fail(const std::string& what) {
  throw Failure(ExitStatus::target, what);
}

[[noreturn]] void fail_to_read(int pid, std::error_code error) {
  const std::string number = std::to_string(pid);
  if (error == Errc::process_exited) fail("no process has the pid " + number);
  fail("cannot read the process with the pid " + number + ": " + error.message());
}

bool has_ended(const ProcessEntry& entry) {
  if (entry.state != 'Z' && entry.state != 'X') return false;
  std::error_code error;  // its leading thread has ended, and perhaps only that
  const Process process = Process::open(entry.pid, error);
  return error == Errc::process_exited || (!error && process.ended());
}

procmem::Selector selector_of(const TargetOptions& target) {
  if (target.all_processes) return procmem::select_all();
  if (!target.pattern.empty()) return procmem::select_matching(target.pattern);
  if (target.cgroup.empty()) return procmem::select_name(target.name);
  try {
    return procmem::select_cgroup(target.cgroup);
  } catch (const procmem::Error&) {
    fail("there is no control group '" + procmem::printable(target.cgroup) + '\'');
  }
}

}  // namespace

std::string describe(std::string_view name, int pid) {
  return procmem::printable(name) + " (pid " + std::to_string(pid) + ')';
}

Process open_target(int pid, Console& console) {
  std::error_code error;
  Process process = Process::open(pid, error);
  if (error) fail_to_read(pid, error);
  const procmem::StatusSnapshot status = procmem::read_status(process, error);
  if (error) fail_to_read(pid, error);
  const std::string who = describe(status.name, process.pid());
  switch (procmem::memory_state(status)) {
    case MemoryState::kernel_thread:
      fail(who + " is a kernel thread: it has no memory of its own");
    case MemoryState::zombie:
      fail(who + " has ended and waits to be reaped: it has no memory any more");
    case MemoryState::ending:
      fail(who + " is about to end: it has no memory any more");
    case MemoryState::present:
    case MemoryState::exited_leader:
      break;
  }
  if (process.pid() != pid)
    console.note("warning: " + std::to_string(pid) + " is a thread of " + who +
                 ": the figures are the whole process's");
  return process;
}

Process open_target(const TargetOptions& target, Console& console) {
  if (target.pid) return open_target(*target.pid, console);
  const std::vector<int> pids = pids_of(target);
  if (pids.empty()) fail(no_such_target(target));
  return open_target(pids.front(), console);
}

std::vector<ProcessEntry> find_targets(const TargetOptions& target, std::uint64_t not_before) {
  const procmem::Selector select = selector_of(target);
  std::vector<ProcessEntry> all = procmem::list_processes();
  const std::vector<int> chosen = select(all);
  const int own = ::getpid();
  const auto unwanted = [&](const ProcessEntry& entry) {
    return entry.pid == own || entry.start_ticks < not_before ||
           !std::binary_search(chosen.begin(), chosen.end(), entry.pid) || has_ended(entry);
  };
  all.erase(std::remove_if(all.begin(), all.end(), unwanted), all.end());
  return all;
}

const ProcessEntry& newest(const std::vector<ProcessEntry>& entries) {
  return *std::max_element(entries.begin(), entries.end(), [](const ProcessEntry& a, const ProcessEntry& b) {
    return std::tie(a.start_ticks, a.pid) < std::tie(b.start_ticks, b.pid);
  });
}

std::vector<int> pids_of(const TargetOptions& target) {
  const std::vector<ProcessEntry> found = find_targets(target);
  if (target.newest && !found.empty()) return {newest(found).pid};
  if (found.size() > 1 && !target.crowd()) {
    std::string list;
    for (const ProcessEntry& entry : found)
      list += (list.empty() ? "" : ", ") + describe(entry.name, entry.pid);
    fail("several processes have this name, --all or --newest says which: " + list);
  }
  std::vector<int> pids;
  pids.reserve(found.size());
  for (const ProcessEntry& entry : found) pids.push_back(entry.pid);
  return pids;
}

std::string no_such_target(const TargetOptions& target) {
  const auto quoted = [](const std::string& text) { return '\'' + procmem::printable(text) + '\''; };
  if (!target.pattern.empty()) return "no process has a name that matches " + quoted(target.pattern);
  if (!target.cgroup.empty()) return "no process is in the control group " + quoted(target.cgroup);
  if (target.all_processes) return "there is no process but this one";
  return "no process has the name " + quoted(target.name);
}

procmem::Selector select_companions(const TargetOptions& target, const std::vector<int>& roots) {
  procmem::Selector select;
  std::unordered_set<int> never = {::getpid()};
  if (target.crowd()) {
    select = selector_of(target);
    if (target.children) select = procmem::select_tree(std::move(select));
  } else {
    // The root is watched from the beginning and never again: who has its pid later is somebody else.
    select = procmem::select_tree(roots.front());
    never.insert(roots.front());
  }
  return [select = std::move(select), never = std::move(never)](const std::vector<ProcessEntry>& all) {
    std::vector<int> pids = select(all);
    const auto unwanted = [&](int pid) { return never.count(pid) != 0; };
    pids.erase(std::remove_if(pids.begin(), pids.end(), unwanted), pids.end());
    return pids;
  };
}

void allow_many_descriptors() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace cli
