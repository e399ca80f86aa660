#ifndef PROCMEM_CLI_CURVES_HPP
#define PROCMEM_CLI_CURVES_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <procmem/fields.hpp>
#include <procmem/sample.hpp>

namespace cli {

/// All figures of one series over time, as charts need them: however many samples, a bounded number of spans,
/// each with the lowest and the highest value of every figure, so that no peak is lost. The figures share the
/// spans.
class Curves {
 public:
  using Time = std::chrono::system_clock::time_point;

  /// Of one span; absent: low is above high.
  struct Range {
    std::int64_t low = INT64_MAX;
    std::int64_t high = INT64_MIN;
    bool absent() const noexcept { return low > high; }
    void add(const Range& other) noexcept;
  };

  struct Figure {
    const procmem::Field* field = nullptr;  ///< null: what is judged
    std::vector<Range> ranges;              ///< one a span, but for the last ones; empty: it never occurred
  };

  Curves();

  /// \param judged the value that the verdict is about.
  void add(const procmem::Sample& sample, std::optional<std::int64_t> judged);

  /// Merges neighbours until there are at most so many spans.
  void thin(std::size_t most);

  std::size_t size() const noexcept { return begins_.size(); }
  std::uint64_t samples_each() const noexcept { return samples_each_; }  ///< in a span
  const std::vector<Time>& begins() const noexcept { return begins_; }
  const std::vector<Figure>& figures() const noexcept { return figures_; }  ///< what is judged first

 private:
  Time time_of(const procmem::Sample& sample) noexcept;
  void put(Figure& figure, std::int64_t value);
  void merge_pairs();

  std::vector<Time> begins_;
  std::vector<Figure> figures_;
  std::uint64_t samples_each_ = 1;
  std::uint64_t in_last_ = 0;  // samples in the last span
  Time last_;
  std::chrono::steady_clock::time_point last_monotonic_;
};

/// Those of many series, which together stay within a bound.
class CurveList {
 public:
  void add(std::size_t series, const procmem::Sample& sample, std::optional<std::int64_t> judged);
  const Curves& operator[](std::size_t series) const { return all_[series]; }

 private:
  std::vector<Curves> all_;
  std::size_t spans_ = 0;
  std::size_t most_each_ = 8192;
};

}  // namespace cli

#endif
