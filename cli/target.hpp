#ifndef PROCMEM_CLI_TARGET_HPP
#define PROCMEM_CLI_TARGET_HPP

#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <procmem/discovery.hpp>
#include <procmem/event.hpp>
#include <procmem/process.hpp>

namespace cli {

/// What the user asked to look at.
struct TargetOptions {
  std::string pid;
  std::string name;
  std::vector<std::string> command;  ///< what stood after --
  bool all = false;
  bool newest = false;
  bool wait = false;
  bool follow = false;
  bool children = false;
};

/// PID, -p and -n with --all and --newest.
void add_choice_options(CLI::App& app, TargetOptions& options);
/// --wait, --follow and -C, for commands that go on for a while.
void add_watch_options(CLI::App& app, TargetOptions& options);
/// Errors: Failure(usage) if there is no target, more than one, or a flag that does not go with it.
void check_target_options(const TargetOptions& options);

/// Opens the processes that are asked for and there now; with --wait there may be none.
/// Errors: Failure(target), in words.
std::vector<procmem::Process> open_targets(const TargetOptions& options);

/// One process, as open_targets() with its one result, with its figures.
/// Errors: Failure(target) if it has no memory of its own.
procmem::StatusSnapshot read_figures(const procmem::Process& process);

/// Which processes are watched because they were asked for (the roots), and which because they belong to
/// those: chooses what appears later, and knows when all has ended. Called on the sampler's executor only.
class Following {
 public:
  explicit Following(TargetOptions options) : options_(std::move(options)) {}

  void add_root(int pid) { chosen_.insert(pid); }
  std::vector<int> choose(const std::vector<procmem::ProcessEntry>& all);
  void note(const procmem::Event& event);

  /// Whether anything may appear that is not watched yet.
  bool needs_discovery() const { return options_.wait || options_.follow || options_.children; }
  /// Whether what was asked for has been seen, has ended, and nothing is to follow it.
  bool over() const { return seen_ && roots_.empty() && !options_.follow; }

 private:
  TargetOptions options_;
  std::set<int> chosen_;  // picked, and not yet joined
  std::set<int> roots_;   // being watched
  bool seen_ = false;
};

}  // namespace cli

#endif
