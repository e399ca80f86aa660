#ifndef PROCMEM_DETAIL_SERIES_STORE_HPP
#define PROCMEM_DETAIL_SERIES_STORE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace procmem::detail {

/// Samples that fell into one span of time.
struct Bucket {
  double first = 0, last = 0;  ///< times of its first and last sample, in seconds
  double sum = 0;
  double min = 0, max = 0;
  std::uint64_t count = 0;

  double mean() const noexcept { return sum / static_cast<double>(count); }
  double middle() const noexcept { return .5 * (first + last); }
};

/// A whole series in bounded memory, however long it is: at most `most` buckets of equal width. Until they
/// are full each sample has its own; then the width doubles and neighbours merge. Time decides which bucket a
/// sample goes to, so uneven sampling and gaps bend nothing. \tparam Buckets an array of `most`, or a vector
/// that grows up to it.
template <class Buckets, std::size_t most>
class BucketStore {
 public:
  static constexpr std::size_t capacity = most;

  /// O(1), amortised. \param seconds not before that of the sample before.
  void add(double seconds, double value) {
    if (size_ > 0 && seconds < end_)
      extend(buckets_[size_ - 1], seconds, value);
    else
      open(seconds, value);
  }

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  const Bucket& operator[](std::size_t i) const noexcept { return buckets_[i]; }
  const Bucket& back() const noexcept { return buckets_[size_ - 1]; }

  /// How many buckets are complete: the last one is not while less than half its samples are there.
  std::size_t complete() const noexcept;

 private:
  static void extend(Bucket& bucket, double seconds, double value) noexcept {
    bucket.last = seconds;
    bucket.sum += value;
    bucket.min = std::min(bucket.min, value);
    bucket.max = std::max(bucket.max, value);
    ++bucket.count;
  }
  void open(double seconds, double value);
  void widen() noexcept;
  double cell_of(double seconds) const noexcept;

  Buckets buckets_;
  std::size_t size_ = 0;
  double width_ = 0;  // 0: a bucket for each sample
  double end_ = 0;    // of the last bucket; samples before it belong to it
};

/// What is judged: 12 KiB, allocated once.
using SeriesStore = BucketStore<std::array<Bucket, 256>, 256>;
/// What is drawn: as many as a wide picture has columns.
using CurveStore = BucketStore<std::vector<Bucket>, 2048>;

extern template class BucketStore<std::array<Bucket, 256>, 256>;
extern template class BucketStore<std::vector<Bucket>, 2048>;

}  // namespace procmem::detail

#endif
