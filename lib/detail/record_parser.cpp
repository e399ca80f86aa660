#include "detail/record_parser.hpp"

#include <algorithm>
#include <utility>

#include <procmem/error.hpp>

#include "detail/timestamp.hpp"

namespace procmem::detail {
namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20U;
constexpr std::size_t most_reasons = 100;

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Whether a text as long as the shorter of the two begins both.
bool share_beginning(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  return a.substr(0, common) == b.substr(0, common);
}

/// Whether this may be what is left of a first line.
bool may_begin_recording(std::string_view text) {
  std::string digits_as_zero(text.substr(0, 19));
  for (char& c : digits_as_zero)
    if (c >= '1' && c <= '9') c = '0';
  return share_beginning(text, R"(# {"type":"header",)") || share_beginning(text, R"({"type":"header",)") ||
         (text.size() <= 19 && share_beginning(digits_as_zero, "0000-00-00-00:00:00"));
}

/// What the first line of a file shows it to be.
std::optional<RecordFormat> format_of(std::string_view line) {
  if (starts_with(line, "{")) return RecordFormat::jsonl;
  if (starts_with(line, "#") || starts_with(line, "time,")) return RecordFormat::csv;
  if (parse_local(line)) return RecordFormat::memlog;
  return std::nullopt;
}

}  // namespace

std::error_code RecordParser::feed(std::string_view piece) {
  for (std::size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
    ++summary_.lines;
    if (const std::error_code error = end_line(piece.substr(0, end))) return error;
    piece.remove_prefix(end + 1);
  }
  overlong_ = overlong_ || partial_.size() + piece.size() > longest_line;
  if (overlong_)
    partial_.clear();
  else
    partial_ += piece;
  return {};
}

/// Takes the line that ends with this piece.
std::error_code RecordParser::end_line(std::string_view piece) {
  std::error_code error;
  if (std::exchange(overlong_, false) || partial_.size() + piece.size() > longest_line)
    skip("longer than 1 MiB", summary_.lines);
  else
    error = take_line(partial_.empty() ? piece : std::string_view(partial_ += piece));
  partial_.clear();
  return error;
}

std::error_code RecordParser::finish() {
  const bool torn = !partial_.empty() || overlong_;
  if (torn) {
    // Where a line was cut nobody can tell: "12" may be what is left of "123".
    ++summary_.lines;
    summary_.torn_tail = true;
    skip("the last line has no end", summary_.lines);
  }
  if (!lines_) return finish_without_a_line(torn);
  const LineResult result = lines_->finish();
  // What the torn line leaves unfinished has been counted with it.
  if (result.skipped != nullptr && !torn) skip(result.skipped, summary_.lines);
  lines_.reset();
  partial_.clear();
  overlong_ = false;
  return result.fatal;
}

/// A recorder may have been killed before it wrote anything, or in the middle of its first record.
std::error_code RecordParser::finish_without_a_line(bool torn) const {
  const bool may_be_ours = !torn || (!overlong_ && may_begin_recording(partial_));
  return may_be_ours ? std::error_code() : make_error_code(Errc::not_a_recording);
}

std::error_code RecordParser::take_line(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (!lines_) {
    if (starts_with(line, "\xEF\xBB\xBF")) line.remove_prefix(3);  // a byte order mark
    const auto format = format_of(line);
    if (!format) return Errc::not_a_recording;
    summary_.format = *format;
    lines_ = *format == RecordFormat::jsonl ? make_jsonl_parser(player_)
             : *format == RecordFormat::csv ? make_csv_parser(player_)
                                            : make_memlog_parser(player_);
  }
  const LineResult result = lines_->take(line);
  if (result.skipped != nullptr) skip(result.skipped, summary_.lines);
  return result.fatal;
}

void RecordParser::skip(const char* reason, std::uint64_t line) {
  ++summary_.skipped_lines;
  if (summary_.skipped.size() < most_reasons) summary_.skipped.push_back({line, reason});
}

}  // namespace procmem::detail
