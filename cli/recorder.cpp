#include "recorder.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/smaps.hpp>
#include <procmem/text.hpp>

#include "exit_status.hpp"
#include "progress.hpp"
#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using procmem::Event;
using procmem::EventKind;
using procmem::Process;

constexpr auto look_every = 100ms;
constexpr auto progress_every = 200ms;

/// Of thousands each sample counts, and statm has VmSize and VmRSS at a sixth of the cost. Of one process the
/// verdict is worth more, which wants RssAnon.
bool suffices_statm(const RecordOptions& options) {
  const auto is_in_statm = [](const procmem::Field* field) {
    return field->name == "vm_size" || field->name == "vm_rss";
  };
  return options.target.crowd() && !options.fields.empty() &&
         std::all_of(options.fields.begin(), options.fields.end(), is_in_statm);
}

procmem::SamplerOptions sampler_options(const RecordOptions& options) {
  procmem::SamplerOptions chosen;
  if (suffices_statm(options)) chosen.source = procmem::SampleSource::statm;
  chosen.interval = options.interval;
  chosen.sum = options.target.children;
  chosen.command_line = options.command_line;
  chosen.pss_every = options.pss_every;
  return chosen;
}

/// Whether whoever started us wants it to outlive its terminal (nohup).
bool ignores_hangup() noexcept {
  struct sigaction action {};
  return ::sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// Below rows on the same terminal, or the command's own output, a line cannot be rewritten.
bool can_show_progress(const RecordOptions& options, const Output* output) {
  const bool rows_on_terminal = output != nullptr && options.output.empty() && ::isatty(STDOUT_FILENO) != 0;
  return !options.quiet && !options.full_screen && options.target.command.empty() && !rows_on_terminal &&
         is_terminal();
}

}  // namespace

Recorder::Recorder(const RecordOptions& options, const Output* output, Console& console)
    : options_(options),
      output_(output),
      console_(console),
      sampler_(context_.get_executor(), sampler_options(options)) {
  if (!options.mark_fifo.empty())
    fifo_.emplace(context_, options.mark_fifo, [this](std::string_view line) { sampler_.mark(line); });
  if (output != nullptr) sampler_.add_sink(output->sink());
  sampler_.add_sink([this](const procmem::Sample& sample) { on_sample(sample); },
                    [this](const Event& event) { on_event(event); });
  signals_.add(SIGINT);
  signals_.add(SIGTERM);
  if ((output != nullptr && output->is_file()) || !ignores_hangup()) hangup_.add(SIGHUP);
  if (options.target.command.empty() && !options.full_screen) restore_signals_at_first();
  if (!options.target.command.empty()) child_signals_.add(SIGCHLD);
}

/// A second signal ends the program at once, even while a write blocks the loop and nothing else could.
void Recorder::restore_signals_at_first() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    action.sa_flags |= static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
}

void Recorder::run() {
  await_signals();
  await_hangup();
  if (fifo_) fifo_->start();
  const TargetOptions& target = options_.target;
  if (target.several() && target.command.empty()) allow_many_descriptors();
  if (!target.command.empty()) {
    child_.emplace(target.command, options_.full_screen);
    std::vector<Process> processes;
    processes.push_back(Process::open(child_->pid()));
    start(std::move(processes));
  } else if (target.pid) {
    start(open_all({*target.pid}, false));
  } else {
    find_target();
    if (roots_.empty()) console_.note(no_such_target(target) + ": waiting for one");
  }
  if (can_show_progress(options_, output_)) draw_progress();
  context_.run();
  console_.clear_progress();
}

void Recorder::interrupt() {
  if (!ending_) pass_on(SIGTERM);
}

std::optional<int> Recorder::command_status() const noexcept {
  return child_ ? std::optional(child_->exit_status()) : std::nullopt;
}

std::uint64_t Recorder::marks_dropped() const noexcept {
  return sampler_.stats().marks_dropped + (fifo_ ? fifo_->dropped() : 0);
}

void Recorder::find_target() {
  const TargetOptions& target = options_.target;
  const std::vector<int> pids = pids_of(target);
  std::vector<Process> processes = open_all(pids, target.wait || target.crowd());
  if (!processes.empty()) return start(std::move(processes));
  if (!target.wait) throw Failure(ExitStatus::target, no_such_target(target));
  look_again(&Recorder::find_target);
}

/// Whoever was there before the one that has ended is not its successor.
void Recorder::find_successor() {
  const auto found = find_targets(options_.target, root_start_ticks_);
  std::vector<Process> processes;
  if (!found.empty()) processes = open_all({newest(found).pid}, true);
  if (processes.empty()) return look_again(&Recorder::find_successor);
  start(std::move(processes));
}

void Recorder::look_again(void (Recorder::*look)()) {
  look_timer_.expires_after(look_every);
  look_timer_.async_wait([this, look](const error_code& cancelled) {
    if (!cancelled && !ending_) (this->*look)();
  });
}

/// \param may_fail processes that cannot be opened are left out.
std::vector<Process> Recorder::open_all(const std::vector<int>& pids, bool may_fail) {
  std::vector<Process> processes;
  for (const int pid : pids) {
    try {
      processes.push_back(open_target(pid, console_));
    } catch (const Failure&) {
      if (!may_fail) throw;
    }
  }
  return processes;
}

void Recorder::start(std::vector<Process> processes) {
  if (options_.classic) write_result(std::to_string(processes.front().pid()) + '\n');
  if (!options_.full_screen) announce(processes.front(), processes.size());
  roots_.clear();
  std::vector<int> pids;
  for (Process& process : processes) {
    pids.push_back(process.pid());
    roots_.insert(process.pid());
    root_start_ticks_ = std::max(root_start_ticks_, process.start_ticks());
    sampler_.watch(std::move(process));
  }
  const TargetOptions& target = options_.target;
  if (target.children || target.crowd())
    sampler_.discover(select_companions(target, pids),
                      std::clamp<std::chrono::nanoseconds>(options_.interval, 100ms, 1s));
  sampler_.start();
}

void Recorder::announce(const Process& first, std::size_t count) {
  std::error_code ignored;  // the first tick meets it again
  const std::string name = describe(procmem::read_status(first, ignored).name, first.pid());
  std::string text = "recording " + name;
  if (count > 1) text = "recording " + std::to_string(count) + " processes";
  text += " every " + format_duration(options_.interval);
  if (options_.target.children)
    text += options_.pss_every ? "; the sum of RSS counts shared pages more than once, that of PSS does not"
                               : "; the sum counts shared pages more than once";
  if (options_.duration) text += "; for " + format_duration(*options_.duration);
  if (options_.count) text += "; " + std::to_string(*options_.count) + " times";
  if (!options_.duration && !options_.count)
    text += child_ ? "; until it ends" : "; without a time limit: until it ends, or Ctrl-C";
  console_.note(text);
  if (!options_.pss_every) return;
  std::error_code error;
  procmem::read_smaps_rollup(first, error);
  if (error) console_.note("warning: the PSS of " + name + " cannot be read: " + error.message());
}

void Recorder::on_sample(const procmem::Sample& sample) {
  tally_.on_sample(sample);
  marks_.on_sample(sample);
  watch_output();
  if (options_.count && sampler_.stats().ticks >= *options_.count) finish(Ending::count);
}

void Recorder::on_event(const Event& event) {
  tally_.on_event(event);
  marks_.on_event(event);
  const std::string who = describe(event.name, event.pid);
  switch (event.kind) {
    case EventKind::joined:
      return on_joined(event);
    case EventKind::replaced:
      console_.note(who + " has ended; its pid already belongs to another process, which is not recorded");
      return on_ended(event);
    case EventKind::exited:
      return on_ended(event);
    case EventKind::exec:
      return console_.note(who + " has executed another program: a new curve begins");
    case EventKind::gap:
      return console_.note("cannot read " + who + " for now: " + procmem::printable(event.text));
    case EventKind::left:
      return console_.note(who + " is no longer recorded");
    case EventKind::sink_failed:
      return on_sink_failed(event);
    case EventKind::mark:
      return console_.note("mark: " + procmem::printable(event.text));
    case EventKind::missed:
    case EventKind::stopped:
      return;
  }
}

void Recorder::on_joined(const Event& event) {
  const TargetOptions& target = options_.target;
  if (target.crowd() && (!target.children || event.name == target.name)) roots_.insert(event.pid);
  if (std::exchange(begun_, begun_.value_or(event.monotonic)) || !options_.duration) return;
  deadline_.expires_at(event.monotonic + *options_.duration);
  deadline_.async_wait([this](const error_code& cancelled) {
    if (!cancelled) finish(Ending::duration);
  });
}

void Recorder::on_ended(const Event& event) {
  if (ending_ || roots_.erase(event.pid) == 0 || !roots_.empty()) return;
  if (!options_.target.follow)
    return finish(event.kind == EventKind::replaced ? Ending::replaced : Ending::exited);
  console_.note(describe(event.name, event.pid) + " has ended; waiting for its successor");
  if (!options_.target.crowd()) await_successor();
}

void Recorder::on_sink_failed(const Event& event) {
  if (output_ == nullptr || !output_->first_error()) return console_.error(procmem::printable(event.text));
  if (output_->reader_is_gone()) return finish(Ending::reader_gone);
  if (output_->samples_lost() == told_lost_ && tally_.samples() != 0)
    console_.error(procmem::printable(event.text));  // it cost no sample, as when a file cannot be rotated
}

/// The sink is told of a sample before we are.
void Recorder::watch_output() {
  if (output_ == nullptr || output_->reader_is_gone()) return;
  const std::uint64_t lost = output_->samples_lost();
  if (lost == told_lost_) {
    if (std::exchange(losing_, false))
      console_.note(output_->name() + " can be written again; samples lost so far: " + std::to_string(lost));
    return;
  }
  if (!std::exchange(losing_, true))
    console_.error("cannot write " + output_->name() + ": " + output_->first_error().message() +
                   "; samples are lost until it can be written again");
  told_lost_ = lost;
}

/// What is left of the old tree is not the successor's.
void Recorder::await_successor() {
  const std::vector<int> left_over = tally_.watched();
  sampler_.stop();
  for (const int pid : left_over) sampler_.unwatch(pid);
  look_again(&Recorder::find_successor);
}

void Recorder::finish(Ending ending) {
  if (ending_) return;
  ending_ = ending;
  if (fifo_) fifo_->drain();
  sampler_.stop();
  look_timer_.cancel();
  deadline_.cancel();
  progress_timer_.cancel();
  if (!child_ || child_->reap()) return let_go();
  console_.note("the recording is complete; waiting for the command (pid " + std::to_string(child_->pid()) +
                ") to end");
  await_command();
}

void Recorder::await_command() {
  child_signals_.async_wait([this](const error_code& cancelled, int /*SIGCHLD*/) {
    if (cancelled) return;
    if (!child_->reap()) return await_command();
    let_go();
  });
}

/// Of what keeps the loop running.
void Recorder::let_go() {
  signals_.cancel();
  hangup_.cancel();
  if (fifo_) fifo_->cancel();
}

void Recorder::await_signals() {
  signals_.async_wait([this](const error_code& cancelled, int signal) {
    if (cancelled) return;
    pass_on(signal);
    if (!options_.target.command.empty()) await_signals();
  });
}

/// A command gets the terminal's SIGINT itself, and the others from us: it decides when it ends, and with it
/// the recording.
void Recorder::pass_on(int signal) {
  if (options_.target.command.empty()) {
    signals_.clear();
    finish(Ending::interrupted);
  } else if (signal != SIGINT && child_) {
    child_->send(signal);
  }
}

/// Log rotation asks for a new file in this way, and a terminal that closes for an end.
void Recorder::await_hangup() {
  hangup_.async_wait([this](const error_code& cancelled, int signal) {
    if (cancelled) return;
    if (output_ == nullptr || !output_->is_file()) {
      pass_on(signal);
    } else {
      try {
        output_->reopen();
      } catch (const procmem::Error& error) {
        console_.error(procmem::printable(error.what()));
      }
    }
    if (!ending_ || child_) await_hangup();
  });
}

void Recorder::draw_progress() {
  if (ending_) return;
  Progress progress;
  if (begun_) progress.elapsed = std::chrono::steady_clock::now() - *begun_;
  progress.ticks = sampler_.stats().ticks;
  progress.samples = tally_.samples();
  progress.duration = options_.duration;
  progress.count = options_.count;
  progress.rss = tally_.current().rss;
  progress.growth = tally_.current().growth;
  console_.show_progress(format_progress(progress, terminal_width()));
  progress_timer_.expires_after(progress_every);
  progress_timer_.async_wait([this](const error_code& cancelled) {
    if (!cancelled) draw_progress();
  });
}

}  // namespace cli
