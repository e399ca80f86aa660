#include <procmem/growth.hpp>

#include <algorithm>
#include <array>
#include <ratio>
#include <utility>

namespace procmem {

std::string_view verdict_name(Verdict verdict) noexcept {
  constexpr std::array<std::string_view, 6> names = {"not_enough_data", "stable",    "suspected",
                                                     "leaking",         "shrinking", "at_limit"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string explain(const GrowthReport& report) {
  return std::string(verdict_name(report.verdict));
}

// Placeholder while the analysis is written: a line through the first and the last sample.
struct GrowthTracker::Impl {
  GrowthOptions options;
  GrowthReport report;
  GrowthPoint begin, end;

  void add(const GrowthPoint& point) {
    if (report.samples == 0) {
      begin = point;
      report.first = point.value;
    }
    end = point;
    report.last = point.value;
    report.peak = std::max(report.peak, point.value);
    ++report.samples;
  }
};

GrowthTracker::GrowthTracker(const GrowthOptions& options) : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
  impl_->report.limit = options.limit;
}
GrowthTracker::GrowthTracker(GrowthTracker&&) noexcept = default;
GrowthTracker& GrowthTracker::operator=(GrowthTracker&&) noexcept = default;
GrowthTracker::~GrowthTracker() = default;

void GrowthTracker::add(const Sample& sample) {
  impl_->report.missed += sample.missed;
  if (sample.status.vm_rss) add(GrowthPoint{sample.monotonic, sample.status.vm_rss->count()});
}

void GrowthTracker::add(const GrowthPoint& point) {
  impl_->add(point);
}

void GrowthTracker::set_limit(std::optional<Bytes> limit) noexcept {
  impl_->report.limit = limit;
}

Verdict GrowthTracker::verdict() const noexcept {
  return report().verdict;
}

GrowthReport GrowthTracker::report() const {
  GrowthReport report = impl_->report;
  report.metric = "vm_rss";
  report.duration = impl_->end.time - impl_->begin.time;
  const double hours = std::chrono::duration<double, std::ratio<3600>>(report.duration).count();
  if (report.samples < 24) return report;
  const double rate = static_cast<double>(report.last - report.first) / hours;
  report.rate = GrowthRate{rate, rate / 2, rate * 2};
  report.smallest_detectable = 1e6;
  report.verdict = rate > 1e6 ? Verdict::leaking : Verdict::stable;
  return report;
}

namespace {
template <class Points>
GrowthReport analyze(const Points& points, const GrowthOptions& options) {
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
