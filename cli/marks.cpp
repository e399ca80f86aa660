#include "marks.hpp"

#include <algorithm>

#include <procmem/text.hpp>

#include "growth_text.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::EventKind;

/// A recording may hold longer ones than ours.
std::string cut(const std::string& text) {
  constexpr std::size_t longest = 1024;
  return text.substr(0, longest);
}

std::string amount(const std::optional<Bytes>& bytes) {
  return bytes ? procmem::format_bytes(*bytes) : "-";
}

std::string growth_text(const std::optional<Bytes>& growth) {
  return growth ? format_growth(*growth) : "-";
}

std::string mark_line(const Mark& mark) {
  return text_line("mark", format_time(mark.time) + ' ' + procmem::printable(mark.text) + "; RSS " +
                               amount(mark.rss) + ", then " + growth_text(mark.growth));
}

std::string phase_line(const Mark& phase) {
  std::string text = format_time(phase.time) + ' ' + procmem::printable(phase.text);
  if (!phase.result) return text_line("phase", text + "; it did not end");
  const procmem::PhaseResult& result = *phase.result;
  text += "; " + format_duration(result.duration) + ", " + amount(result.first) + " to " +
          amount(result.last) + ", " + growth_text(result.growth());
  if (result.peak)
    text += "; peak " + amount(result.peak) +
            (result.peak_exact ? ", exact" : ", as observed; it may have been higher");
  return text_line("phase", text);
}

/// The first of them; a machine gets all that are listed.
std::string lines(const std::vector<Mark>& all, std::uint64_t more, std::string (*line)(const Mark&),
                  const char* noun) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) text += line(all[i]);
  if (all.size() > most) more += all.size() - most;
  return more == 0 ? text : text + text_line("", "and " + plural(more, noun) + " more");
}

std::optional<std::int64_t> count_of(const std::optional<Bytes>& bytes) {
  return bytes ? std::optional(bytes->count()) : std::nullopt;
}

void append(std::string& list, const JsonObject& item) {
  list += (list.empty() ? "" : ",") + item.text();
}

JsonObject json_of_mark(const Mark& mark) {
  JsonObject item;
  item.add("time", format_time(mark.time))
      .add("text", mark.text)
      .add("rss_bytes", count_of(mark.rss))
      .add("growth_bytes", count_of(mark.growth));
  return item;
}

JsonObject json_of_phase(const Mark& phase) {
  JsonObject item;
  item.add("time", format_time(phase.time)).add("name", phase.text).add("pid", phase.pid);
  item.add_json("ended", phase.result ? "true" : "false");
  if (!phase.result) return item;
  const procmem::PhaseResult& result = *phase.result;
  item.add_fraction("duration_s", std::chrono::duration<double>(result.duration).count(), 6)
      .add("first_bytes", count_of(result.first))
      .add("last_bytes", count_of(result.last))
      .add("growth_bytes", count_of(result.growth()))
      .add("peak_bytes", count_of(result.peak))
      .add_json("peak_exact", result.peak_exact ? "true" : "false");
  return item;
}

}  // namespace

/// What was watched before is not in this segment.
void Marks::begin_segment() {
  rss_.clear();
  total_ = Bytes();
  level_.reset();
  early_ = marks_.size();
  is_first_tick_ = true;
  is_open_ = false;
}

void Marks::on_sample(const procmem::Sample& sample) {
  if (!sample.status.vm_rss) return;
  const auto [place, is_new] = rss_.try_emplace(sample.pid);
  is_first_tick_ = is_first_tick_ && is_new;
  if (sample.pid != 0) total_ += *sample.status.vm_rss - place->second;
  place->second = *sample.status.vm_rss;
  level_ = level();
  for (std::size_t i = early_; is_first_tick_ && i < marks_.size(); ++i) marks_[i].rss = level_;
  if (is_open_) marks_.back().growth = *level_ - marks_.back().rss.value_or(*level_);
}

/// Of the sum, where there is one.
Bytes Marks::level() const {
  const auto sum = rss_.find(0);
  return sum != rss_.end() ? sum->second : total_;
}

void Marks::on_event(const procmem::Event& event) {
  if (event.kind == EventKind::left || event.kind == EventKind::exited || event.kind == EventKind::replaced) {
    const auto gone = rss_.find(event.pid);
    if (gone == rss_.end()) return;
    total_ -= gone->second;
    rss_.erase(gone);
  }
  if (event.kind == EventKind::stopped) begin_segment();
  if (event.kind != EventKind::mark) return;
  if (event.result) return end_phase(event);
  if (event.phase == 0) return add_mark(event);
  if (phases_.size() == most)
    ++more_phases_;
  else
    phases_.push_back({cut(event.text), event.time, {}, {}, event.pid, event.phase, {}});
}

void Marks::add_mark(const procmem::Event& event) {
  is_open_ = marks_.size() < most;
  const auto growth = level_ ? std::optional(Bytes()) : std::nullopt;  // until there is a sample
  if (is_open_)
    marks_.push_back({cut(event.text), event.time, level_, growth, 0, 0, {}});
  else
    ++more_marks_;
}

/// One whose beginning is not in the recording has its place, too.
void Marks::end_phase(const procmem::Event& event) {
  const auto begun = std::find_if(phases_.rbegin(), phases_.rend(), [&event](const Mark& phase) {
    return phase.phase == event.phase && phase.pid == event.pid && !phase.result;
  });
  if (begun != phases_.rend()) {
    begun->result = event.result;
  } else if (more_phases_ == 0 && phases_.size() < most) {
    const auto duration =
        std::chrono::duration_cast<std::chrono::system_clock::duration>(event.result->duration);
    phases_.push_back({cut(event.text), event.time - duration, {}, {}, event.pid, event.phase, event.result});
  }
}

std::string format_marks(const Marks& marks) {
  return lines(marks.marks(), marks.marks_not_listed(), mark_line, "mark") +
         lines(marks.phases(), marks.phases_not_listed(), phase_line, "phase");
}

void MarkList::add(const Marks& marks, const std::string& file) {
  for (const Mark& mark : marks.marks()) {
    JsonObject item = json_of_mark(mark);
    if (!file.empty()) item.add("file", file);
    append(marks_, item);
  }
  for (const Mark& phase : marks.phases()) {
    JsonObject item = json_of_phase(phase);
    if (!file.empty()) item.add("file", file);
    append(phases_, item);
  }
  more_marks_ += marks.marks_not_listed();
  more_phases_ += marks.phases_not_listed();
}

void MarkList::add_to(JsonObject& object) const {
  if (!marks_.empty()) object.add_json("marks", '[' + marks_ + ']');
  if (more_marks_ != 0) object.add("marks_not_listed", more_marks_);
  if (!phases_.empty()) object.add_json("phases", '[' + phases_ + ']');
  if (more_phases_ != 0) object.add("phases_not_listed", more_phases_);
}

}  // namespace cli
