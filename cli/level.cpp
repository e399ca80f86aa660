#include "level.hpp"

#include <algorithm>

namespace cli {
namespace {

constexpr std::size_t most = 1024;

}  // namespace

void Level::add(const procmem::GrowthPoint& point) {
  if (seen_++ % stride_ != 0) return;
  if (kept_.size() == most) {
    for (std::size_t i = 0; i < most / 2; ++i) kept_[i] = kept_[2 * i];
    kept_.resize(most / 2);
    stride_ *= 2;
  }
  kept_.push_back(point);
}

std::optional<std::int64_t> Level::at_the_end() const {
  if (kept_.empty()) return std::nullopt;
  const auto begin = kept_.back().time - (kept_.back().time - kept_.front().time) / 10;
  std::vector<std::int64_t> values;
  for (const procmem::GrowthPoint& point : kept_)
    if (point.time >= begin) values.push_back(point.value);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace cli
