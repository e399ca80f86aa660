#include "detail/engine.hpp"

#include <algorithm>
#include <cstddef>
#include <new>
#include <utility>

#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/limits.hpp>

#include "detail/peak_watch.hpp"
#include "detail/posix_io.hpp"
#include "detail/sum.hpp"

namespace procmem::detail {
namespace {

/// A thousand targets are more than the near caches hold: what the next sample needs comes while the kernel
/// makes the text of this one.
void fetch_ahead(const Target& target) noexcept {
#if defined(__GNUC__)
  constexpr std::size_t cache_line = 64;
  const auto* const memory = static_cast<const char*>(static_cast<const void*>(&target));
  for (std::size_t i = 0; i < sizeof target; i += cache_line) __builtin_prefetch(memory + i);
#else
  static_cast<void>(target);
#endif
}

/// Where phases of this process are open, they hear of its samples.
void observe_peak(Bytes rss) noexcept {
  if (PeakWatch& watch = PeakWatch::of_process(); !watch.idle()) watch.observe(rss);
}

}  // namespace

Event Engine::event_of(EventKind kind, const Target& target, const Instant& now) noexcept {
  Event event;
  event.kind = kind;
  event.time = now.time;
  event.monotonic = now.monotonic;
  event.pid = target.process.pid();
  event.name = target.entry.name;
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
  header.name = first.entry.name;
  header.start_ticks = first.process.start_ticks();
  const std::optional<MemoryLimit> limit = common_limit();
  if (!limit) return header;
  header.limit = limit->bytes;
  header.limit_source = limit->source;
  if (limit->bounds != nullptr) header.limit_bounds = limit->bounds->name;
  return header;
}

/// The limit that all have. To know it of many takes too long: those of one tree share it as a rule, those of
/// one host do not.
std::optional<MemoryLimit> Engine::common_limit() const {
  constexpr std::size_t most = 8;
  std::optional<MemoryLimit> common;
  if (targets_.size() > most) return common;
  for (const auto& target : targets_) {
    std::error_code none;
    const MemoryLimit limit = read_memory_limit(target->process, none);
    if (none || (common && (common->bytes != limit.bytes || common->bounds != limit.bounds)))
      return std::nullopt;
    common = limit;
  }
  return common;
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
  sweep();
  end_discovery();
  pss_.end_round();
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
  in_tick_ = false;
  Event event;
  event.kind = EventKind::stopped;
  event.time = now.time;
  event.monotonic = now.monotonic;
  sinks_.finish(event);
}

void Engine::clear() noexcept {
  end_discovery();
  sinks_.clear();
  by_pid_.clear();
  targets_.clear();
}

Target* Engine::find(int pid) const noexcept {
  const auto found = by_pid_.find(pid);
  return found == by_pid_.end() ? nullptr : found->second;
}

bool Engine::watches(int pid) {
  check_ended(pid);
  return find(pid) != nullptr;
}

Target* Engine::join(Process&& process) {
  if (watches(process.pid())) return nullptr;
  std::error_code ignored;  // the first tick meets it again
  const StatusSnapshot status = read_status(process, ignored);
  if (targets_.size() == targets_.capacity())  // first, so that a process is taken or left
    targets_.reserve(2 * targets_.size() + 8);
  const auto place = by_pid_.emplace(process.pid(), nullptr).first;
  try {
    targets_.push_back(std::make_unique<Target>(std::move(process), status));
  } catch (const std::bad_alloc&) {
    by_pid_.erase(place);
    throw;
  }
  Target& target = *targets_.back();
  place->second = &target;
  target.own = target.process.pid() == ::getpid();
  look_at_command_line(target);
  if (begun_) sinks_.event(event_of(EventKind::joined, target, instant_now()));
  return &target;
}

void Engine::leave(int pid) {
  Target* const target = find(pid);
  if (target == nullptr) return;
  end(*target, EventKind::left, instant_now());
  sweep();
}

void Engine::check_ended(int pid) {
  Target* const target = find(pid);
  if (target != nullptr && target->process.ended()) end_ended(*target, instant_now());
}

void Engine::end_ended(Target& target, const Instant& now) {
  end(target, target.process.replaced() ? EventKind::replaced : EventKind::exited, now);
}

void Engine::end(Target& target, EventKind kind, const Instant& now) {
  target.ended = some_have_ended_ = true;
  by_pid_.erase(target.process.pid());
  if (begun_) sinks_.event(event_of(kind, target, now));
}

void Engine::sweep() noexcept {
  if (in_tick_ || !std::exchange(some_have_ended_, false)) return;
  const auto ended = [](const std::unique_ptr<Target>& target) { return target->ended; };
  targets_.erase(std::remove_if(targets_.begin(), targets_.end(), ended), targets_.end());
}

[[gnu::hot]] void Engine::tick(std::uint64_t missed) {
  ++ticks_;
  missed_ += missed;
  tick_begun_ = instant_now();
  if (missed != 0) {
    Event event;
    event.kind = EventKind::missed;
    event.time = tick_begun_.time;
    event.monotonic = tick_begun_.monotonic;
    event.count = missed;
    sinks_.event(event);
  }
  in_tick_ = true;
  next_ = 0;
  tick_missed_ = missed;
  tick_operations_ = operations_.total();
  if (options_.sum) total_ = {};
  go_on(tick_begun_);
}

/// A sink that is called here may stop and destroy the sampler, but neither adds nor takes a target.
[[gnu::hot]] void Engine::go_on(Instant now) {
  const Instant begun = now;
  while (next_ < targets_.size()) {
    Target& target = *targets_[next_++];
    if (next_ < targets_.size()) fetch_ahead(*targets_[next_]);
    if (!target.ended) sample(target, now);
    if (next_ == targets_.size()) break;
    now = instant_now();
    if (now.monotonic - begun.monotonic >= options_.slice) return;
  }
  in_tick_ = false;
  sweep();
  if (!options_.sum) return;
  total_.name = "sum";
  Sample sample{tick_begun_.time, tick_begun_.monotonic, 0, tick_missed_, total_};
  hand_over(pss_.total(), sample);
  if (tick_operations_ != 0) sample.operations = tick_operations_;
  sinks_.sample(sample);
}

[[gnu::hot]] void Engine::sample(Target& target, const Instant& now) {
  if (!std::exchange(target.fresh, false)) target.missed += tick_missed_;
  Sample sample;
  bool exec = false;
  std::error_code error;
  try {
    exec = target.reader.read(target.process, options_.source, sample.status, error);
  } catch (const std::bad_alloc&) {
    error = make_error_code(std::errc::not_enough_memory);
  }
  if (error) return cannot_read(target, now, error);
  const bool has_memory = sample.status.vm_size.has_value();
  if (!has_memory && memory_state(sample.status) == MemoryState::zombie) return end_ended(target, now);
  sample.time = now.time;
  sample.monotonic = now.monotonic;
  sample.pid = target.process.pid();
  sample.missed = target.missed;
  if (target.pss.fresh) hand_over(target.pss, sample);
  if (tick_operations_ != 0) sample.operations = tick_operations_;
  if (target.own && sample.status.vm_rss) observe_peak(*sample.status.vm_rss);
  if (options_.heap) heap_.read(sample);
  target.missed = 0;
  target.unreadable = false;
  target.see(sample.status);
  if (exec) {
    look_at_command_line(target);
    sinks_.event(event_of(EventKind::exec, target, now));
  }
  ++samples_;
  if (options_.sum) add(total_, sample.status);
  sinks_.sample(sample);
}

void Engine::cannot_read(Target& target, const Instant& now, std::error_code error) {
  if (error == Errc::process_exited || error == Errc::forked) return end_ended(target, now);
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

void Engine::read_pss() {
  const auto begun = std::chrono::steady_clock::now();
  do pss_.step(targets_);
  while (in_pss_round() && std::chrono::steady_clock::now() - begun < options_.slice);
}

void Engine::begin_discovery(const Selector& selector) {
  std::error_code error;
  discovery_.emplace(selector, error);
  if (!error) return;
  cannot_watch(0, error);
  end_discovery();
}

void Engine::discover(const std::function<void(Target&)>& joined) {
  const auto begun = std::chrono::steady_clock::now();
  try {
    while (in_discovery() && discover_one(joined))
      if (std::chrono::steady_clock::now() - begun >= options_.slice) return;
  } catch (...) {
    ++selector_failures_;
  }
  end_discovery();
}

/// \return whether something is left to do.
bool Engine::discover_one(const std::function<void(Target&)>& joined) {
  const auto known = [this](int pid) -> const ProcessEntry* {
    const Target* const target = find(pid);
    return target == nullptr ? nullptr : &target->entry;
  };
  std::error_code error;
  std::optional<Process> process = discovery_->step(known, error);
  const bool done = discovery_->done();
  if (error)
    cannot_watch(discovery_->failed_pid(), error);
  else if (done)
    short_of_descriptors_ = false;
  else if (process)
    if (Target* const target = join(std::move(*process))) joined(*target);
  return !done;
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
