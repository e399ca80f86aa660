#include "target.hpp"

#include <algorithm>
#include <tuple>

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

bool has_ended(int pid) {
  std::error_code error;
  const Process process = Process::open(pid, error);
  return error == Errc::process_exited || (!error && process.ended());
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

std::vector<ProcessEntry> find_by_name(const std::string& name, std::uint64_t not_before) {
  std::vector<ProcessEntry> all = procmem::list_processes();
  const std::vector<int> chosen = procmem::select_name(name)(all);
  const int own = ::getpid();
  const auto unwanted = [&](const ProcessEntry& entry) {
    return entry.pid == own || entry.start_ticks < not_before ||
           !std::binary_search(chosen.begin(), chosen.end(), entry.pid) || has_ended(entry.pid);
  };
  all.erase(std::remove_if(all.begin(), all.end(), unwanted), all.end());
  return all;
}

const ProcessEntry& newest(const std::vector<ProcessEntry>& entries) {
  return *std::max_element(entries.begin(), entries.end(), [](const ProcessEntry& a, const ProcessEntry& b) {
    return std::tie(a.start_ticks, a.pid) < std::tie(b.start_ticks, b.pid);
  });
}

std::vector<int> pids_by_name(const TargetOptions& target) {
  const std::vector<ProcessEntry> found = find_by_name(target.name);
  if (target.newest && !found.empty()) return {newest(found).pid};
  if (found.size() > 1 && !target.all) {
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

std::string no_such_name(const std::string& name) {
  return "no process has the name '" + procmem::printable(name) + '\'';
}

procmem::Selector select_companions(const TargetOptions& target, const std::vector<int>& roots) {
  std::vector<procmem::Selector> selectors;
  if (target.children)
    for (const int root : roots) selectors.push_back(procmem::select_tree(root));
  else
    selectors.push_back(procmem::select_name(target.name));
  // A root is watched from the beginning and never again: whoever has its pid later is somebody else.
  std::vector<int> never = roots;
  never.push_back(::getpid());
  return [selectors, never](const std::vector<ProcessEntry>& all) {
    std::vector<int> pids;
    for (const auto& select : selectors)
      for (const int pid : select(all))
        if (std::find(never.begin(), never.end(), pid) == never.end()) pids.push_back(pid);
    return pids;
  };
}

}  // namespace cli
