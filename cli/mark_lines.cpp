#include "mark_lines.hpp"

#include <algorithm>

namespace cli {

void MarkLines::feed(std::string_view piece, Clock::time_point now) {
  while (!piece.empty()) {
    const std::size_t end = piece.find('\n');
    part_ += piece.substr(0, std::min(end, longest - part_.size()));
    if (end == std::string_view::npos) return;
    piece.remove_prefix(end + 1);
    end_line(now);
  }
}

void MarkLines::end_line(Clock::time_point now) {
  if (!part_.empty() && part_.back() == '\r') part_.pop_back();
  if (part_.empty()) return;
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    taken_ = 0;
  }
  if (taken_ < most_each_second) {
    ++taken_;
    take_(part_);
  } else {
    ++dropped_;
  }
  part_.clear();
}

}  // namespace cli
