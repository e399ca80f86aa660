#include <algorithm>

#include "exit_status.hpp"
#include "grammar.hpp"
#include "units.hpp"

namespace cli {
namespace {

constexpr const char* check_footer =
    "It judges a recording (FILE), or a process while it runs: a PID or NAME for 10 minutes unless -d or -c\n"
    "says otherwise, a command to its end. Without --max-rate a verdict of \"leaking\" fails; with it a "
    "leak\n"
    "that is surely faster does.\n"
    "D is a number of seconds, or has a unit: 250ms 1s 10m 1.5h 7d. SIZE is 64KiB 1MiB 2GiB (binary) or\n"
    "64kB 1MB 2GB (decimal); RATE is SIZE/h (s, m, h, d). P is from 0.5 to 0.9999.\n";

bool is_pid(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class CheckVerb final : public Verb {
 public:
  explicit CheckVerb(CLI::App& app);
  std::string usage() const override { return "FILE | PID | -n NAME | -- CMD [ARGS...]"; }
  Command read(const std::vector<std::string>* command) override;

 private:
  void read_target_or_file(const std::vector<std::string>* command);

  CheckOptions options_;
  TypedTarget target_;
  TypedRecording recording_;
  TypedGrowth growth_;
  std::string max_rate_, max_growth_, max_rss_;
};

CheckVerb::CheckVerb(CLI::App& app) {
  add_target(app, options_.record.target, target_);
  add_many_targets(app, options_.record.target);
  add_recording(app, recording_);
  const auto limit = [&app](const char* name, std::string& typed, const char* type, const char* meaning) {
    app.add_option(name, typed, meaning)->type_name(type)->group("Gate");
  };
  limit("--max-rate", max_rate_, "RATE", "the fastest leak that is let pass: 1MiB/h");
  limit("--max-growth", max_growth_, "SIZE", "the most that RSS may grow, from first to last sample");
  limit("--max-rss", max_rss_, "SIZE", "the most that RSS may ever be");
  add_warmup(app, growth_);
  app.add_option("--confidence", growth_.confidence,
                 "of the rate's interval, and above 0.95 of the verdict (0.95)")
      ->type_name("P")
      ->group("Analysis");
  app.add_option("--junit", options_.junit, "write the findings to this file as JUnit XML")
      ->type_name("FILE")
      ->group("Output");
  app.add_flag("--json", options_.json, "one JSON object")->group("Output");
  app.add_flag("-q,--quiet", options_.record.quiet, "only errors on standard error")->group("Output");
  app.footer(
      check_footer +
      exit_status_lines({ExitStatus::success, ExitStatus::gate_fails, ExitStatus::usage, ExitStatus::target,
                         ExitStatus::output, ExitStatus::cannot_tell, ExitStatus::recording,
                         ExitStatus::command_failed, ExitStatus::cannot_execute, ExitStatus::not_found}));
}

void CheckVerb::read_target_or_file(const std::vector<std::string>* command) {
  TargetOptions& target = options_.record.target;
  if (is_pid(target_.positional)) return read_target(target, target_, command);
  require(command == nullptr && target_.pid.empty() && target.name.empty(),
          "a recording and a process: give one of FILE, PID, -n NAME and -- CMD");
  require(recording_.interval.empty() && recording_.duration.empty() && recording_.count.empty() &&
              !target.several() && !target.newest && !target.wait,
          "a recording is judged as it is: -i, -d, -c and what chooses processes need a process");
  options_.file = target_.positional;
}

Command CheckVerb::read(const std::vector<std::string>* command) {
  read_target_or_file(command);
  read_recording(options_.record, recording_);
  read_growth(options_.growth, growth_);
  GateLimits& limits = options_.limits;
  if (!max_rate_.empty()) limits.max_rate = parse_rate(max_rate_, "--max-rate");
  if (!max_growth_.empty()) limits.max_growth = parse_size(max_growth_, "--max-growth");
  if (!max_rss_.empty()) limits.max_rss = parse_size(max_rss_, "--max-rss");
  return options_;
}

}  // namespace

std::unique_ptr<Verb> make_check_verb(CLI::App& app) {
  return std::make_unique<CheckVerb>(app);
}

}  // namespace cli
