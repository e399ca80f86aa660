#include <stdexcept>
#include <utility>

#include <procmem/discovery.hpp>

#include "exit_status.hpp"
#include "grammar.hpp"
#include "units.hpp"

namespace cli {

void fail_usage(const std::string& what) {
  throw Failure(ExitStatus::usage, what);
}

void require(bool condition, const char* otherwise) {
  if (!condition) fail_usage(otherwise);
}

void add_target(CLI::App& app, TargetOptions& target, TypedTarget& typed) {
  app.add_option("PID", typed.positional, "")->group("");
  app.add_option("-p,--pid", typed.pid, "the process with this id")->type_name("PID")->group("Target");
  app.add_option("-n,--name", target.name, "the process of exactly this name")
      ->type_name("NAME")
      ->group("Target");
  app.add_flag("--newest", target.newest, "of several with this name, the one started last")->group("Target");
}

void add_many_targets(CLI::App& app, TargetOptions& target) {
  app.add_flag("--all", target.all, "all processes of this name, newcomers too")->group("Target");
  app.add_option("--match", target.pattern, "all whose name matches this regular expression, newcomers too")
      ->type_name("REGEX")
      ->group("Target");
  app.add_option("--cgroup", target.cgroup,
                 "all in this control group and those below it, newcomers too: a\n"
                 "directory, or a path as in /proc/PID/cgroup")
      ->type_name("PATH")
      ->group("Target");
  app.add_flag("--all-processes", target.all_processes, "all but kernel threads and this recorder")
      ->group("Target");
  app.add_flag("--wait", target.wait, "wait until there is such a process")->group("Target");
  app.add_flag("--follow", target.follow, "when it ends, wait for its successor: a new segment")
      ->group("Target");
  app.add_flag("-C,--include-children", target.children,
               "its descendants too (not this recorder): a series each, and the sum of RSS,\n"
               "which counts shared pages more than once")
      ->group("Target");
}

void add_recording(CLI::App& app, TypedRecording& typed) {
  app.add_option("-i,--interval", typed.interval, "between two samples: 250ms, 1s, 10m, ... (1s)")
      ->type_name("D")
      ->group("Recording");
  app.add_option("-d,--duration", typed.duration, "end after this long (unlimited)")
      ->type_name("D")
      ->group("Recording");
  app.add_option("-c,--count", typed.count, "end after this many samples of each process (unlimited)")
      ->type_name("N")
      ->group("Recording");
}

void add_warmup(CLI::App& app, TypedGrowth& typed) {
  app.add_option("--warmup", typed.warmup, "do not judge what comes before this, from the first sample (0)")
      ->type_name("D")
      ->group("Analysis");
}

void add_plot(CLI::App& app, PlotOptions& plot, bool with_report) {
  app.add_option("--plot", plot.path,
                 with_report
                     ? "draw a chart, as .svg, .png or .txt, or write an .html report;\n- is the terminal"
                     : "draw a chart, as .svg, .png or .txt; - is the terminal")
      ->type_name("FILE")
      ->group("Output");
  app.add_flag("--from-zero", plot.from_zero, "the chart begins at 0, even where that hides the growth")
      ->group("Output");
}

namespace {

/// That an expression is none is told before anything is done.
void read_pattern(const std::string& pattern) {
  if (pattern.empty()) return;
  try {
    procmem::select_matching(pattern);
  } catch (const std::invalid_argument& error) {
    fail_usage("--match: " + procmem::printable(error.what()));
  }
}

}  // namespace

void read_target(TargetOptions& target, const TypedTarget& typed, const std::vector<std::string>* command) {
  if (command != nullptr) target.command = *command;
  require(typed.positional.empty() || typed.pid.empty(), "PID and --pid exclude each other");
  const std::string& pid = typed.pid.empty() ? typed.positional : typed.pid;
  if (!pid.empty()) target.pid = parse_positive<int>(pid, "PID");
  int given = 0;
  for (const bool one : {target.pid.has_value(), !target.name.empty(), !target.pattern.empty(),
                         !target.cgroup.empty(), target.all_processes, !target.command.empty()})
    given += one ? 1 : 0;
  require(given > 0, "no target: give a PID, -n NAME or (record, check) -- CMD");
  require(given == 1,
          "more than one target: give one of PID, -n NAME, --match, --cgroup, --all-processes, -- CMD");
  const bool by_name = !target.name.empty();
  const bool by_kind = by_name || !target.pattern.empty() || !target.cgroup.empty();
  require(by_name || !target.all, "--all needs -n NAME");
  require(by_name || !target.newest, "--newest needs -n NAME");
  require(by_kind || !target.wait, "--wait needs -n NAME, --match or --cgroup");
  require(by_kind || !target.follow, "--follow needs -n NAME, --match or --cgroup");
  require(!target.all || !target.newest, "--all and --newest exclude each other");
  read_pattern(target.pattern);
}

void read_recording(RecordOptions& options, const TypedRecording& typed) {
  if (!typed.interval.empty()) options.interval = parse_duration(typed.interval, "--interval");
  if (!typed.duration.empty()) options.duration = parse_duration(typed.duration, "--duration");
  if (!typed.count.empty()) options.count = parse_positive<std::uint64_t>(typed.count, "--count");
}

void take_html(PlotOptions& plot, std::string& html) {
  if (!is_html(plot.path)) return;
  require(!plot.from_zero, "--from-zero is for a chart; an HTML report has a switch for it");
  require(html.empty(), "--html FILE and --plot FILE.html are the same: give one of them");
  html = std::exchange(plot.path, std::string());
}

void read_plot(const PlotOptions& plot, bool output_is_taken) {
  require(plot.wanted() || !plot.from_zero, "--from-zero needs --plot FILE");
  require(!plot.to_terminal() || !output_is_taken,
          "--plot - needs standard output, which something else is written to");
  check_plot(plot);
}

void read_growth(procmem::GrowthOptions& options, const TypedGrowth& typed) {
  if (!typed.warmup.empty() && typed.warmup != "0") options.warmup = parse_duration(typed.warmup, "--warmup");
  if (!typed.confidence.empty()) options.confidence = parse_confidence(typed.confidence);
}

}  // namespace cli
