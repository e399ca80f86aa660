#include "detail/series_store.hpp"

#include <cmath>

namespace procmem::detail {

std::size_t SeriesStore::complete() const noexcept {
  const bool part = width_ > 0 && size_ > 2 && buckets_[size_ - 1].count * 2 < buckets_[size_ - 2].count + 1;
  return size_ - (part ? 1 : 0);
}

double SeriesStore::cell_of(double seconds) const noexcept {
  return std::floor((seconds - buckets_[0].first) / width_);
}

void SeriesStore::open(double seconds, double value) noexcept {
  if (size_ == capacity) widen();
  if (width_ > 0) {
    const double cell = cell_of(seconds);
    end_ = buckets_[0].first + (cell + 1) * width_;
    if (cell_of(back().first) == cell) return extend(buckets_[size_ - 1], seconds, value);
  }
  buckets_[size_++] = Bucket{seconds, seconds, value, value, value, 1};
}

// Merging goes on until a quarter is free, so that it stays rare when samples come unevenly.
void SeriesStore::widen() noexcept {
  if (width_ == 0) width_ = (back().last - buckets_[0].first) / static_cast<double>(size_ - 1);
  do {
    width_ *= 2;
    std::size_t kept = 0;
    for (std::size_t i = 1; i < size_; ++i) {
      const Bucket& next = buckets_[i];
      Bucket& last = buckets_[kept];
      if (cell_of(last.first) != cell_of(next.first)) {
        buckets_[++kept] = next;
        continue;
      }
      last.last = next.last;
      last.sum += next.sum;
      last.min = std::min(last.min, next.min);
      last.max = std::max(last.max, next.max);
      last.count += next.count;
    }
    size_ = kept + 1;
  } while (size_ > capacity * 3 / 4);
}

}  // namespace procmem::detail
