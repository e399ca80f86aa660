#include "tally.hpp"

#include <algorithm>

namespace cli {

using procmem::EventKind;

Series& Tally::open(int pid, std::string_view name) {
  // First, so that out of memory no pid goes on with a series that is not there.
  if (series_.size() == series_.capacity()) series_.reserve(2 * series_.size() + 1);
  const auto [found, is_new] = open_.try_emplace(pid, series_.size());
  if (is_new) {
    series_.emplace_back();
    series_.back().pid = pid;
    series_.back().name = name;
  }
  return series_[found->second];
}

void Tally::on_sample(const procmem::Sample& sample) {
  Series& series = open(sample.pid, sample.status.name);
  series.name = sample.status.name.view();
  if (series.samples++ == 0) series.begin = sample.monotonic;
  series.end = sample.monotonic;
  series.missed += sample.missed;
  if (sample.pid != 0) ++samples_;
  const auto& rss = sample.status.vm_rss;
  if (!rss) return;
  if (!series.first) series.first = rss;
  series.last = rss;
  series.peak = std::max(series.peak.value_or(*rss), *rss);
  if (sample.pid != 0) series.kernel_peak = sample.status.vm_hwm;
}

void Tally::on_event(const procmem::Event& event) {
  switch (event.kind) {
    case EventKind::joined:
      open(event.pid, event.name);
      break;
    case EventKind::exec:
      open_.erase(event.pid);
      open(event.pid, event.name);
      break;
    case EventKind::left:
    case EventKind::exited:
    case EventKind::replaced:
      open_.erase(event.pid);
      break;
    case EventKind::stopped:
      open_.clear();
      break;
    case EventKind::missed:
    case EventKind::gap:
    case EventKind::mark:
    case EventKind::sink_failed:
      break;
  }
}

std::vector<int> Tally::watched() const {
  std::vector<int> pids;
  for (const auto& [pid, series] : open_)
    if (pid != 0) pids.push_back(pid);
  return pids;
}

std::chrono::nanoseconds Tally::duration() const noexcept {
  std::optional<std::chrono::steady_clock::time_point> begin, end;
  for (const Series& series : series_) {
    if (series.samples == 0) continue;
    begin = std::min(begin.value_or(series.begin), series.begin);
    end = std::max(end.value_or(series.end), series.end);
  }
  return begin ? *end - *begin : std::chrono::nanoseconds::zero();
}

Tally::Current Tally::current() const {
  Current current;
  const auto sum = open_.find(0);
  for (const auto& [pid, index] : open_) {
    if (sum != open_.end() && pid != 0) continue;
    current.rss += series_[index].last.value_or(procmem::Bytes());
    current.growth += series_[index].growth();
  }
  return current;
}

}  // namespace cli
