#ifndef PROCMEM_DETAIL_SCHEDULE_HPP
#define PROCMEM_DETAIL_SCHEDULE_HPP

#include <chrono>
#include <cstdint>

namespace procmem::detail {

/// When the ticks are: at start + k * interval, whatever happens in between. Ticks that went by are counted
/// and never made up for, so that neither lateness adds up nor a stall is followed by a burst. Pure: time
/// comes in as an argument.
class Schedule {
 public:
  using Clock = std::chrono::steady_clock;

  /// The first tick is due at `start`. \param interval more than 0.
  Schedule(Clock::time_point start, std::chrono::nanoseconds interval) noexcept
      : interval_(interval), next_(start) {}

  Clock::time_point next() const noexcept { return next_; }
  bool due(Clock::time_point now) const noexcept { return now >= next_; }

  /// Takes the tick that is due at `now`. \return how many ticks went by before it without having been taken.
  std::uint64_t take(Clock::time_point now) noexcept;

 private:
  std::chrono::nanoseconds interval_;
  Clock::time_point next_;
};

}  // namespace procmem::detail

#endif
