#ifndef PROCMEM_CLI_JUDGE_HPP
#define PROCMEM_CLI_JUDGE_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <procmem/growth_sink.hpp>
#include <procmem/record_format.hpp>

#include "console.hpp"
#include "level.hpp"

namespace cli {

/// What is told of a series beside its growth.
struct SeriesFacts {
  std::uint64_t samples = 0;  ///< all, those that the analysis leaves out, too
  std::chrono::system_clock::time_point begin, end;
  std::chrono::steady_clock::time_point monotonic_begin, monotonic_end;
  std::chrono::nanoseconds longest_pause{};  ///< between two samples
  std::uint64_t gaps = 0;                    ///< how often it could not be read
  std::optional<procmem::Bytes> first_rss;   ///< after the warm-up
  std::optional<procmem::Bytes> last_rss;    ///< after the warm-up
  std::optional<procmem::Bytes> peak_rss;    ///< of all
  Level level;                               ///< of what is judged, if it was asked for

  std::chrono::nanoseconds duration() const noexcept { return monotonic_end - monotonic_begin; }
  std::optional<procmem::Bytes> rss_growth() const noexcept {
    return first_rss && last_rss ? std::optional(*last_rss - *first_rss) : std::nullopt;
  }
};

struct JudgedSeries {
  procmem::GrowthSeries growth;
  SeriesFacts facts;
};

struct JudgeOptions {
  procmem::GrowthOptions growth;
  std::optional<std::chrono::system_clock::time_point> from, to;
  bool quiet = false;   ///< no progress
  bool levels = false;  ///< keep SeriesFacts::level, some 16 KiB a series
};

/// Judges what a sampler or a recording plays into it.
class Judge final : public procmem::Sink {
 public:
  explicit Judge(const JudgeOptions& options) : options_(options), growth_(options.growth) {}

  void on_start(const procmem::RecordHeader& header) override;
  void on_sample(const procmem::Sample& sample) override;
  void on_event(const procmem::Event& event) override;

  std::uint64_t samples() const noexcept { return samples_; }

  /// Those that have samples; where there is none, one without.
  std::vector<JudgedSeries> series() const;

 private:
  SeriesFacts* facts_of(int pid);

  JudgeOptions options_;
  procmem::GrowthSink growth_;
  std::vector<SeriesFacts> facts_;  // of growth_.series(), in its order
  std::uint64_t samples_ = 0;
};

/// A recording, judged.
struct Judgement {
  std::string file;  ///< empty: it was not read from one
  procmem::ReadSummary read;
  std::vector<JudgedSeries> series;
};

/// In one pass and bounded memory, with a bar on a terminal. Errors: Failure (recording).
Judgement judge_recording(const std::string& path, const JudgeOptions& options, Console& console);

/// The recording's or the recorder's verdict on all series: the worst. A series shorter than a tenth of the
/// longest that could be judged does not count where there is too little of it: whoever starts helpers that
/// live for a moment would never know.
procmem::Verdict overall(const std::vector<JudgedSeries>& series);

/// Whether it counts in that.
bool counts(const JudgedSeries& one, const std::vector<JudgedSeries>& all);

}  // namespace cli

#endif
