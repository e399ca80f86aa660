#include "target.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>

#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/text.hpp>

#include "exit_status.hpp"

namespace cli {
namespace {

using procmem::MemoryState;
using procmem::Process;
using procmem::ProcessEntry;

int parse_pid(const std::string& text) {
  int pid = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, pid);
  if (error != std::errc() || stop != end || pid < 1)
    throw Failure(ExitStatus::usage, "'" + procmem::printable(text) + "' is not a pid");
  return pid;
}

std::string described(int pid, const procmem::ProcessName& name) {
  return "pid " + std::to_string(pid) + " (" + procmem::printable(name) + ")";
}

Process open_pid(int pid) {
  std::error_code error;
  Process process = Process::open(pid, error);
  if (error) throw Failure(ExitStatus::target, "pid " + std::to_string(pid) + ": " + error.message());
  if (process.pid() != pid)
    std::fprintf(stderr, "procmem-cli: %d is a thread of process %d: the figures are the whole process's\n",
                 pid, process.pid());
  return process;
}

/// All of this name but this program itself, oldest first.
std::vector<ProcessEntry> matches(const std::string& name, const std::vector<ProcessEntry>& all) {
  const std::vector<int> pids = procmem::select_name(name)(all);
  std::vector<ProcessEntry> found;
  for (const ProcessEntry& entry : all)
    if (entry.pid != ::getpid() && entry.state != 'Z' && std::count(pids.begin(), pids.end(), entry.pid) != 0)
      found.push_back(entry);
  std::stable_sort(found.begin(), found.end(), [](const ProcessEntry& a, const ProcessEntry& b) {
    return a.start_ticks < b.start_ticks;
  });
  return found;
}

std::vector<ProcessEntry> choose_by_name(const TargetOptions& options, const std::vector<ProcessEntry>& all) {
  std::vector<ProcessEntry> found = matches(options.name, all);
  if (options.newest && found.size() > 1) found.erase(found.begin(), found.end() - 1);
  if (found.size() <= 1 || options.all) return found;
  std::string line = "several processes are called '" + procmem::printable(options.name) + "':";
  for (const ProcessEntry& entry : found) line += " " + std::to_string(entry.pid);
  throw Failure(ExitStatus::target, line + "; name a pid, or use --newest or --all");
}

}  // namespace

void add_choice_options(CLI::App& app, TargetOptions& options) {
  app.add_option("PID,-p,--pid", options.pid, "The process, by its pid");
  app.add_option("-n,--name", options.name, "The process, by its exact name")->type_name("NAME");
  app.add_flag("--newest", options.newest, "With -n: the one that started last, if there are several");
}

void add_watch_options(CLI::App& app, TargetOptions& options) {
  app.add_flag("--all", options.all, "With -n: all of them, each a series of its own");
  app.add_flag("--wait", options.wait, "With -n: wait until it appears");
  app.add_flag("--follow", options.follow, "With -n: when it ends, wait for its successor");
  app.add_flag("-C,--include-children", options.children,
               "The process and all its descendants, each a series of its own, and their sum");
}

void check_target_options(const TargetOptions& options) {
  const int given =
      (options.pid.empty() ? 0 : 1) + (options.name.empty() ? 0 : 1) + (options.command.empty() ? 0 : 1);
  if (given == 0) throw Failure(ExitStatus::usage, "no target: give a PID, -n NAME or -- COMMAND");
  if (given > 1) throw Failure(ExitStatus::usage, "more than one target: give a PID, -n NAME or -- COMMAND");
  const bool by_name = options.all || options.newest || options.wait || options.follow;
  if (by_name && options.name.empty())
    throw Failure(ExitStatus::usage, "--all, --newest, --wait and --follow go with -n NAME");
  if (options.all && options.newest)
    throw Failure(ExitStatus::usage, "--all and --newest exclude each other");
  if (!options.pid.empty()) parse_pid(options.pid);
}

std::vector<Process> open_targets(const TargetOptions& options) {
  std::vector<Process> processes;
  if (!options.pid.empty()) {
    processes.push_back(open_pid(parse_pid(options.pid)));
    return processes;
  }
  for (const ProcessEntry& entry : choose_by_name(options, procmem::list_processes())) {
    std::error_code error;
    Process process = Process::open(entry.pid, error);
    if (!error) processes.push_back(std::move(process));
  }
  if (processes.empty() && !options.wait && !options.follow)
    throw Failure(ExitStatus::target, "no process is called '" + procmem::printable(options.name) + "'");
  return processes;
}

procmem::StatusSnapshot read_figures(const Process& process) {
  std::error_code error;
  const procmem::StatusSnapshot snapshot = procmem::read_status(process, error);
  if (error)
    throw Failure(ExitStatus::target, "pid " + std::to_string(process.pid()) + ": " + error.message());
  const std::string who = described(process.pid(), snapshot.name);
  switch (procmem::memory_state(snapshot)) {
    case MemoryState::present:
      return snapshot;
    case MemoryState::kernel_thread:
      throw Failure(ExitStatus::target, who + " is a kernel thread: it has no memory of its own");
    case MemoryState::zombie:
      throw Failure(ExitStatus::target, who + " has ended and waits to be reaped: it has no memory any more");
    case MemoryState::exited_leader:
    case MemoryState::ending:
      break;
  }
  throw Failure(ExitStatus::target, who + " is about to end: it has no memory any more");
}

std::vector<int> Following::choose(const std::vector<ProcessEntry>& all) {
  std::vector<int> pids;
  const bool look = !options_.name.empty() && (options_.follow || (options_.wait && !seen_));
  if (look && (options_.all || roots_.empty())) {
    std::vector<ProcessEntry> found = matches(options_.name, all);
    if (!options_.all && found.size() > 1) found.erase(found.begin(), found.end() - 1);  // the newest
    for (const ProcessEntry& entry : found) {
      pids.push_back(entry.pid);
      chosen_.insert(entry.pid);
    }
  }
  if (!options_.children) return pids;
  for (const int root : roots_) {
    const std::vector<int> tree = procmem::select_tree(root)(all);
    pids.insert(pids.end(), tree.begin(), tree.end());
  }
  pids.erase(std::remove(pids.begin(), pids.end(), ::getpid()), pids.end());
  return pids;
}

void Following::note(const procmem::Event& event) {
  if (event.kind == procmem::EventKind::joined && chosen_.erase(event.pid) != 0) {
    roots_.insert(event.pid);
    seen_ = true;
  }
  if (event.kind == procmem::EventKind::exited || event.kind == procmem::EventKind::replaced)
    roots_.erase(event.pid);
}

}  // namespace cli
