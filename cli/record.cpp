#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/file_sink.hpp>
#include <procmem/sampler.hpp>
#include <procmem/text.hpp>

#include "child.hpp"
#include "commands.hpp"
#include "exit_status.hpp"
#include "notices.hpp"
#include "progress.hpp"
#include "summary.hpp"
#include "table.hpp"
#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;

struct RecordOptions {
  TargetOptions target;
  std::string interval;
  std::string duration;
  std::optional<std::uint64_t> count;
  std::string output;
  std::string format;
  std::string fields;
  bool classic = false;
  bool quiet = false;
  bool json = false;
};

/// The options as they are used, after all of them have been checked.
struct Plan {
  std::chrono::nanoseconds interval = 1s;
  Progress::Goal goal;
  std::string output;                           // empty: standard output
  std::optional<procmem::RecordFormat> format;  // none: a table for people
  procmem::FieldList fields;
};

std::chrono::nanoseconds duration_option(const char* option, const std::string& text) {
  try {
    return parse_duration(text);
  } catch (const std::invalid_argument& wrong) {
    throw Failure(ExitStatus::usage, std::string(option) + ": " + wrong.what());
  }
}

Plan make_plan(const RecordOptions& options) {
  check_target_options(options.target);
  Plan plan;
  if (options.classic) plan.interval = 600s;
  if (!options.interval.empty()) plan.interval = duration_option("--interval", options.interval);
  if (!options.duration.empty()) plan.goal.duration = duration_option("--duration", options.duration);
  plan.goal.count = options.count;
  if (options.count == std::uint64_t{0}) throw Failure(ExitStatus::usage, "--count: must be more than 0");
  plan.output = options.classic && options.output.empty() ? "proc_memlog.txt" : options.output;
  if (!plan.output.empty()) plan.format = procmem::format_for_path(plan.output);
  if (options.json && plan.output.empty()) plan.format = procmem::RecordFormat::jsonl;
  if (!options.format.empty()) {
    plan.format = procmem::parse_format_name(options.format);
    if (!plan.format)
      throw Failure(ExitStatus::usage, "--format: '" + procmem::printable(options.format) +
                                           "' is none of memlog, csv and jsonl");
  }
  if (options.classic) plan.format = procmem::RecordFormat::memlog;
  try {
    if (!options.fields.empty()) plan.fields = procmem::parse_field_list(options.fields);
  } catch (const std::invalid_argument& wrong) {
    throw Failure(ExitStatus::usage, "--fields: " + procmem::printable(wrong.what()));
  }
  return plan;
}

/// One run of `record`, from the first sample to the summary.
class Recorder {
 public:
  Recorder(const RecordOptions& options, Plan plan);
  int run();

 private:
  void open_output();
  void start_targets();
  void add_sinks();
  void announce() const;
  void arm_duration();
  void arm_signals();
  void on_signal(int signal);
  void on_event(const procmem::Event& event);
  void on_sample(const procmem::Sample& sample);
  void stop(const std::string& why);
  void say(const std::string& line);
  void print_summary();
  int finish();
  std::error_code output_error() const;
  bool is_several() const {
    return options_.target.children || options_.target.all || options_.target.follow;
  }

  const RecordOptions& options_;
  Plan plan_;
  boost::asio::io_context io_;
  boost::asio::signal_set signals_{io_};
  boost::asio::steady_timer deadline_{io_};
  procmem::Sampler sampler_;
  Following following_;
  std::shared_ptr<procmem::FileSink> file_;  // one of the two
  std::shared_ptr<Table> table_;
  std::shared_ptr<Summary> summary_ = std::make_shared<Summary>();
  std::shared_ptr<Progress> progress_;  // on a terminal only
  std::optional<pid_t> command_;
  std::string ended_;
  std::vector<int> first_pids_;
  std::chrono::microseconds cost_before_{0};
};

procmem::SamplerOptions sampler_options(const RecordOptions& options, const Plan& plan) {
  procmem::SamplerOptions sampling;
  sampling.interval = plan.interval;
  sampling.sum = options.target.children;
  return sampling;
}

Recorder::Recorder(const RecordOptions& options, Plan plan)
    : options_(options),
      plan_(std::move(plan)),
      sampler_(io_.get_executor(), sampler_options(options_, plan_)),
      following_(options_.target) {}

int Recorder::run() {
  open_output();  // before a command is started for nothing
  start_targets();
  add_sinks();
  announce();
  arm_duration();
  arm_signals();
  cost_before_ = own_cost().cpu;
  sampler_.start();
  io_.run();
  sampler_.stop();
  return finish();
}

void Recorder::open_output() {
  if (!plan_.format) {
    table_ = std::make_shared<Table>(plan_.fields, is_several());
    return;
  }
  try {
    file_ = plan_.output.empty()
                ? std::make_shared<procmem::FileSink>(STDOUT_FILENO, *plan_.format, plan_.fields)
                : std::make_shared<procmem::FileSink>(plan_.output, *plan_.format, plan_.fields);
  } catch (const procmem::Error& error) {
    throw Failure(ExitStatus::output, procmem::printable(error.what()));
  }
}

void Recorder::start_targets() {
  std::vector<procmem::Process> processes;
  if (!options_.target.command.empty()) {
    command_ = start_command(options_.target.command);
    processes.push_back(procmem::Process::open(*command_));
  } else {
    processes = open_targets(options_.target);
    for (const procmem::Process& process : processes) read_figures(process);
  }
  for (procmem::Process& process : processes) {
    first_pids_.push_back(process.pid());
    following_.add_root(process.pid());
    sampler_.watch(std::move(process));
  }
  if (!following_.needs_discovery()) return;
  const auto choose = [this](const std::vector<procmem::ProcessEntry>& all) {
    return following_.choose(all);
  };
  sampler_.discover(choose, std::clamp<std::chrono::nanoseconds>(plan_.interval, 100ms, 1s));
}

void Recorder::add_sinks() {
  sampler_.add_sink(summary_);
  if (file_) sampler_.add_sink(file_);
  if (table_) sampler_.add_sink(table_);
  const bool rows_on_terminal = plan_.output.empty() && ::isatty(STDOUT_FILENO) != 0;
  if (!options_.quiet && ::isatty(STDERR_FILENO) != 0 && !rows_on_terminal) {
    progress_ = std::make_shared<Progress>(plan_.goal);
    sampler_.add_sink(progress_);
  }
  sampler_.add_sink([this](const procmem::Sample& sample) { on_sample(sample); },
                    [this](const procmem::Event& event) { on_event(event); });
}

void Recorder::announce() const {
  if (options_.classic && !first_pids_.empty()) {
    std::printf("%d\n", first_pids_.front());
    std::fflush(stdout);
  }
  if (options_.quiet) return;
  std::string until = command_ ? "until the command ends" : "until it ends or Ctrl-C";
  if (plan_.goal.duration) until = "for " + format_duration(*plan_.goal.duration);
  if (plan_.goal.count) until = "for " + std::to_string(*plan_.goal.count) + " samples";
  std::string what;
  for (const int pid : first_pids_) what += (what.empty() ? "pid " : ", ") + std::to_string(pid);
  if (what.empty()) what = "'" + procmem::printable(options_.target.name) + "' when it appears";
  std::fprintf(stderr, "recording %s every %s, %s\n", what.c_str(), format_duration(plan_.interval).c_str(),
               until.c_str());
}

void Recorder::arm_duration() {
  if (!plan_.goal.duration) return;
  deadline_.expires_after(*plan_.goal.duration);
  deadline_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) stop("the duration asked for is over");
  });
}

void Recorder::arm_signals() {
  if (!ended_.empty()) return;
  signals_.add(SIGINT);
  signals_.add(SIGTERM);
  signals_.async_wait([this](const boost::system::error_code& cancelled, int signal) {
    if (!cancelled) on_signal(signal);
  });
}

/// The first signal ends the recording in good order. From then on signals have their usual effect, so that a
/// second one ends the program at once.
void Recorder::on_signal(int signal) {
  if (!command_) return stop(signal == SIGINT ? "interrupted" : "terminated");
  // The command decides when it ends. A terminal has sent it Ctrl-C already, since it is in the foreground
  // with us.
  const bool from_terminal = signal == SIGINT && ::tcgetpgrp(STDERR_FILENO) == ::getpgrp();
  if (!from_terminal) ::kill(*command_, signal);
  signals_.async_wait([this](const boost::system::error_code& cancelled, int next) {
    if (!cancelled) on_signal(next);
  });
}

void Recorder::on_event(const procmem::Event& event) {
  following_.note(event);
  if (event.kind == procmem::EventKind::sink_failed && output_error() == std::errc::broken_pipe)
    return stop("the reader of standard output went away");
  if (const std::string line = notice(event); !line.empty()) say(line);
  if (following_.over() && ended_.empty()) stop(command_ ? "the command ended" : "the process ended");
}

void Recorder::on_sample(const procmem::Sample& sample) {
  if (plan_.goal.count && sample.pid != 0 && sampler_.stats().ticks >= *plan_.goal.count)
    stop("as many samples as asked for");
}

void Recorder::stop(const std::string& why) {
  if (!ended_.empty()) return;
  ended_ = why;
  deadline_.cancel();
  signals_.cancel();
  signals_.clear();
  sampler_.stop();
}

void Recorder::say(const std::string& line) {
  if (progress_) progress_->clear();
  std::fprintf(stderr, "procmem-cli: %s\n", line.c_str());
}

std::error_code Recorder::output_error() const {
  return file_ ? file_->first_error() : table_->error();
}

void Recorder::print_summary() {
  if (progress_) progress_->clear();
  if (!options_.quiet)
    std::fputs(summary_->text(sampler_.stats(), ended_, own_cost(cost_before_)).c_str(), stderr);
  if (!options_.json) return;
  const std::string type = plan_.output.empty() ? "summary" : "";
  std::puts(summary_->json(sampler_.stats(), ended_, type).c_str());
  std::fflush(stdout);
}

int Recorder::finish() {
  const int status = command_ ? wait_for_command(*command_) : static_cast<int>(ExitStatus::success);
  if (command_)
    ended_ +=
        status > 128 ? ", by signal " + std::to_string(status - 128) : ", status " + std::to_string(status);
  print_summary();
  const std::error_code error = output_error();
  if (error && error != std::errc::broken_pipe) {
    const std::string where = plan_.output.empty() ? "standard output" : procmem::printable(plan_.output);
    const std::string lost = file_ ? std::to_string(file_->samples_lost()) + " samples were lost: " : "";
    throw Failure(ExitStatus::output, where + ": " + lost + error.message());
  }
  if (!command_ && summary_->samples() == 0 && ended_ == "the process ended")
    throw Failure(ExitStatus::target, "the process ended before the first sample");
  return status;
}

int record(const RecordOptions& options) {
  Plan plan = make_plan(options);
  try {
    return Recorder(options, std::move(plan)).run();
  } catch (const Failure& failure) {
    // As env(1) and timeout(1): a status of the recorder's own must not look like the command's.
    const bool own = failure.status() == ExitStatus::target || failure.status() == ExitStatus::output;
    if (options.target.command.empty() || !own) throw;
    throw Failure(ExitStatus::recorder_failed, failure.what());
  }
}

}  // namespace

Command add_record(CLI::App& app, const std::vector<std::string>& after_dashes) {
  const auto options = std::make_shared<RecordOptions>();
  CLI::App* const command =
      app.add_subcommand("record", "Record how the memory of a process grows, until it ends or you stop it");
  add_choice_options(*command, options->target);
  add_watch_options(*command, options->target);
  command->add_option("-i,--interval", options->interval, "Between two samples: 250ms, 1s, 10m … (1s)")
      ->type_name("D");
  command->add_option("-d,--duration", options->duration, "How long: 90s, 10m, 7d … (without end)")
      ->type_name("D");
  command->add_option("-c,--count", options->count, "How many samples")->type_name("N");
  command->add_option("-o,--output", options->output, "Append to this file; .csv and .jsonl say its format")
      ->type_name("FILE");
  command->add_option("-f,--format", options->format, "memlog, csv or jsonl")->type_name("FORMAT");
  command->add_option("--fields", options->fields, "Which figures: VmRSS,VmSize,… or all")->type_name("LIST");
  command->add_flag("--classic", options->classic,
                    "As the classic script: every 10 minutes to proc_memlog.txt, after printing the pid");
  command->add_flag("-q,--quiet", options->quiet, "No progress, no summary, only errors");
  command->add_flag("--json", options->json,
                    "For a machine: rows as JSON Lines, and the summary as an object");
  return [options, &after_dashes] {
    options->target.command = after_dashes;
    return record(*options);
  };
}

}  // namespace cli
