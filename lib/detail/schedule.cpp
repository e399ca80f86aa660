#include "detail/schedule.hpp"

namespace procmem::detail {

std::uint64_t Schedule::take(Clock::time_point now) noexcept {
  const auto missed = now < next_ ? 0 : (now - next_) / interval_;
  next_ += (missed + 1) * interval_;
  return static_cast<std::uint64_t>(missed);
}

}  // namespace procmem::detail
