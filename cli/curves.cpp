#include "curves.hpp"

#include <algorithm>

namespace cli {
namespace {

/// Of all series: some 350 bytes each, if all fields are recorded.
constexpr std::size_t most_spans = 65536;

}  // namespace

Curves::Curves() : figures_(1 + procmem::sample_fields().size()) {}

void Curves::Range::add(const Range& other) noexcept {
  low = std::min(low, other.low);
  high = std::max(high, other.high);
}

/// The wall clock, which people remember events by; where it is set back, the monotonic clock goes on from
/// where it was, so that no curve runs backwards.
Curves::Time Curves::time_of(const procmem::Sample& sample) noexcept {
  if (begins_.empty()) {
    last_ = sample.time;
  } else {
    const auto passed = std::max(sample.monotonic - last_monotonic_, std::chrono::steady_clock::duration());
    last_ = std::max(sample.time, last_ + std::chrono::duration_cast<Time::duration>(passed));
  }
  last_monotonic_ = sample.monotonic;
  return last_;
}

/// Where a figure was absent, or is from here on, there are no ranges yet.
void Curves::put(Figure& figure, std::int64_t value) {
  figure.ranges.resize(begins_.size());
  figure.ranges.back().add({value, value});
}

void Curves::add(const procmem::Sample& sample, std::optional<std::int64_t> judged) {
  const Time time = time_of(sample);
  if (begins_.empty() || in_last_ == samples_each_) {
    begins_.push_back(time);
    in_last_ = 0;
  }
  ++in_last_;
  if (judged) put(figures_.front(), *judged);
  auto figure = figures_.begin();
  for (const procmem::Field& field : procmem::sample_fields()) {
    (++figure)->field = &field;
    if (const auto value = field.get(sample)) put(*figure, *value);
  }
}

void Curves::thin(std::size_t most) {
  while (size() > most) merge_pairs();
}

void Curves::merge_pairs() {
  const std::size_t before = size();
  if (before % 2 == 0) in_last_ += samples_each_;
  samples_each_ *= 2;
  const std::size_t after = (before + 1) / 2;
  for (std::size_t i = 0; i < after; ++i) begins_[i] = begins_[2 * i];
  begins_.resize(after);
  for (Figure& figure : figures_) {
    if (figure.ranges.empty()) continue;
    figure.ranges.resize(before);
    for (std::size_t i = 0; i < after; ++i) {
      Range range = figure.ranges[2 * i];
      if (2 * i + 1 < before) range.add(figure.ranges[2 * i + 1]);
      figure.ranges[i] = range;
    }
    figure.ranges.resize(after);
  }
}

void CurveList::add(std::size_t series, const procmem::Sample& sample, std::optional<std::int64_t> judged) {
  if (all_.size() <= series) all_.resize(series + 1);
  Curves& curves = all_[series];
  const std::size_t before = curves.size();
  curves.add(sample, judged);
  spans_ += curves.size() - before;
  if (curves.size() <= most_each_ && spans_ <= most_spans) return;
  if (spans_ > most_spans) most_each_ = std::max<std::size_t>(most_each_ / 2, 8);
  spans_ = 0;
  for (Curves& each : all_) {
    each.thin(most_each_);
    spans_ += each.size();
  }
}

}  // namespace cli
