#include "history.hpp"

#include <algorithm>

namespace cli {

void History::add(double seconds, std::int64_t value) {
  if (!stretches_.empty() && seconds - stretches_.back().begin < width_) {
    Stretch& open = stretches_.back();
    open.end = seconds;
    open.min = std::min(open.min, value);
    open.max = std::max(open.max, value);
    open.last = value;
    return;
  }
  if (stretches_.size() == capacity) merge_neighbours();
  stretches_.push_back({seconds, seconds, value, value, value});
}

/// The first doubling finds a stretch as wide as one of equal shares.
void History::merge_neighbours() {
  const double span = stretches_.back().end - stretches_.front().begin;
  width_ = std::max(width_, span / static_cast<double>(capacity - 1));
  while (stretches_.size() > capacity * 3 / 4) {
    width_ *= 2;
    std::size_t kept = 0;
    for (std::size_t i = 1; i < stretches_.size(); ++i) {
      Stretch& into = stretches_[kept];
      const Stretch& next = stretches_[i];
      if (next.end - into.begin >= width_) {
        stretches_[++kept] = next;
        continue;
      }
      into = {into.begin, next.end, std::min(into.min, next.min), std::max(into.max, next.max), next.last};
    }
    stretches_.resize(kept + 1);
  }
}

}  // namespace cli
