#include "detail/engine.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <procmem/error.hpp>
#include <procmem/limits.hpp>

#include "detail/posix_io.hpp"
#include "detail/sum.hpp"

namespace procmem::detail {

Event Engine::event_of(EventKind kind, const Target& target, const Instant& now) noexcept {
  Event event;
  event.kind = kind;
  event.time = now.time;
  event.monotonic = now.monotonic;
  event.pid = target.process.pid();
  event.name = target.name;
  event.start_ticks = target.process.start_ticks();
  if (kind != EventKind::joined && kind != EventKind::exec) return event;
  try {
    event.text = target.command_line;
  } catch (const std::bad_alloc&) {
    // The event is told without it.
  }
  return event;
}

void Engine::look_at_command_line(Target& target) const noexcept {
  if (!options_.command_line) return;
  try {
    std::error_code none;  // then it is not told
    target.command_line = read_command_line(target.process, none);
  } catch (const std::bad_alloc&) {
    target.command_line.clear();
  }
}

RecordHeader Engine::header(const Instant& now) const {
  RecordHeader header;
  header.time = now.time;
  header.monotonic = now.monotonic;
  header.interval = options_.interval;
  header.boot_id = boot_id();
  if (targets_.empty()) return header;
  const Target& first = *targets_.front();
  header.pid = first.process.pid();
  header.name = first.name;
  header.start_ticks = first.process.start_ticks();
  std::error_code none;  // then the header has no limit
  const MemoryLimit limit = read_memory_limit(first.process, none);
  if (none) return header;
  header.limit = limit.bytes;
  header.limit_source = limit.source;
  if (limit.bounds != nullptr) header.limit_bounds = limit.bounds->name;
  return header;
}

void Engine::add_sink(const std::shared_ptr<Sink>& sink) {
  if (!begun_) return sinks_.add(sink);
  const Instant now = instant_now();
  const RecordHeader begun = header(now);
  sinks_.add(sink);
  sinks_.start_last(begun);
  for (const auto& target : targets_) sinks_.event_last(event_of(EventKind::joined, *target, now));
}

void Engine::begin(const Instant& now) {
  const RecordHeader begun = header(now);
  begun_ = true;
  sinks_.start(begun);
  for (const auto& target : targets_) {
    target->fresh = true;
    target->missed = 0;
    sinks_.event(event_of(EventKind::joined, *target, now));
  }
}

void Engine::finish(const Instant& now) {
  begun_ = false;
  Event event;
  event.kind = EventKind::stopped;
  event.time = now.time;
  event.monotonic = now.monotonic;
  sinks_.finish(event);
}

void Engine::clear() noexcept {
  sinks_.clear();
  targets_.clear();
}

bool Engine::watches(int pid) {
  check_ended(pid);
  return std::any_of(targets_.begin(), targets_.end(),
                     [pid](const auto& target) { return target->process.pid() == pid; });
}

Target* Engine::join(Process&& process) {
  if (watches(process.pid())) return nullptr;
  std::error_code ignored;  // the first tick meets it again
  const ProcessName name = read_status(process, ignored).name;
  if (targets_.size() == targets_.capacity())  // first, so that a process is taken or left
    targets_.reserve(2 * targets_.size() + 8);
  targets_.push_back(std::make_unique<Target>(std::move(process), name));
  Target& target = *targets_.back();
  look_at_command_line(target);
  if (begun_) sinks_.event(event_of(EventKind::joined, target, instant_now()));
  return &target;
}

void Engine::leave(int pid) {
  for (const auto& target : targets_) {
    if (target->process.pid() != pid) continue;
    target->ended = true;
    if (begun_) sinks_.event(event_of(EventKind::left, *target, instant_now()));
  }
  remove_ended();
}

void Engine::check_ended(int pid) {
  for (const auto& target : targets_)
    if (target->process.pid() == pid && target->process.ended()) end(*target, instant_now());
  remove_ended();
}

void Engine::end(Target& target, const Instant& now) {
  if (target.ended) return;
  const EventKind kind = target.process.replaced() ? EventKind::replaced : EventKind::exited;
  target.ended = true;
  sinks_.event(event_of(kind, target, now));
}

void Engine::remove_ended() {
  const auto ended = [](const std::unique_ptr<Target>& target) { return target->ended; };
  targets_.erase(std::remove_if(targets_.begin(), targets_.end(), ended), targets_.end());
}

void Engine::tick(std::uint64_t missed) {
  ++ticks_;
  missed_ += missed;
  const Instant now = instant_now();
  if (missed != 0) {
    Event event;
    event.kind = EventKind::missed;
    event.time = now.time;
    event.monotonic = now.monotonic;
    event.count = missed;
    sinks_.event(event);
  }
  StatusSnapshot total;
  for (const auto& target : targets_) sample(*target, missed, total);
  remove_ended();
  if (!options_.sum) return;
  total.name = "sum";
  sinks_.sample({now.time, now.monotonic, 0, missed, total});
}

void Engine::sample(Target& target, std::uint64_t missed, StatusSnapshot& total) {
  const Instant now = instant_now();
  if (!std::exchange(target.fresh, false)) target.missed += missed;
  Sample sample{now.time, now.monotonic, target.process.pid(), target.missed, {}};
  std::error_code error;
  try {
    sample.status = read_status(target.process, error);
  } catch (const std::bad_alloc&) {
    error = make_error_code(std::errc::not_enough_memory);
  }
  const bool zombie = !error && memory_state(sample.status) == MemoryState::zombie;
  if (zombie || error == Errc::process_exited || error == Errc::forked) return end(target, now);
  if (error) return cannot_read(target, now, error);
  target.missed = 0;
  target.unreadable = false;
  target.name = sample.status.name;
  if (target.exec.saw_exec(sample.status)) {
    look_at_command_line(target);
    sinks_.event(event_of(EventKind::exec, target, now));
  }
  ++samples_;
  if (options_.sum) add(total, sample.status);
  sinks_.sample(sample);
}

void Engine::cannot_read(Target& target, const Instant& now, std::error_code error) {
  ++read_errors_;
  ++target.missed;
  if (std::exchange(target.unreadable, true)) return;
  Event event = event_of(EventKind::gap, target, now);
  tell_gap(event, error);
}

void Engine::tell_gap(Event& event, std::error_code error) {
  event.error = error;
  try {
    event.text = error.message();
  } catch (const std::bad_alloc&) {
    event.text = "out of memory";  // short enough to need none
  }
  sinks_.event(event);
}

void Engine::discover(const Selector& selector, const std::function<void(Target&)>& joined) {
  try {
    std::error_code error;
    const std::vector<ProcessEntry> all = list_processes(error);
    if (error) return cannot_watch(0, error);
    for (const int pid : selector(all)) {
      if (watches(pid)) continue;
      Process process = Process::open(pid, error);
      if (out_of_descriptors(error)) return cannot_watch(pid, error);
      if (error || process.ended()) continue;
      if (Target* const target = join(std::move(process))) joined(*target);
    }
    short_of_descriptors_ = false;
  } catch (...) {
    ++selector_failures_;
  }
}

/// Told once while it lasts: the others that were chosen cannot be watched either.
void Engine::cannot_watch(int pid, std::error_code error) {
  ++read_errors_;
  if (std::exchange(short_of_descriptors_, true)) return;
  const Instant now = instant_now();
  Event event;
  event.kind = EventKind::gap;
  event.time = now.time;
  event.monotonic = now.monotonic;
  event.pid = pid;
  tell_gap(event, error);
}

}  // namespace procmem::detail
