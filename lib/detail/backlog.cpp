#include "detail/backlog.hpp"

#include <algorithm>
#include <utility>

namespace procmem::detail {
namespace {

constexpr std::size_t most_kept = std::size_t{64} << 10U;

std::string were_lost(std::uint64_t count, const char* what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? " was lost" : "s were lost");
}

Event gap_at(const Instant& now, std::uint64_t count, std::string text) {
  Event gap;
  gap.kind = EventKind::gap;
  gap.time = now.time;
  gap.monotonic = now.monotonic;
  gap.count = count;
  gap.text = std::move(text);
  return gap;
}

}  // namespace

void Backlog::begin(const RecordHeader& header) {
  begun_ = false;  // should there be no memory for the header
  header_ = header;
  watched_.clear();
  begun_ = true;
  header_state_ = Header::due;
}

void Backlog::go_on_elsewhere() noexcept {
  if (begun_ && header_state_ == Header::written) header_state_ = Header::due_again;
}

void Backlog::note(const Event& event) {
  switch (event.kind) {
    case EventKind::joined:
      watched_[event.pid] = event;
      break;
    case EventKind::exec:
      if (const auto known = watched_.find(event.pid); known != watched_.end())
        known->second.name = event.name;
      break;
    case EventKind::left:
    case EventKind::exited:
    case EventKind::replaced:
      watched_.erase(event.pid);
      break;
    case EventKind::missed:
    case EventKind::gap:
    case EventKind::mark:
    case EventKind::sink_failed:
    case EventKind::stopped:
      break;
  }
}

void Backlog::keep(std::string_view event) {
  if (events_lost_ != 0 || events_.size() + event.size() > most_kept) return lose_event();
  events_ += event;
}

void Backlog::lose_event() noexcept {
  events_lost_ += static_cast<std::uint64_t>(std::count(events_.begin(), events_.end(), '\n')) + 1;
  events_.clear();
  header_state_ = Header::due;
}

void Backlog::lose_sample(std::error_code why) noexcept {
  if (lost_.samples++ == 0) lost_.why = why;
}

void Backlog::doubt_samples(std::uint64_t count, std::error_code why) noexcept {
  if (doubted_.samples == 0) doubted_.why = why;
  doubted_.samples += count;
}

bool Backlog::empty() const noexcept {
  return header_state_ == Header::written && !torn_line_ends_ && torn_line_.empty() && events_.empty() &&
         events_lost_ == 0 && lost_.samples == 0 && doubted_.samples == 0;
}

void Backlog::append_header(std::string& batch, RecordWriter& writer, const Instant& now) const {
  RecordHeader header = header_;
  header.continued = header_state_ == Header::due_again;
  if (header.continued || events_lost_ != 0) {
    header.time = now.time;
    header.monotonic = now.monotonic;
  }
  batch += writer.header(header, column_row_due_);
  if (!header.continued && events_lost_ == 0) return;  // who is watched is told by the events that follow
  for (auto [pid, joined] : watched_) {
    joined.time = now.time;
    joined.monotonic = now.monotonic;
    batch += writer.event(joined);
  }
}

void Backlog::append_to(std::string& batch, RecordWriter& writer, const Instant& now) const {
  if (torn_line_ends_) batch += writer.end_of_torn_line();
  if (header_state_ != Header::written) append_header(batch, writer, now);
  const auto tell = [&](std::uint64_t count, std::string text) {
    batch += writer.event(gap_at(now, count, std::move(text)));
  };
  if (!torn_line_.empty()) tell(0, "the recorder before was cut off while it wrote: " + torn_line_);
  batch += events_;
  if (lost_.samples != 0)
    tell(lost_.samples, were_lost(lost_.samples, "sample") + ": " + lost_.why.message());
  if (doubted_.samples != 0)
    tell(doubted_.samples, "what was written last may not be on the disk (samples: " +
                               std::to_string(doubted_.samples) + "): " + doubted_.why.message());
  if (events_lost_ != 0) tell(0, were_lost(events_lost_, "event"));
}

void Backlog::clear() noexcept {
  if (header_state_ != Header::written) column_row_due_ = false;
  header_state_ = Header::written;
  torn_line_ends_ = false;
  torn_line_.clear();
  events_.clear();
  events_lost_ = 0;
  lost_ = doubted_ = Loss();
}

}  // namespace procmem::detail
