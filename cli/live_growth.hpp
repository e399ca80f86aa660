#ifndef PROCMEM_CLI_LIVE_GROWTH_HPP
#define PROCMEM_CLI_LIVE_GROWTH_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include <procmem/growth_sink.hpp>

namespace cli {

/// Judges while recording, as long as that costs little: a process that is judged takes some 100 KiB. With
/// more processes at once than `most`, or more in all than `most_in_all`, it lets go of what it has.
class LiveGrowth final : public procmem::Sink {
 public:
  static constexpr std::size_t most = 64;
  static constexpr std::uint64_t most_in_all = 4096;

  explicit LiveGrowth(const procmem::GrowthOptions& options = {}, bool may_give_up = true)
      : growth_(std::in_place, options), may_give_up_(may_give_up) {}

  void on_start(const procmem::RecordHeader& header) override;
  void on_sample(const procmem::Sample& sample) override;
  void on_event(const procmem::Event& event) override;

  bool gave_up() const noexcept { return !growth_; }

  /// Empty if it gave up.
  std::vector<procmem::GrowthSeries> series() const;
  std::optional<std::size_t> series_of(int pid) const;  ///< as GrowthSink's

 private:
  void watch(int pid);
  void count_series();

  std::optional<procmem::GrowthSink> growth_;
  bool may_give_up_;
  std::unordered_set<int> watched_;
  std::uint64_t begun_ = 0;
};

}  // namespace cli

#endif
