#ifndef PROCMEM_CLI_RANKING_HPP
#define PROCMEM_CLI_RANKING_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <procmem/sink.hpp>

namespace cli {

/// Numbers the series of a recording in the order in which their samples begin: a process from when it was
/// joined, or since its last exec, within a segment. Whoever is shown the same recording gives the same
/// numbers.
class SeriesNumbers {
 public:
  void on_start() { open_.clear(); }
  void on_event(const procmem::Event& event);
  std::size_t of_sample(int pid);                        ///< its series, which begins if there is none
  std::optional<std::size_t> of(int pid) const;          ///< the series that goes on, if one does
  std::size_t count() const noexcept { return count_; }  ///< series so far

 private:
  struct Open {
    std::size_t number = 0;
    std::uint64_t start_ticks = 0;  // of its process, where it was told
  };

  std::unordered_map<int, Open> open_;
  std::unordered_map<int, std::uint64_t> joined_;  // start ticks of those that have no sample yet
  std::size_t count_ = 0;
};

/// Who grows most, in one pass and some hundred bytes a series. Growth is the slope of the straight line that
/// fits best times the time it lasted: one spike does not make it, and neither does a last sample.
class Ranking final : public procmem::Sink {
 public:
  /// What is ranked; nothing where a sample lacks it.
  using Value = std::function<std::optional<std::int64_t>(const procmem::Sample&)>;
  explicit Ranking(Value value) : value_(std::move(value)) {}

  void on_start(const procmem::RecordHeader& header) override;
  void on_sample(const procmem::Sample& sample) override;
  void on_event(const procmem::Event& event) override;

  /// The numbers of all series, that which grew most first.
  std::vector<std::size_t> order() const;
  double growth(std::size_t number) const { return growth_of(lines_[number]); }  ///< bytes, or a plain count

 private:
  /// Sums for a straight line, about the mean so far.
  struct Line {
    double begin = 0, end = 0;  // seconds
    double count = 0, time = 0, value = 0, time_squares = 0, products = 0;
  };

  static double growth_of(const Line& line) noexcept;

  Value value_;
  SeriesNumbers numbers_;
  std::vector<Line> lines_;  // by number
};

}  // namespace cli

#endif
