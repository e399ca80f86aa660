#include "tally.hpp"

#include <algorithm>
#include <utility>

namespace cli {

using procmem::EventKind;

namespace {

/// Ended series that are kept.
constexpr std::size_t most_ended = 64;

/// The sum before all others.
bool grew_more(const Series& a, const Series& b) noexcept {
  const bool sum = a.pid == 0;
  return sum != (b.pid == 0) ? sum : a.growth() > b.growth();
}

void keep_those_that_grew_most(std::vector<Series>& ended) {
  const auto last = ended.begin() + most_ended;
  std::nth_element(ended.begin(), last, ended.end(), grew_more);
  ended.erase(last, ended.end());
}

}  // namespace

Series& Tally::open(int pid, std::string_view name) {
  const auto [found, is_new] = open_.try_emplace(pid);
  Series& series = found->second;
  if (is_new) {
    series.pid = pid;
    series.number = begun_++;
  }
  if (series.name != name) series.name = name;
  return series;
}

void Tally::close(int pid) {
  const auto found = open_.find(pid);
  if (found == open_.end()) return;
  if (ended_.size() == 2 * most_ended) keep_those_that_grew_most(ended_);
  ended_.push_back(std::move(found->second));
  open_.erase(found);
}

void Tally::on_sample(const procmem::Sample& sample) {
  Series& series = open(sample.pid, sample.status.name);
  if (series.samples++ == 0) series.begin = sample.monotonic;
  series.end = sample.monotonic;
  series.missed += sample.missed;
  if (sample.pid != 0 && samples_++ == 0) first_ = sample.monotonic;
  last_ = sample.monotonic;
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
      close(event.pid);
      open(event.pid, event.name);
      break;
    case EventKind::left:
    case EventKind::exited:
    case EventKind::replaced:
      close(event.pid);
      break;
    case EventKind::stopped:
      while (!open_.empty()) close(open_.begin()->first);
      break;
    case EventKind::missed:
    case EventKind::gap:
    case EventKind::mark:
    case EventKind::sink_failed:
      break;
  }
}

std::vector<Series> Tally::series() const {
  std::vector<Series> all = ended_;
  for (const auto& [pid, series] : open_) all.push_back(series);
  std::sort(all.begin(), all.end(), [](const Series& a, const Series& b) { return a.number < b.number; });
  return all;
}

std::vector<int> Tally::watched() const {
  std::vector<int> pids;
  for (const auto& [pid, series] : open_)
    if (pid != 0) pids.push_back(pid);
  return pids;
}

Tally::Current Tally::current() const {
  Current current;
  const auto sum = open_.find(0);
  for (const auto& [pid, series] : open_) {
    if (sum != open_.end() && pid != 0) continue;
    current.rss += series.last.value_or(procmem::Bytes());
    current.growth += series.growth();
  }
  return current;
}

}  // namespace cli
