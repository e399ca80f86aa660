#include "ranking.hpp"

#include <algorithm>
#include <numeric>

namespace cli {

using procmem::EventKind;

/// A process that is told again, at the beginning of a file, goes on with its series; another one with its
/// pid does not, even if its predecessor's end was lost.
void SeriesNumbers::on_event(const procmem::Event& event) {
  switch (event.kind) {
    case EventKind::joined:
      if (const auto open = open_.find(event.pid);
          open != open_.end() && (event.start_ticks == 0 || open->second.start_ticks != event.start_ticks))
        open_.erase(open);
      joined_[event.pid] = event.start_ticks;
      break;
    case EventKind::exec:
    case EventKind::left:
    case EventKind::exited:
    case EventKind::replaced:
      open_.erase(event.pid);
      joined_.erase(event.pid);
      break;
    case EventKind::stopped:
      open_.clear();
      joined_.clear();
      break;
    case EventKind::missed:
    case EventKind::gap:
    case EventKind::mark:
    case EventKind::sink_failed:
      break;
  }
}

std::size_t SeriesNumbers::of_sample(int pid) {
  const auto [open, is_new] = open_.try_emplace(pid);
  if (is_new) {
    open->second.number = count_++;
    if (const auto joined = joined_.find(pid); joined != joined_.end())
      open->second.start_ticks = joined->second;
  }
  return open->second.number;
}

std::optional<std::size_t> SeriesNumbers::of(int pid) const {
  const auto open = open_.find(pid);
  return open == open_.end() ? std::nullopt : std::optional(open->second.number);
}

void Ranking::on_start(const procmem::RecordHeader& /*header*/) {
  numbers_.on_start();
}

void Ranking::on_sample(const procmem::Sample& sample) {
  const std::size_t number = numbers_.of_sample(sample.pid);
  if (lines_.size() < numbers_.count()) lines_.resize(numbers_.count());
  const auto value = value_(sample);
  if (!value) return;
  Line& line = lines_[number];
  const double time = std::chrono::duration<double>(sample.monotonic.time_since_epoch()).count();
  if (line.count == 0) line.begin = time;
  line.end = std::max(line.end, time);
  line.count += 1;
  const double before = time - line.time;  // from the mean before
  line.time += before / line.count;
  line.value += (static_cast<double>(*value) - line.value) / line.count;
  line.time_squares += before * (time - line.time);
  line.products += before * (static_cast<double>(*value) - line.value);
}

void Ranking::on_event(const procmem::Event& event) {
  numbers_.on_event(event);
}

double Ranking::growth_of(const Line& line) noexcept {
  return line.time_squares > 0 ? line.products / line.time_squares * (line.end - line.begin) : 0;
}

std::vector<std::size_t> Ranking::order() const {
  std::vector<std::size_t> numbers(lines_.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::stable_sort(numbers.begin(), numbers.end(),
                   [this](std::size_t a, std::size_t b) { return growth(a) > growth(b); });
  return numbers;
}

}  // namespace cli
