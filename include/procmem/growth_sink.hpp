#ifndef PROCMEM_GROWTH_SINK_HPP
#define PROCMEM_GROWTH_SINK_HPP

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/export.hpp>
#include <procmem/growth.hpp>
#include <procmem/sink.hpp>

namespace procmem {

/// One curve: a process from when it was joined, or since its last exec, within one segment.
struct GrowthSeries {
  int pid = 0;  ///< 0: the sum of all, or a memlog, which names none
  std::string name;
  std::size_t segment = 0;   ///< which segment of the recording, from 0
  std::string ended;         ///< the event that ended it: "exited", "exec", …; empty: none did
  std::string limit_source;  ///< where the report's limit comes from; empty: it was given, or there is none
  GrowthReport report;
};

/// Has no lock: use it where the sampler runs. Judges each process apart with a GrowthTracker; a restart, an
/// exec or a new segment begins a new series, so none of them bends a rate. Where the options have no limit,
/// that of the segment's header counts. An ended series is its report, some hundred bytes; one that goes on
/// is a GrowthTracker.
class PROCMEM_EXPORT GrowthSink final : public Sink {
 public:
  /// \param report of the series at hand when its verdict changes; it runs where the sampler runs.
  using VerdictCallback = std::function<void(const GrowthSeries&)>;

  /// Errors: std::invalid_argument (confidence, warmup).
  explicit GrowthSink(const GrowthOptions& options = {}, VerdictCallback on_change = {});
  ~GrowthSink() override;

  void on_start(const RecordHeader& header) override;
  void on_sample(const Sample& sample) override;
  void on_event(const Event& event) override;

  /// Which of series() the samples of a process go to now; nothing before its first event or sample.
  std::optional<std::size_t> series_of(int pid) const;

  /// Judges every series, in the order in which they began.
  std::vector<GrowthSeries> series() const;

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace procmem

#endif
