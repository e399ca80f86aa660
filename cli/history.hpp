#ifndef PROCMEM_CLI_HISTORY_HPP
#define PROCMEM_CLI_HISTORY_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cli {

/// Samples that follow one another, as one stroke of a chart.
struct Stretch {
  double begin = 0, end = 0;  ///< times of its first and last sample, in seconds
  std::int64_t min = 0, max = 0, last = 0;
};

/// What a figure has been, for drawing, in bounded memory: 480 stretches at most, one for each sample at
/// first. Whenever they are full, neighbours merge; no peak is lost by it, and no longer pause is bridged.
class History {
 public:
  static constexpr std::size_t capacity = 480;

  /// \param seconds later than that of the sample before.
  void add(double seconds, std::int64_t value);

  const std::vector<Stretch>& stretches() const noexcept { return stretches_; }
  bool empty() const noexcept { return stretches_.empty(); }

 private:
  void merge_neighbours();

  std::vector<Stretch> stretches_;
  double width_ = 0;  // of a stretch, at most; 0: one sample
};

}  // namespace cli

#endif
