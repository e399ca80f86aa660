#include "detail/series_store.hpp"

#include <cmath>

namespace procmem::detail {
namespace {

void make_room(std::array<Bucket, SeriesStore::capacity>& /*has it*/, std::size_t /*size*/) noexcept {}

void make_room(std::vector<Bucket>& buckets, std::size_t size) {
  if (buckets.size() == size) buckets.emplace_back();
}

}  // namespace

template <class Buckets, std::size_t most>
std::size_t BucketStore<Buckets, most>::complete() const noexcept {
  const bool part = width_ > 0 && size_ > 2 && buckets_[size_ - 1].count * 2 < buckets_[size_ - 2].count + 1;
  return size_ - (part ? 1 : 0);
}

template <class Buckets, std::size_t most>
double BucketStore<Buckets, most>::cell_of(double seconds) const noexcept {
  return std::floor((seconds - buckets_[0].first) / width_);
}

template <class Buckets, std::size_t most>
void BucketStore<Buckets, most>::open(double seconds, double value) {
  if (size_ > 0 && seconds == back().last) return extend(buckets_[size_ - 1], seconds, value);
  if (size_ == capacity) widen();
  make_room(buckets_, size_);
  if (width_ > 0) {
    const double cell = cell_of(seconds);
    end_ = buckets_[0].first + (cell + 1) * width_;
    if (cell_of(back().first) == cell) return extend(buckets_[size_ - 1], seconds, value);
  }
  buckets_[size_++] = Bucket{seconds, seconds, value, value, value, 1};
}

// Merging goes on until a quarter is free, so that it stays rare when samples come unevenly.
template <class Buckets, std::size_t most>
void BucketStore<Buckets, most>::widen() noexcept {
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

template class BucketStore<std::array<Bucket, 256>, 256>;
template class BucketStore<std::vector<Bucket>, 2048>;

}  // namespace procmem::detail
