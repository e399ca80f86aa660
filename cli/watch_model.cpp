#include "watch_model.hpp"

#include <algorithm>

namespace cli {

using procmem::EventKind;

namespace {

/// The verdict that was given while adding goes before that of a report: who asks often is wrong often.
void judge_anew(Watched& watched) {
  watched.report = watched.tracker->report();
  watched.report.verdict = watched.tracker->verdict();
  watched.judged = true;
}

/// As often as the tracker itself judges, or when its verdict has changed.
bool is_due(const Watched& watched) {
  return !watched.judged || watched.tracker->verdict() != watched.report.verdict ||
         watched.samples > watched.report.samples + watched.report.samples / 24;
}

}  // namespace

std::optional<std::int64_t> Watched::now() const {
  return last ? field->get(*last) : std::nullopt;
}

std::optional<std::int64_t> Watched::growth() const {
  const auto value = now();
  return value && first ? std::optional(*value - *first) : std::nullopt;
}

/// The limit that all have. RLIMIT_AS and RLIMIT_DATA bound each process, not the sum.
void WatchModel::set_limit(Watched& watched) const {
  const bool of_each = header_.limit_bounds == "vm_size" || header_.limit_bounds == "vm_data";
  if (!header_.limit || (watched.pid == 0 && of_each)) return;
  watched.limit = header_.limit;
  watched.limit_source = header_.limit_source;
  watched.limited = procmem::find_field(header_.limit_bounds);
}

void WatchModel::on_start(const procmem::RecordHeader& header) {
  end_all("");
  header_ = header;
}

Watched& WatchModel::begin(int pid, const procmem::ProcessName& name) {
  end(pid, "");
  Watched watched;
  watched.number = begun_++;
  watched.pid = pid;
  watched.name = name;
  watched.field = fields_.front();
  watched.histories.resize(fields_.size());
  set_limit(watched);
  if (judged_ < most_judged) {
    ++judged_;
    watched.tracker.emplace();
    watched.tracker->set_limit(watched.limit, watched.limited);
  }
  return open_.insert_or_assign(pid, std::move(watched)).first->second;
}

Watched& WatchModel::at(int pid, const procmem::ProcessName& name) {
  const auto found = open_.find(pid);
  return found == open_.end() ? begin(pid, name) : found->second;
}

void WatchModel::end(int pid, const std::string& why) {
  const auto found = open_.find(pid);
  if (found == open_.end()) return;
  Watched& watched = found->second;
  watched.ended = why.empty() ? "ended" : why;
  if (watched.tracker) {
    judge_anew(watched);
    watched.tracker.reset();
    --judged_;
  }
  if (watched.last) ended_.push_front(std::move(watched));
  if (ended_.size() > most_ended) ended_.pop_back();
  open_.erase(found);
}

void WatchModel::end_all(const std::string& why) {
  while (!open_.empty()) end(open_.begin()->first, why);
}

void WatchModel::on_sample(const procmem::Sample& sample) {
  Watched& watched = at(sample.pid, sample.status.name);
  if (!sample.status.name.empty()) watched.name = sample.status.name;
  if (watched.samples++ == 0) watched.begin = sample.monotonic;
  watched.last = sample;
  const double seconds = std::chrono::duration<double>(sample.monotonic.time_since_epoch()).count();
  for (std::size_t i = 0; i < fields_.size(); ++i)
    if (const auto value = fields_[i]->get(sample)) watched.histories[i].add(seconds, *value);
  if (const auto value = watched.now()) {
    watched.first = watched.first.value_or(*value);
    watched.peak = std::max(watched.peak.value_or(*value), *value);
  }
  if (watched.tracker) {
    watched.tracker->add(sample);
    if (is_due(watched)) judge_anew(watched);
  }
  if (on_change_) on_change_();
}

void WatchModel::on_event(const procmem::Event& event) {
  switch (event.kind) {
    case EventKind::joined:
    case EventKind::exec:
      end(event.pid, std::string(event_name(event.kind)));
      begin(event.pid, event.name);
      break;
    case EventKind::left:
    case EventKind::exited:
    case EventKind::replaced:
      end(event.pid, std::string(event_name(event.kind)));
      break;
    case EventKind::stopped:
      end_all(std::string(event_name(event.kind)));
      break;
    case EventKind::gap:
      if (const auto found = open_.find(event.pid); found != open_.end()) ++found->second.gaps;
      break;
    case EventKind::missed:
    case EventKind::mark:
    case EventKind::sink_failed:
      return;
  }
  if (on_change_) on_change_();
}

std::vector<const Watched*> WatchModel::all() const {
  std::vector<const Watched*> list;
  list.reserve(open_.size() + ended_.size());
  for (const auto& [pid, watched] : open_)
    if (watched.last) list.push_back(&watched);
  for (const Watched& watched : ended_) list.push_back(&watched);
  return list;
}

const Watched* WatchModel::find(std::uint64_t number) const {
  const std::vector<const Watched*> list = all();
  const auto found = std::find_if(list.begin(), list.end(),
                                  [number](const Watched* watched) { return watched->number == number; });
  return found == list.end() ? nullptr : *found;
}

const Watched* WatchModel::successor_of(const Watched& ended) const {
  const auto found = open_.find(ended.pid);
  const bool is_successor = ended.ended == "exec" && found != open_.end() && found->second.last;
  return is_successor ? &found->second : nullptr;
}

}  // namespace cli
