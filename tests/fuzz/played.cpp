#include "played.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <tuple>

#include <procmem/error.hpp>

#include "detail/record_parser.hpp"
#include "detail/record_writer.hpp"
#include "targets.hpp"

using namespace procmem;

namespace {

template <class Items>
bool all_same(const Items& a, const Items& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return same(x, y); });
}

bool same_summary(const ReadSummary& a, const ReadSummary& b) {
  const auto all = [](const ReadSummary& s) {
    return std::tie(s.format, s.lines, s.samples, s.events, s.segments, s.skipped_lines, s.torn_tail);
  };
  return all(a) == all(b) && std::equal(a.skipped.begin(), a.skipped.end(), b.skipped.begin(),
                                        b.skipped.end(), [](const SkippedLine& x, const SkippedLine& y) {
                                          return x.line == y.line && x.reason == y.reason;
                                        });
}

/// Every line is a header, a sample, an event, skipped, or says nothing; none is two of these.
void check_counts(const Played& played, std::string_view text) {
  const ReadSummary& s = played.summary;
  require(s.samples == played.samples.size() && s.events == played.events.size());
  require(s.segments == played.headers.size());
  require(s.samples + s.events + s.skipped_lines <= s.lines);
  require(s.skipped.size() == std::min<std::uint64_t>(s.skipped_lines, 100));
  if (played.error) return;
  const auto line_feeds = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  const bool torn = !text.empty() && text.back() != '\n';
  require(s.torn_tail == torn && s.lines == line_feeds + (torn ? 1 : 0));
}

/// A line without an end gives nothing: without it the same comes out.
void check_torn_tail(const Played& whole, std::string_view text) {
  if (whole.error || text.empty() || text.back() == '\n') return;
  Played before;
  play_whole(text.substr(0, text.rfind('\n') + 1), before);
  require(same(before, whole));
}

/// Writes anew what a recording holds.
class Rewriter final : public Sink {
 public:
  explicit Rewriter(RecordFormat format) : writer_(format, {}) {}

  void on_start(const RecordHeader& header) override {
    text_ += writer_.header(header, text_.empty());
    ++records_;
  }
  void on_sample(const Sample& sample) override {
    text_ += writer_.sample(sample);
    ++records_;
  }
  void on_event(const Event& event) override {
    text_ += writer_.event(event);
    ++records_;
  }

  std::string_view text() const { return text_; }
  std::size_t records() const { return records_; }

 private:
  detail::RecordWriter writer_;
  std::string text_;
  std::size_t records_ = 0;
};

template <class Record>
void cut_to_microseconds(Record& record) {
  record.time = std::chrono::floor<std::chrono::microseconds>(record.time);
}

/// What the writer keeps: whole microseconds, and of a limit nothing where there is none.
Played as_written(Played played) {
  for (RecordHeader& header : played.headers) {
    cut_to_microseconds(header);
    if (header.limit) continue;
    header.limit_source.clear();
    header.limit_bounds.clear();
  }
  for (Sample& sample : played.samples) cut_to_microseconds(sample);
  for (Event& event : played.events) cut_to_microseconds(event);
  return played;
}

/// What has been read can be written, and is then read the same, without a line passed over.
void check_rewritten(std::string_view text, const Played& whole) {
  if (whole.headers.empty()) return;
  Rewriter rewriter(whole.summary.format);
  ReadSummary summary;
  detail::RecordParser parser(rewriter, summary);
  if (!parser.feed(text)) parser.finish();
  require(rewriter.records() == whole.headers.size() + whole.samples.size() + whole.events.size());
  Played again;
  play_whole(rewriter.text(), again);
  // A header alone makes no memlog, which holds none.
  require(!again.error || rewriter.text().empty());
  require(again.summary.skipped_lines == 0 && !again.summary.torn_tail);
  require(rewriter.text().empty() || same(again, as_written(whole)));
}

void check(std::string_view text, Played& whole) {
  play_whole(text, whole);
  check_counts(whole, text);
  Played pieces;
  play_in_pieces(text, pieces);
  require(pieces.error == whole.error);
  require(same(pieces, whole));
  require(same_summary(pieces.summary, whole.summary));
  check_torn_tail(whole, text);
  check_rewritten(text, whole);
}

}  // namespace

bool same(const RecordHeader& a, const RecordHeader& b) {
  const auto all = [](const RecordHeader& h) {
    return std::tie(h.version, h.time, h.monotonic, h.interval, h.boot_id, h.pid, h.name, h.start_ticks,
                    h.limit, h.limit_source, h.limit_bounds, h.continued);
  };
  return all(a) == all(b);
}

bool same(const Sample& a, const Sample& b) {
  const auto all = [](const Sample& s) { return std::tie(s.time, s.monotonic, s.pid, s.missed, s.status); };
  return all(a) == all(b);
}

bool same(const Event& a, const Event& b) {
  const auto all = [](const Event& e) {
    return std::tie(e.kind, e.time, e.monotonic, e.pid, e.name, e.start_ticks, e.count, e.text, e.phase,
                    e.result);
  };
  return all(a) == all(b);
}

bool same(const Played& a, const Played& b) {
  return all_same(a.headers, b.headers) && all_same(a.samples, b.samples) && all_same(a.events, b.events);
}

void play_whole(std::string_view text, Played& played) {
  detail::RecordParser parser(played, played.summary);
  played.error = parser.feed(text);
  if (!played.error) played.error = parser.finish();
}

void play_in_pieces(std::string_view text, Played& played) {
  detail::RecordParser parser(played, played.summary);
  while (!text.empty() && !played.error) {
    const std::size_t wanted = 1 + static_cast<unsigned char>(text.front()) % 40U;
    const std::string_view piece = text.substr(0, wanted);
    played.error = parser.feed(piece);
    text.remove_prefix(piece.size());
  }
  if (!played.error) played.error = parser.finish();
}

void check_recording(std::string_view text, std::string_view first_line) {
  Played played;
  check(text, played);
  if (played.error != make_error_code(Errc::not_a_recording)) return;
  Played behind;
  check(std::string(first_line).append(text), behind);
}
