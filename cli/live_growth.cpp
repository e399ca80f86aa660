#include "live_growth.hpp"

namespace cli {

using procmem::EventKind;

void LiveGrowth::on_start(const procmem::RecordHeader& header) {
  watched_.clear();
  if (growth_) growth_->on_start(header);
}

/// A recording need not have events.
void LiveGrowth::on_sample(const procmem::Sample& sample) {
  if (growth_ && !growth_->series_of(sample.pid)) watch(sample.pid);
  if (growth_) growth_->on_sample(sample);
}

void LiveGrowth::on_event(const procmem::Event& event) {
  if (!growth_) return;
  if (event.kind == EventKind::joined) watch(event.pid);
  if (event.kind == EventKind::exec) count_series();
  if (event.kind == EventKind::left || event.kind == EventKind::exited || event.kind == EventKind::replaced)
    watched_.erase(event.pid);
  if (event.kind == EventKind::stopped) watched_.clear();
  if (growth_) growth_->on_event(event);
}

void LiveGrowth::watch(int pid) {
  if (pid != 0 && watched_.insert(pid).second) count_series();
}

void LiveGrowth::count_series() {
  ++begun_;
  if (may_give_up_ && (watched_.size() > most || begun_ > most_in_all)) growth_.reset();
}

std::vector<procmem::GrowthSeries> LiveGrowth::series() const {
  return growth_ ? growth_->series() : std::vector<procmem::GrowthSeries>();
}

std::optional<std::size_t> LiveGrowth::series_of(int pid) const {
  return growth_ ? growth_->series_of(pid) : std::nullopt;
}

}  // namespace cli
