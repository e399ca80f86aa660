#ifndef PROCMEM_DETAIL_ENGINE_HPP
#define PROCMEM_DETAIL_ENGINE_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include <procmem/discovery.hpp>
#include <procmem/limits.hpp>
#include <procmem/process.hpp>
#include <procmem/sink.hpp>

#include "detail/discovery_pass.hpp"
#include "detail/heap_reader.hpp"
#include "detail/instant.hpp"
#include "detail/operation_counter.hpp"
#include "detail/pss_reader.hpp"
#include "detail/schedule.hpp"
#include "detail/sink_list.hpp"
#include "detail/target.hpp"

namespace procmem::detail {

inline Instant instant_now() noexcept {
  return {std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
}

struct EngineOptions {
  std::chrono::nanoseconds interval;
  bool sum = false;           ///< after each tick a sample of pid 0
  bool command_line = false;  ///< in the text of joined and exec
  SampleSource source = SampleSource::status;
  /// A tick, or a look over all processes, is interrupted once it has taken this long; more than 0.
  std::chrono::nanoseconds slice = std::chrono::nanoseconds::max();
  bool heap = false;  ///< in the samples of this process
};

/// What a sampler does at each tick, without knowing who calls it when: reads the processes, notices what
/// became of them, and tells the sinks. Knows neither timers nor threads: Sampler is the shell around it that
/// has both. Threads: called by one at a time. Errors: std::bad_alloc from add_sink(), begin() and join(),
/// which then have done nothing and can be called again, and where an exit is looked into, which the next
/// tick does.
class Engine {
 public:
  explicit Engine(const EngineOptions& options) : options_(options), heap_(options.heap) {}

  void add_sink(const std::shared_ptr<Sink>& sink);
  void begin(const Instant& now);   ///< a segment: on_start(), then who is being watched
  void finish(const Instant& now);  ///< EventKind::stopped
  void close() noexcept { sinks_.close(); }
  void clear() noexcept;  ///< lets go of sinks and processes

  /// \return the target; null if its pid is watched already.
  Target* join(Process&& process);
  void leave(int pid);
  /// Ends the target with this pid if its process has ended.
  void check_ended(int pid);
  /// Lets go of targets that have ended, if no tick is being taken.
  void sweep() noexcept;

  void tell(const Event& event) { sinks_.event(event); }        ///< of what the program says
  void count(std::uint64_t n) noexcept { operations_.add(n); }  ///< any thread, at any time

  /// Samples all targets, as many as fit the slice; the others as it goes on. \param missed how many ticks
  /// went by before this one.
  void tick(std::uint64_t missed);
  void go_on() { go_on(instant_now()); }
  bool in_tick() const noexcept { return in_tick_; }  ///< some targets are still to be sampled

  /// Begins to look over all processes, to watch those that the selector chooses. That descriptors have run
  /// out is told once (EventKind::gap). Lifetime: the selector must outlive it.
  void begin_discovery(const Selector& selector);
  /// As much of it as fits the slice; `joined` is called with each new target.
  void discover(const std::function<void(Target&)>& joined);
  bool in_discovery() const noexcept { return begun_ && discovery_; }
  void end_discovery() noexcept { discovery_.reset(); }  ///< not inside a callback or the selector

  /// Begins to read smaps_rollup of all targets anew: the samples that follow have it.
  void begin_pss_round() noexcept { pss_.begin_round(); }
  /// As many as fit the slice, but one at least.
  void read_pss();
  bool in_pss_round() const noexcept { return begun_ && pss_.in_round(); }
  const PssReader& pss() const noexcept { return pss_; }

  const std::vector<std::unique_ptr<Target>>& targets() const noexcept { return targets_; }
  bool idle() const noexcept { return by_pid_.empty(); }

  std::uint64_t ticks() const noexcept { return ticks_; }
  std::uint64_t samples() const noexcept { return samples_; }
  std::uint64_t missed() const noexcept { return missed_; }
  std::uint64_t read_errors() const noexcept { return read_errors_; }
  std::uint64_t failures() const noexcept { return sinks_.failures() + selector_failures_; }

 private:
  bool discover_one(const std::function<void(Target&)>& joined);
  bool watches(int pid);
  Target* find(int pid) const noexcept;
  void go_on(Instant now);
  void sample(Target& target, const Instant& now);
  void cannot_read(Target& target, const Instant& now, std::error_code error);
  void cannot_watch(int pid, std::error_code error);
  void tell_gap(Event& event, std::error_code error);
  void end(Target& target, EventKind kind, const Instant& now);
  void end_ended(Target& target, const Instant& now);
  RecordHeader header(const Instant& now) const;
  std::optional<MemoryLimit> common_limit() const;
  void look_at_command_line(Target& target) const noexcept;
  static Event event_of(EventKind kind, const Target& target, const Instant& now) noexcept;

  const EngineOptions options_;
  bool begun_ = false;
  SinkList sinks_;
  std::vector<std::unique_ptr<Target>> targets_;  // in the order in which they joined
  std::unordered_map<int, Target*> by_pid_;       // those that have not ended
  bool some_have_ended_ = false;                  // and keep their places in targets_
  bool in_tick_ = false;
  std::size_t next_ = 0;  // the target that is to be sampled next
  Instant tick_begun_{};
  std::uint64_t tick_missed_ = 0;
  std::uint64_t tick_operations_ = 0;  // 0: a program that has counted nothing yet may never do so
  StatusSnapshot total_;
  PssReader pss_;
  OperationCounter operations_;
  HeapReader heap_;
  std::uint64_t ticks_ = 0;
  std::uint64_t samples_ = 0;
  std::uint64_t missed_ = 0;
  std::uint64_t read_errors_ = 0;
  std::uint64_t selector_failures_ = 0;
  bool short_of_descriptors_ = false;
  std::optional<DiscoveryPass> discovery_;  // that goes on
};

}  // namespace procmem::detail

#endif
