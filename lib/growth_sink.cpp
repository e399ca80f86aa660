#include <procmem/growth_sink.hpp>

#include <map>
#include <optional>
#include <utility>

namespace procmem {
namespace {

/// A series, and what follows it while it goes on. Once it has ended only its report is kept.
struct Curve {
  GrowthSeries series;
  std::optional<GrowthTracker> tracker;
  Verdict verdict = Verdict::not_enough_data;  ///< as told last
  bool has_samples = false;
  std::uint64_t start_ticks = 0;  ///< of its process, where it was told
};

/// RLIMIT_AS and RLIMIT_DATA bound each process, not the sum.
bool bounds_the_sum(const Field* bounds) noexcept {
  return bounds == nullptr || (bounds->name != "vm_size" && bounds->name != "vm_data");
}

}  // namespace

struct GrowthSink::Impl {
  Curve& begin(int pid, std::string_view name);
  Curve& at(int pid, std::string_view name);
  void end(int pid, std::string_view why);
  void end_all(std::string_view why);
  void join(const Event& event);
  void tell_change(Curve& curve) const;
  GrowthOptions options_for(int pid) const;

  static void close(Curve& curve, std::string_view why);

  GrowthOptions options;
  VerdictCallback on_change;
  RecordHeader header;  // of the segment at hand
  std::size_t segments = 0;
  std::vector<Curve> curves;
  std::map<int, std::size_t> open;  // pid -> the curve that it goes on with
};

/// A limit that was asked for goes before the recording's own.
GrowthOptions GrowthSink::Impl::options_for(int pid) const {
  GrowthOptions chosen = options;
  if (options.limit || !header.limit) return chosen;
  const Field* const bounds = find_field(header.limit_bounds);
  if (pid == 0 && !bounds_the_sum(bounds)) return chosen;
  chosen.limit = header.limit;
  chosen.limit_bounds = bounds;
  return chosen;
}

/// Out of memory, it has begun nothing: `open` never names a curve that is not there.
Curve& GrowthSink::Impl::begin(int pid, std::string_view name) {
  end(pid, "");
  Curve curve;
  curve.series.pid = pid;
  curve.series.name = name.empty() && pid == header.pid ? header.name.view() : name;
  curve.series.segment = segments == 0 ? 0 : segments - 1;
  const GrowthOptions chosen = options_for(pid);
  if (chosen.limit && !options.limit) curve.series.limit_source = header.limit_source;
  curve.tracker.emplace(chosen);
  if (curves.size() == curves.capacity()) curves.reserve(2 * curves.size() + 1);
  open[pid] = curves.size();
  return curves.emplace_back(std::move(curve));
}

Curve& GrowthSink::Impl::at(int pid, std::string_view name) {
  const auto found = open.find(pid);
  return found == open.end() ? begin(pid, name) : curves[found->second];
}

void GrowthSink::Impl::close(Curve& curve, std::string_view why) {
  curve.series.ended = why;
  curve.series.report = curve.tracker->report();
  curve.tracker.reset();
}

void GrowthSink::Impl::end(int pid, std::string_view why) {
  const auto found = open.find(pid);
  if (found == open.end()) return;
  close(curves[found->second], why);
  open.erase(found);
}

void GrowthSink::Impl::end_all(std::string_view why) {
  for (const auto& [pid, index] : open) close(curves[index], why);
  open.clear();
}

/// A pid that is joined while its curve goes on belongs to another process: the ending has been lost. Or it
/// is told again, at the beginning of a file.
void GrowthSink::Impl::join(const Event& event) {
  const auto found = open.find(event.pid);
  const Curve* const curve = found == open.end() ? nullptr : &curves[found->second];
  const bool told_again =
      curve != nullptr && event.start_ticks != 0 && curve->start_ticks == event.start_ticks;
  if (curve == nullptr || (curve->has_samples && !told_again)) begin(event.pid, event.name);
  at(event.pid, event.name).start_ticks = event.start_ticks;
}

void GrowthSink::Impl::tell_change(Curve& curve) const {
  const Verdict verdict = curve.tracker->verdict();
  if (std::exchange(curve.verdict, verdict) == verdict || !on_change) return;
  GrowthSeries series = curve.series;
  series.report = curve.tracker->report();
  series.report.verdict = verdict;  // a leak counts only once two judgements have agreed
  on_change(series);
}

GrowthSink::GrowthSink(const GrowthOptions& options, VerdictCallback on_change)
    : impl_(std::make_unique<Impl>()) {
  const GrowthTracker refuses_what_is_wrong(options);
  impl_->options = options;
  if (!on_change) impl_->options.judge_while_adding = false;  // nobody would hear of it
  impl_->on_change = std::move(on_change);
}

GrowthSink::~GrowthSink() = default;

void GrowthSink::on_start(const RecordHeader& header) {
  impl_->end_all("");
  ++impl_->segments;
  RecordHeader copy = header;
  impl_->header = std::move(copy);
}

void GrowthSink::on_sample(const Sample& sample) {
  Curve& curve = impl_->at(sample.pid, sample.status.name);
  if (!sample.status.name.empty()) curve.series.name = sample.status.name.view();
  curve.has_samples = true;
  curve.tracker->add(sample);
  impl_->tell_change(curve);
}

void GrowthSink::on_event(const Event& event) {
  switch (event.kind) {
    case EventKind::joined:
      impl_->join(event);
      break;
    case EventKind::exec:
      impl_->end(event.pid, event_name(event.kind));
      impl_->begin(event.pid, event.name);
      break;
    case EventKind::left:
    case EventKind::exited:
    case EventKind::replaced:
      impl_->end(event.pid, event_name(event.kind));
      break;
    case EventKind::stopped:
      impl_->end_all(event_name(event.kind));
      break;
    case EventKind::missed:
    case EventKind::gap:
    case EventKind::mark:
    case EventKind::sink_failed:
      break;
  }
}

std::optional<std::size_t> GrowthSink::series_of(int pid) const {
  const auto found = impl_->open.find(pid);
  return found == impl_->open.end() ? std::nullopt : std::optional(found->second);
}

std::vector<GrowthSeries> GrowthSink::series() const {
  std::vector<GrowthSeries> all;
  all.reserve(impl_->curves.size());
  for (const Curve& curve : impl_->curves) {
    all.push_back(curve.series);
    if (curve.tracker) all.back().report = curve.tracker->report();
  }
  return all;
}

}  // namespace procmem
