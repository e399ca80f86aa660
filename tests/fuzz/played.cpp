#include "played.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>

#include <procmem/error.hpp>

#include "detail/record_parser.hpp"
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

void check(std::string_view text, Played& whole) {
  play_whole(text, whole);
  check_counts(whole, text);
  Played pieces;
  play_in_pieces(text, pieces);
  require(pieces.error == whole.error);
  require(same(pieces, whole));
  require(same_summary(pieces.summary, whole.summary));
  check_torn_tail(whole, text);
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
    return std::tie(e.kind, e.time, e.monotonic, e.pid, e.name, e.start_ticks, e.count, e.text);
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
