#include "judge.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <system_error>
#include <utility>

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

bool is_left_out(const JudgeOptions& options, const procmem::Sample& sample) noexcept {
  return (options.from && sample.time < *options.from) || (options.to && sample.time > *options.to);
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
  ReadingBar(const std::string& path, bool quiet, Console& console) : console_(console) {
    struct stat file {};
    visible_ = !quiet && is_terminal() && ::stat(path.c_str(), &file) == 0;
    reading_.file = procmem::printable(path);
    if (visible_ && S_ISREG(file.st_mode)) reading_.size = static_cast<std::uint64_t>(file.st_size);
  }

  void operator()(std::uint64_t bytes, std::uint64_t samples) {
    const auto now = std::chrono::steady_clock::now();
    if (!visible_ || now - drawn_ < progress_every) return;
    drawn_ = now;
    reading_.done = bytes;
    reading_.samples = samples;
    console_.show_progress(format_reading(reading_, terminal_width()));
  }

 private:
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
  numbers_.on_start();
  marks_.begin_segment();
  growth_.on_start(header);
  if (options_.curves) story_.add(header);
}

/// That a process is joined tells of the end of the series before it; its own begins with its first sample.
bool Judge::concerns(const procmem::Event& event) {
  if (!only_) return true;
  const auto before = numbers_.of(event.pid);
  numbers_.on_event(event);
  if (event.pid == 0) return true;
  return before && only_->count(*before) != 0 && numbers_.of(event.pid) != before;
}

void Judge::on_sample(const procmem::Sample& sample) {
  const bool chosen = !only_ || only_->count(numbers_.of_sample(sample.pid)) != 0;
  if (is_left_out(options_, sample)) return;
  ++samples_;
  if (!only_) marks_.on_sample(sample);
  if (!chosen) return;
  growth_.on_sample(sample);
  if (gave_up()) return;
  SeriesFacts& facts = *facts_of(sample.pid);
  add_time(facts, sample);
  add_value(facts, sample);
  const auto& rss = sample.status.vm_rss;
  if (!rss) return;
  facts.peak_rss = std::max(facts.peak_rss.value_or(*rss), *rss);
  if (facts.duration() < options_.growth.warmup) return;
  if (!facts.first_rss) facts.first_rss = rss;
  facts.last_rss = rss;
}

void Judge::add_value(SeriesFacts& facts, const procmem::Sample& sample) {
  if (!options_.levels && !options_.curves && !options_.figures) return;
  const auto value = judged(sample, options_.growth.metric);
  if (options_.figures) curves_.add(*growth_.series_of(sample.pid), sample, value);
  if (!value) return;
  if (options_.levels) facts.level.add({sample.monotonic, *value});
  if (options_.curves) facts.curve.add(sample.time, *value);
}

void Judge::on_event(const procmem::Event& event) {
  const bool late = options_.to && event.time > *options_.to;
  const bool early = options_.from && event.time < *options_.from;
  if (options_.curves && !early && !late) story_.add(event);
  if (!concerns(event) || late) return;
  if (!only_ && !early) marks_.on_event(event);
  growth_.on_event(event);
  if (event.kind != procmem::EventKind::gap) return;
  if (SeriesFacts* const facts = facts_of(event.pid)) ++facts->gaps;
}

std::vector<JudgedSeries> Judge::series() const {
  std::vector<JudgedSeries> judged;
  const std::vector<procmem::GrowthSeries> all = growth_.series();
  for (std::size_t i = 0; i < facts_.size() && i < all.size(); ++i)
    if (facts_[i].samples != 0)
      judged.push_back(
          {all[i], facts_[i], options_.figures ? std::make_shared<const Curves>(curves_[i]) : nullptr});
  if (!judged.empty()) return judged;
  judged.emplace_back();
  if (!all.empty()) judged.back().growth = all.front();
  judged.back().growth.report = procmem::GrowthTracker(options_.growth).report();
  return judged;
}

namespace {

/// Plays a recording into sinks, as often as is asked for.
class Player {
 public:
  Player(const std::string& path, const JudgeOptions& options, Console& console)
      : path_(path), options_(options), console_(console) {}

  procmem::ReadSummary play(procmem::Sink& sink, const std::function<std::uint64_t()>& samples) {
    ReadingBar bar(path_, options_.quiet, console_);
    std::error_code error;
    procmem::ReadSummary read = procmem::replay_recording(
        path_, sink, [&](std::uint64_t bytes) { bar(bytes, samples()); }, error);
    console_.clear_progress();
    if (error) fail(error.message());
    return read;
  }

  /// Whether it can be played again.
  bool is_file() const {
    struct stat file {};
    return ::stat(path_.c_str(), &file) == 0 && S_ISREG(file.st_mode);
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw Failure(ExitStatus::recording,
                  "cannot read the recording '" + procmem::printable(path_) + "': " + why);
  }

 private:
  const std::string& path_;
  const JudgeOptions& options_;
  Console& console_;
};

/// Ranks all series and judges those that grew most, so many in each pass as LiveGrowth judges at once.
void judge_by_rank(Player& player, const JudgeOptions& options, Judgement& judgement) {
  if (!player.is_file())
    player.fail("more processes than can be judged in one pass, which is all that a pipe is read in");
  std::uint64_t samples = 0;
  Ranking ranking([&](const procmem::Sample& sample) {
    ++samples;
    return is_left_out(options, sample) ? std::nullopt : judged(sample, options.growth.metric);
  });
  const auto count = [&samples] { return samples; };
  player.play(ranking, count);
  const std::vector<std::size_t> order = ranking.order();
  const std::size_t wanted = options.all ? order.size() : std::min(order.size(), LiveGrowth::most);
  for (std::size_t begin = 0; begin < wanted; begin += LiveGrowth::most) {
    const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = order.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, begin + LiveGrowth::most));
    Judge judge(options, std::unordered_set<std::size_t>(first, last));
    player.play(judge, [&judge] { return judge.samples(); });
    for (JudgedSeries& one : judge.series()) judgement.series.push_back(std::move(one));
  }
  judgement.not_judged = order.size() - wanted;
  if (judgement.not_judged != 0) judgement.most_not_judged = ranking.growth(order[wanted]);
}

}  // namespace

Judgement judge_recording(const std::string& path, const JudgeOptions& options, Console& console) {
  Judgement judgement;
  judgement.file = path;
  Player player(path, options, console);
  Judge judge(options, true);
  judgement.read = player.play(judge, [&judge] { return judge.samples(); });
  judgement.marks = judge.marks();
  judgement.story = judge.story();
  if (judge.gave_up())
    judge_by_rank(player, options, judgement);
  else
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
