#ifndef PROCMEM_DETAIL_COST_BUDGET_HPP
#define PROCMEM_DETAIL_COST_BUDGET_HPP

#include <algorithm>
#include <chrono>

namespace procmem::detail {

/// Spaces out work so that it takes no more than its share of the time: after each piece of it a pause that
/// is as much longer as the share asks for.
class CostBudget {
 public:
  using Clock = std::chrono::steady_clock;

  /// \param share more than 0, less than 1.
  explicit CostBudget(double share) noexcept : pause_(1 / share - 1) {}

  /// A piece of work of this cost ends now.
  void spend(std::chrono::nanoseconds cost, Clock::time_point now) noexcept {
    const std::chrono::duration<double, std::nano> pause = cost * pause_;
    free_ = std::max(free_, now) + std::chrono::duration_cast<std::chrono::nanoseconds>(pause);
  }

  /// When the next piece may begin.
  Clock::time_point free() const noexcept { return free_; }

 private:
  double pause_;  // in units of the cost
  Clock::time_point free_{};
};

}  // namespace procmem::detail

#endif
