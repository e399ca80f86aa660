#ifndef PROCMEM_CLI_JUDGE_HPP
#define PROCMEM_CLI_JUDGE_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <procmem/growth_sink.hpp>
#include <procmem/plot.hpp>
#include <procmem/record_format.hpp>

#include "console.hpp"
#include "curves.hpp"
#include "level.hpp"
#include "live_growth.hpp"
#include "marks.hpp"
#include "ranking.hpp"
#include "story.hpp"

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
  procmem::Curve curve;                      ///< the same

  std::chrono::nanoseconds duration() const noexcept { return monotonic_end - monotonic_begin; }
  std::optional<procmem::Bytes> rss_growth() const noexcept {
    return first_rss && last_rss ? std::optional(*last_rss - *first_rss) : std::nullopt;
  }
};

struct JudgedSeries {
  procmem::GrowthSeries growth;
  SeriesFacts facts;
  std::shared_ptr<const Curves> figures{};  ///< over time, if they were asked for
};

struct JudgeOptions {
  procmem::GrowthOptions growth;
  std::optional<std::chrono::system_clock::time_point> from, to;
  bool quiet = false;    ///< no progress
  bool levels = false;   ///< keep SeriesFacts::level, some 16 KiB a series
  bool curves = false;   ///< keep SeriesFacts::curve, up to 100 KiB a series, and Judgement::story
  bool figures = false;  ///< keep JudgedSeries::figures, some 25 MiB for all series
  bool all = true;       ///< of more series than LiveGrowth judges, too, in as many passes as it takes
};

/// Judges what a sampler or a recording plays into it.
class Judge final : public procmem::Sink {
 public:
  /// \param may_give_up as LiveGrowth; otherwise it judges however many there are.
  explicit Judge(const JudgeOptions& options, bool may_give_up = false)
      : options_(options), growth_(options.growth, may_give_up) {}

  /// Judges those with these numbers (SeriesNumbers) and nothing else.
  Judge(const JudgeOptions& options, std::unordered_set<std::size_t> only)
      : options_(options), growth_(options.growth, false), only_(std::move(only)) {}

  void on_start(const procmem::RecordHeader& header) override;
  void on_sample(const procmem::Sample& sample) override;
  void on_event(const procmem::Event& event) override;

  std::uint64_t samples() const noexcept { return samples_; }
  bool gave_up() const noexcept { return growth_.gave_up(); }

  const Marks& marks() const noexcept { return marks_; }

  /// Those that have samples; where there is none, one without.
  std::vector<JudgedSeries> series() const;
  const Story& story() const noexcept { return story_; }

 private:
  void add_value(SeriesFacts& facts, const procmem::Sample& sample);
  SeriesFacts* facts_of(int pid);
  bool concerns(const procmem::Event& event);

  JudgeOptions options_;
  LiveGrowth growth_;
  std::optional<std::unordered_set<std::size_t>> only_;
  SeriesNumbers numbers_;           // if only some are judged
  std::vector<SeriesFacts> facts_;  // of growth_.series(), in its order
  Marks marks_;
  CurveList curves_;  // of the same
  Story story_;
  std::uint64_t samples_ = 0;
};

/// A recording, judged.
struct Judgement {
  std::string file;  ///< empty: it was not read from one
  procmem::ReadSummary read;
  std::vector<JudgedSeries> series;
  std::size_t not_judged = 0;  ///< series that are left: those that grew least
  double most_not_judged = 0;  ///< what the first of them grew, as Ranking measures it
  Marks marks{};
  Story story{};  ///< if curves were asked for
};

/// In bounded memory and one pass, with a bar on a terminal. Where there are more series than LiveGrowth
/// judges, they are ranked in another pass, and those that grew most are judged in a third. Errors: Failure
/// (recording): also if it can be read only once, and that is not enough.
Judgement judge_recording(const std::string& path, const JudgeOptions& options, Console& console);

/// The recording's or the recorder's verdict on all series: the worst. A series shorter than a tenth of the
/// longest that could be judged does not count where there is too little of it: whoever starts helpers that
/// live for a moment would never know.
procmem::Verdict overall(const std::vector<JudgedSeries>& series);

/// Whether it counts in that.
bool counts(const JudgedSeries& one, const std::vector<JudgedSeries>& all);

}  // namespace cli

#endif
