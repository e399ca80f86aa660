#include "judge.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include <sys/stat.h>

#include <procmem/record.hpp>
#include <procmem/text.hpp>

#include "exit_status.hpp"
#include "progress.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::Verdict;
using namespace std::chrono_literals;

constexpr auto progress_every = 200ms;

/// What GrowthTracker judges where nothing else is asked for.
std::optional<std::int64_t> judged(const procmem::Sample& sample, const procmem::Field* metric) {
  if (metric != nullptr) return metric->get(sample);
  const procmem::StatusSnapshot& status = sample.status;
  if (!status.vm_rss) return std::nullopt;
  const Bytes resident =
      status.rss_anon ? *status.rss_anon + status.rss_shmem.value_or(Bytes()) : *status.vm_rss;
  return (resident + status.vm_swap.value_or(Bytes())).count();
}

void add_time(SeriesFacts& facts, const procmem::Sample& sample) {
  if (facts.samples++ == 0) {
    facts.begin = sample.time;
    facts.monotonic_begin = facts.monotonic_end = sample.monotonic;
  }
  const std::chrono::nanoseconds pause = sample.monotonic - facts.monotonic_end;
  facts.longest_pause = std::max(facts.longest_pause, pause);
  facts.end = sample.time;
  facts.monotonic_end = std::max(facts.monotonic_end, sample.monotonic);
}

/// Draws the bar of a file that is being read.
class ReadingBar {
 public:
  ReadingBar(const std::string& path, bool quiet, const Judge& judge, Console& console)
      : judge_(judge), console_(console) {
    struct stat file {};
    visible_ = !quiet && is_terminal() && ::stat(path.c_str(), &file) == 0;
    reading_.file = procmem::printable(path);
    if (visible_ && S_ISREG(file.st_mode)) reading_.size = static_cast<std::uint64_t>(file.st_size);
  }

  void operator()(std::uint64_t bytes) {
    const auto now = std::chrono::steady_clock::now();
    if (!visible_ || now - drawn_ < progress_every) return;
    drawn_ = now;
    reading_.done = bytes;
    reading_.samples = judge_.samples();
    console_.show_progress(format_reading(reading_, terminal_width()));
  }

 private:
  const Judge& judge_;
  Console& console_;
  bool visible_ = false;
  Reading reading_;
  std::chrono::steady_clock::time_point drawn_ = std::chrono::steady_clock::now();
};

bool is_short(const JudgedSeries& one, const std::vector<JudgedSeries>& all) {
  std::chrono::nanoseconds longest{};
  for (const JudgedSeries& other : all)
    if (other.growth.report.verdict != Verdict::not_enough_data)
      longest = std::max(longest, other.facts.duration());
  return one.facts.duration() < longest / 10;
}

}  // namespace

SeriesFacts* Judge::facts_of(int pid) {
  const auto index = growth_.series_of(pid);
  if (!index) return nullptr;
  if (facts_.size() <= *index) facts_.resize(*index + 1);
  return &facts_[*index];
}

void Judge::on_start(const procmem::RecordHeader& header) {
  growth_.on_start(header);
}

void Judge::on_sample(const procmem::Sample& sample) {
  if ((options_.from && sample.time < *options_.from) || (options_.to && sample.time > *options_.to)) return;
  ++samples_;
  growth_.on_sample(sample);
  SeriesFacts& facts = *facts_of(sample.pid);
  add_time(facts, sample);
  const auto value = options_.levels ? judged(sample, options_.growth.metric) : std::nullopt;
  if (value) facts.level.add({sample.monotonic, *value});
  const auto& rss = sample.status.vm_rss;
  if (!rss) return;
  facts.peak_rss = std::max(facts.peak_rss.value_or(*rss), *rss);
  if (facts.duration() < options_.growth.warmup) return;
  if (!facts.first_rss) facts.first_rss = rss;
  facts.last_rss = rss;
}

void Judge::on_event(const procmem::Event& event) {
  if (options_.to && event.time > *options_.to) return;
  growth_.on_event(event);
  if (event.kind != procmem::EventKind::gap) return;
  if (SeriesFacts* const facts = facts_of(event.pid)) ++facts->gaps;
}

std::vector<JudgedSeries> Judge::series() const {
  std::vector<JudgedSeries> judged;
  const std::vector<procmem::GrowthSeries> all = growth_.series();
  for (std::size_t i = 0; i < facts_.size() && i < all.size(); ++i)
    if (facts_[i].samples != 0) judged.push_back({all[i], facts_[i]});
  if (!judged.empty()) return judged;
  judged.emplace_back();
  if (!all.empty()) judged.back().growth = all.front();
  judged.back().growth.report = procmem::GrowthTracker(options_.growth).report();
  return judged;
}

Judgement judge_recording(const std::string& path, const JudgeOptions& options, Console& console) {
  Judgement judgement;
  judgement.file = path;
  Judge judge(options);
  ReadingBar bar(path, options.quiet, judge, console);
  std::error_code error;
  judgement.read = procmem::replay_recording(
      path, judge, [&bar](std::uint64_t bytes) { bar(bytes); }, error);
  console.clear_progress();
  if (error)
    throw Failure(ExitStatus::recording,
                  "cannot read the recording '" + procmem::printable(path) + "': " + error.message());
  judgement.series = judge.series();
  return judgement;
}

bool counts(const JudgedSeries& one, const std::vector<JudgedSeries>& all) {
  return one.growth.report.verdict != Verdict::not_enough_data || !is_short(one, all);
}

Verdict overall(const std::vector<JudgedSeries>& series) {
  constexpr std::array<Verdict, 6> worst_first = {Verdict::leaking,   Verdict::suspected,
                                                  Verdict::at_limit,  Verdict::not_enough_data,
                                                  Verdict::shrinking, Verdict::stable};
  for (const Verdict verdict : worst_first)
    for (const JudgedSeries& one : series)
      if (one.growth.report.verdict == verdict && counts(one, series)) return verdict;
  return Verdict::not_enough_data;
}

}  // namespace cli
