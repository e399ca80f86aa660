#include <procmem/growth.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "detail/growth_judge.hpp"
#include "detail/growth_metric.hpp"
#include "detail/growth_slope.hpp"
#include "detail/heap_series.hpp"
#include "detail/operation_series.hpp"
#include "detail/series_store.hpp"

namespace procmem {
namespace {

constexpr double usual_confidence = .95;
constexpr std::array<std::string_view, 7> kind_names = {"rss_anon", "rss_file", "rss_shmem", "vm_swap",
                                                        "vm_data",  "vm_size",  "threads"};

// What counts as 1 KiB: a thread as much as 32, so that two more of them are a growth that can be judged.
double unit_of(Field::Unit unit) noexcept {
  return unit == Field::Unit::bytes ? 1024 : 1.0 / 32;
}

struct Series {
  const Field* field = nullptr;  // null: what is judged, or a kind that the kernel does not tell
  detail::SeriesStore store;
  std::int64_t first = 0, last = 0, peak = 0;
  std::uint64_t samples = 0;

  void add(double seconds, std::int64_t value) noexcept {
    if (samples++ == 0) first = peak = value;
    last = value;
    peak = std::max(peak, value);
    store.add(seconds, static_cast<double>(value));
  }
};

GrowthRate rate_of(const detail::Slope& slope, double unit, double confidence) noexcept {
  const detail::Interval rate = detail::interval_of(slope, 3600 * unit, confidence);
  return {rate.value, rate.low, rate.high};
}

TimeToLimit time_to(double room, const GrowthRate& rate) noexcept {
  const auto after = [&](double per_hour) { return std::chrono::duration<double>(room / per_hour * 3600); };
  TimeToLimit time{after(rate.per_hour), after(rate.high), std::nullopt};
  if (rate.low > 0) time.high = after(rate.low);
  return time;
}

// The level at the end: the median of the last 5 % of the buckets.
double end_level(const detail::SeriesStore& store) noexcept {
  detail::Column last{};
  const std::size_t count = std::max<std::size_t>(1, store.size() / 20);
  for (std::size_t i = 0; i < count; ++i) last[i] = store[store.size() - 1 - i].mean();
  return detail::median(last.data(), count);
}

void check(const GrowthOptions& options) {
  if (options.warmup.count() < 0) throw std::invalid_argument("the warm-up is negative");
  if (!(options.confidence >= .5 && options.confidence <= .9999))
    throw std::invalid_argument("the confidence is not between 0.5 and 0.9999");
}

}  // namespace

struct GrowthTracker::Impl {
  explicit Impl(const GrowthOptions& given) : options(given) {
    check(options);
    for (std::size_t i = 0; i < kinds.size(); ++i) kind_fields[i] = find_field(kind_names[i]);
    if (options.metric != nullptr) judged.field = options.metric;
    if (options.judge_while_adding) space = std::make_unique<detail::ContestSpace>();
  }

  // Seconds since the first sample; nothing for a sample that does not come later than the one before.
  std::optional<double> place(std::chrono::steady_clock::time_point time) noexcept {
    if (judged.samples == 0)
      begin = time;
    else if (time <= end)
      return std::nullopt;
    end = time;
    return std::chrono::duration<double>(time - begin).count();
  }

  void added() noexcept {
    if (!options.judge_while_adding || judged.samples < due) return;
    due = judged.samples + std::max<std::uint64_t>(1, judged.samples / 24);
    verdict = verdict_of(judge(judged), judged);
    if (verdict != Verdict::leaking) {
      leaking_since = 0;
      return;
    }
    if (leaking_since == 0) leaking_since = judged.samples;
    if (judged.samples * 5 < leaking_since * 6) verdict = Verdict::suspected;
  }

  detail::Judgement judge(const Series& series) const noexcept {
    return detail::judge(series.store, std::chrono::duration<double>(options.warmup).count(),
                         unit_of(unit(series)), *space);
  }

  static Field::Unit unit(const Series& series) noexcept {
    return series.field != nullptr ? series.field->unit : Field::Unit::bytes;
  }

  // Which series runs into the limit.
  const Series& limited() const noexcept {
    for (const Series& kind : kinds)
      if (kind.samples > 0 && kind.field == options.limit_bounds) return kind;
    return judged;
  }

  Verdict verdict_of(const detail::Judgement& judgement, const Series& series) const noexcept {
    const bool open = judgement.verdict == Verdict::stable || judgement.verdict == Verdict::not_enough_data;
    if (open && options.limit && &series == &judged && limited().samples > 0 &&
        end_level(limited().store) > .97 * static_cast<double>(options.limit->count()))
      return Verdict::at_limit;
    return judgement.verdict == Verdict::leaking && is_vague(judgement) ? Verdict::suspected
                                                                        : judgement.verdict;
  }

  // Whoever asks for more than the usual confidence wants an interval that excludes no growth.
  bool is_vague(const detail::Judgement& judgement) const noexcept {
    return options.confidence > usual_confidence && judgement.slope &&
           rate_of(*judgement.slope, 1, options.confidence).low <= 0;
  }

  void add_operations(const Sample& sample, double seconds, std::int64_t value) {
    if (!sample.operations || seconds < std::chrono::duration<double>(options.warmup).count()) return;
    if (!operations) operations = std::make_unique<detail::OperationSeries>();
    operations->add(*sample.operations, value);
  }

  void fill_judgement(GrowthReport& report, const Series& series) const noexcept;
  void fill_kinds(GrowthReport& report) const noexcept;
  void suspect_silent_kinds(GrowthReport& report) const noexcept;
  std::optional<GrowthRate> rate_to_limit(const GrowthReport& report) const noexcept;
  void fill_time(GrowthReport& report) const noexcept;
  void add_heap(double seconds, const Sample& sample, std::int64_t value);
  void fill_heap(GrowthReport& report) const noexcept;

  GrowthOptions options;
  Series judged;
  std::array<Series, kind_names.size()> kinds;
  std::array<const Field*, kind_names.size()> kind_fields{};
  std::unique_ptr<detail::OperationSeries> operations;  // where they are counted
  std::unique_ptr<detail::HeapSeries> heap;             // once a sample tells of it
  detail::GrowthMetric metric;
  mutable std::unique_ptr<detail::ContestSpace>
      space;  // kept by who judges while adding, else made for a report
  std::uint64_t missed = 0;
  std::chrono::steady_clock::time_point begin, end;
  std::uint64_t due = detail::fewest_levels;
  Verdict verdict = Verdict::not_enough_data;
  std::uint64_t leaking_since = 0;  // how many samples there were when the judgements in a row began; 0: none
};

void GrowthTracker::Impl::fill_judgement(GrowthReport& report, const Series& series) const noexcept {
  const detail::Judgement judgement = judge(series);
  const double unit_size = unit_of(unit(series));
  report.verdict = verdict_of(judgement, series);
  report.unit = unit(series);
  report.first = series.first;
  report.last = series.last;
  report.peak = series.peak;
  if (judgement.slope) report.rate = rate_of(*judgement.slope, unit_size, options.confidence);
  if (judgement.detectable) report.smallest_detectable = *judgement.detectable * 3600 * unit_size;
  const auto evidence = [](const detail::Contender& contender) {
    if (!std::isfinite(contender.bic)) return ShapeEvidence{};  // none was fitted
    return ShapeEvidence{detail::shape_name(contender.shape), contender.bic};
  };
  if (judgement.verdict == Verdict::not_enough_data) return;
  report.flat = evidence(judgement.evidence.flat);
  report.dying_out = evidence(judgement.evidence.dying_out);
  report.growing = evidence(judgement.evidence.growing);
}

void GrowthTracker::Impl::fill_kinds(GrowthReport& report) const noexcept {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const Series& kind = kinds[i];
    if (kind.samples == 0) continue;
    KindGrowth& growth = report.kinds[i];
    const detail::Judgement judgement = judge(kind);
    growth.field = kind.field;
    growth.verdict = judgement.verdict;
    growth.first = kind.first;
    growth.last = kind.last;
    if (judgement.slope)
      growth.rate = rate_of(*judgement.slope, unit_of(kind.field->unit), options.confidence);
  }
}

// Address space or threads may leak where resident memory does not show it yet.
void GrowthTracker::Impl::suspect_silent_kinds(GrowthReport& report) const noexcept {
  for (std::size_t i = 0; i < kinds.size() && report.verdict == Verdict::stable; ++i) {
    const bool silent = kind_names[i] == "vm_size" || kind_names[i] == "threads";
    if (!silent || report.kinds[i].verdict != Verdict::leaking) continue;
    fill_judgement(report, kinds[i]);
    report.metric = kind_names[i];
    report.verdict = Verdict::suspected;
  }
}

// How fast the figure that runs into the limit grows: its own rate, else that of what is judged, unless that
// is another figure (address space that nothing touches never fills memory).
std::optional<GrowthRate> GrowthTracker::Impl::rate_to_limit(const GrowthReport& report) const noexcept {
  const Series& series = limited();
  for (const KindGrowth& kind : report.kinds)
    if (kind.field != nullptr && kind.field == series.field && kind.rate) return kind.rate;
  const bool another =
      report.metric != metric.name && (series.field == nullptr || report.metric != series.field->name);
  return another ? std::nullopt : report.rate;
}

void GrowthTracker::Impl::fill_time(GrowthReport& report) const noexcept {
  report.limit = options.limit;
  if (!options.limit || limited().samples == 0) return;
  const std::optional<GrowthRate> rate = rate_to_limit(report);
  if (!rate || rate->per_hour <= 0 || !report.rate || report.rate->per_hour <= 0) return;
  const double room = static_cast<double>(options.limit->count()) - end_level(limited().store);
  report.time_to_limit = time_to(std::max(0.0, room), *rate);
}

void GrowthTracker::Impl::add_heap(double seconds, const Sample& sample, std::int64_t value) {
  if (!heap && sample.heap_in_use && sample.heap_retained && detail::includes_heap(metric))
    heap = std::make_unique<detail::HeapSeries>();
  if (heap) heap->add(seconds, sample, static_cast<double>(value));
}

void GrowthTracker::Impl::fill_heap(GrowthReport& report) const noexcept {
  if (!heap || report.unit != Field::Unit::bytes) return;
  using Whole = detail::HeapSeries::Whole;
  const Whole whole = report.metric == metric.name ? Whole::judged : Whole::addresses;
  report.heap = heap->growth(whole, std::chrono::duration<double>(options.warmup).count());
  const bool grows = report.verdict == Verdict::leaking || report.verdict == Verdict::suspected;
  if (report.heap && !grows) report.heap->cause = GrowthCause::unknown;
}

GrowthTracker::GrowthTracker(const GrowthOptions& options) : impl_(std::make_unique<Impl>(options)) {}
GrowthTracker::GrowthTracker(GrowthTracker&&) noexcept = default;
GrowthTracker& GrowthTracker::operator=(GrowthTracker&&) noexcept = default;
GrowthTracker::~GrowthTracker() = default;

void GrowthTracker::add(const Sample& sample) {
  Impl& impl = *impl_;
  impl.missed += sample.missed;
  if (impl.judged.samples == 0) impl.metric = detail::choose_metric(sample.status, impl.options.metric);
  const auto value = detail::read_metric(impl.metric, sample);
  if (!value) return;
  const auto seconds = impl.place(sample.monotonic);
  if (!seconds) return;
  impl.judged.add(*seconds, *value);
  for (std::size_t i = 0; i < impl.kinds.size(); ++i)
    if (const auto amount = impl.kind_fields[i]->get(sample.status)) {
      impl.kinds[i].field = impl.kind_fields[i];
      impl.kinds[i].add(*seconds, *amount);
    }
  impl.add_operations(sample, *seconds, *value);
  impl.add_heap(*seconds, sample, *value);
  impl.added();
}

void GrowthTracker::add(const GrowthPoint& point) {
  const auto seconds = impl_->place(point.time);
  if (!seconds) return;
  impl_->judged.add(*seconds, point.value);
  impl_->added();
}

void GrowthTracker::set_limit(std::optional<Bytes> limit, const Field* bounds) noexcept {
  impl_->options.limit = limit;
  impl_->options.limit_bounds = bounds;
}

Verdict GrowthTracker::verdict() const noexcept {
  return impl_->verdict;
}

GrowthReport GrowthTracker::report() const {
  const Impl& impl = *impl_;
  const bool without_room = !impl.space;
  if (without_room) impl.space = std::make_unique<detail::ContestSpace>();
  GrowthReport report;
  report.confidence = impl.options.confidence;
  report.metric = impl.metric.name;
  report.samples = impl.judged.samples;
  report.missed = impl.missed;
  report.duration = impl.end - impl.begin;
  impl.fill_judgement(report, impl.judged);
  impl.fill_kinds(report);
  if (impl.operations)
    report.operations =
        impl.operations->report(report.confidence, unit_of(Impl::unit(impl.judged)), *impl.space);
  if (impl.options.metric == nullptr) impl.suspect_silent_kinds(report);
  impl.fill_heap(report);
  if (without_room) impl.space.reset();
  impl.fill_time(report);
  if (report.verdict == Verdict::not_enough_data && report.samples > 1) {
    using Seconds = std::chrono::duration<double>;
    const Seconds step = report.duration / static_cast<double>(report.samples - 1);
    const Seconds needed = impl.options.warmup + static_cast<double>(detail::fewest_levels) * step;
    report.record_further = std::max(step, needed - Seconds(report.duration));
  }
  return report;
}

namespace {

template <class Points>
GrowthReport analyze(const Points& points, GrowthOptions options) {
  options.judge_while_adding = false;
  GrowthTracker tracker(options);
  for (const auto& point : points) tracker.add(point);
  return tracker.report();
}

}  // namespace

GrowthReport analyze_growth(const std::vector<Sample>& samples, const GrowthOptions& options) {
  return analyze(samples, options);
}

GrowthReport analyze_growth(const std::vector<GrowthPoint>& points, const GrowthOptions& options) {
  return analyze(points, options);
}

}  // namespace procmem
