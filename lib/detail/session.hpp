#ifndef PROCMEM_DETAIL_SESSION_HPP
#define PROCMEM_DETAIL_SESSION_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <procmem/discovery.hpp>
#include <procmem/process.hpp>
#include <procmem/sink.hpp>

#include "detail/cost_budget.hpp"
#include "detail/engine.hpp"
#include "detail/mark_box.hpp"
#include "detail/schedule.hpp"

namespace procmem::detail {

struct Unwatch {
  int pid;
};
struct Discover {
  Selector selector;
  std::chrono::nanoseconds every;
};
using Command = std::variant<Process, Unwatch, Discover, std::shared_ptr<Sink>>;

/// What a sampler does each time it is woken: obeys what it was told, looks after processes that have ended,
/// takes the ticks that are due. Where memory runs out in one step the others are done all the same, and what
/// is left is tried again an interval later, or a second. Threads: called by one at a time.
class Session {
 public:
  using Clock = Schedule::Clock;

  /// \param joined called with each new target; must not throw.
  /// \param pss_every between two rounds of reading smaps_rollup; nothing: never.
  Session(const EngineOptions& options, std::function<void(Target&)> joined,
          std::optional<std::chrono::nanoseconds> pss_every = {})
      : interval_(options.interval), pss_every_(pss_every), engine_(options), joined_(std::move(joined)) {}

  /// Takes over what there is to do, once it has done what it took before.
  void take(std::deque<Command>& commands, std::vector<int>& exits) noexcept;
  void work() noexcept;
  void complete_tick() noexcept;              ///< all that is left of one that was interrupted
  void finish() noexcept;                     ///< the ending, where there was a beginning
  void close() noexcept { engine_.close(); }  ///< not even the sinks at hand are called any more
  void clear() noexcept;                      ///< lets go of all that the user gave

  /// Room for so many pids that have ended, so that take() leaves room for as many.
  void reserve_exits(std::size_t count) { exits_.reserve(count); }

  bool begun() const noexcept { return begun_; }      ///< sinks have had on_start(), and not yet their ending
  bool starved() const noexcept { return starved_; }  ///< something is left to do for want of memory
  std::uint64_t out_of_memory() const noexcept { return out_of_memory_; }
  std::chrono::nanoseconds pss_time() const noexcept { return pss_time_; }  ///< spent in reading smaps_rollup
  const Engine& engine() const noexcept { return engine_; }

  /// What is put in is told by work(), and by finish() before the ending.
  const std::shared_ptr<MarkBox>& marks() const noexcept { return marks_; }
  void count(std::uint64_t n) noexcept { engine_.count(n); }  ///< any thread, at any time

  /// When it wants to be woken next.
  std::optional<Clock::time_point> next_deadline() const noexcept;

 private:
  static constexpr double discovery_share = 0.05;  // of the time
  static constexpr double pss_share = 0.01;

  struct Discovery {
    Selector selector;
    Schedule schedule;
    CostBudget budget{discovery_share};
  };

  struct Pss {
    Schedule schedule;
    CostBudget budget{pss_share};
    std::chrono::nanoseconds last_cost{};  // of what one handler did
  };

  template <class Step>
  void attempt(Step step) noexcept;
  void obey(Command& command);
  void begin();
  void tell_marks() noexcept;
  void take_due();
  void tick_if_due();
  void discover_if_due();
  Clock::time_point discovery_due() const noexcept;
  void read_pss_if_due();
  Clock::time_point pss_due() const noexcept;

  std::chrono::nanoseconds interval_;
  std::optional<std::chrono::nanoseconds> pss_every_;
  Engine engine_;
  const std::shared_ptr<MarkBox> marks_ = std::make_shared<MarkBox>();
  std::function<void(Target&)> joined_;
  std::deque<Command> commands_;
  std::vector<int> exits_;
  bool begun_ = false;
  bool starved_ = false;
  std::uint64_t out_of_memory_ = 0;
  std::optional<Schedule> schedule_;  // while there is something to sample
  std::optional<Discovery> discovery_;
  std::optional<Pss> pss_;  // while there is something to sample, if it was asked for
  std::chrono::nanoseconds pss_time_{};
};

}  // namespace procmem::detail

#endif
