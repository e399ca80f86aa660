#include "detail/smaps_parser.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include <procmem/error.hpp>

#include "detail/number.hpp"
#include "detail/words.hpp"

namespace procmem::detail {
namespace {

constexpr std::size_t unknown = smaps_keys.size();

// As Linux prints a figure: its key in 16 columns, its value in eight (of the longest key in seven), " kB".
constexpr std::size_t key_columns = 16;
constexpr std::size_t value_columns = 8;
constexpr std::string_view value_end = " kB\n";
constexpr std::size_t figure_size = key_columns + value_columns + value_end.size();

using PaddedKey = std::array<char, key_columns>;

/// The keys with the blanks that follow them.
constexpr std::array<PaddedKey, smaps_keys.size()> padded_keys = [] {
  std::array<PaddedKey, smaps_keys.size()> padded{};
  for (std::size_t i = 0; i < padded.size(); ++i)
    for (std::size_t k = 0; k < key_columns; ++k)
      padded[i][k] = k < smaps_keys[i].text().size() ? smaps_keys[i].text()[k] : ' ';
  return padded;
}();

bool starts_with(std::string_view text, std::string_view prefix) noexcept {
  // The first letter mostly tells.
  return !text.empty() && text.front() == prefix.front() && text.substr(0, prefix.size()) == prefix;
}

/// The value of a digit as the kernel prints it; 16 if it is none.
unsigned hex_digit(char c) noexcept {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  return c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10U : 16U;
}

/// Takes a hexadecimal number off the front; one that has more digits than the type has room for is none.
template <class Number>
bool take_hex(std::string_view& text, Number& number) noexcept {
  std::size_t n = 0;
  Number value = 0;
  for (unsigned digit = 0; n < text.size() && (digit = hex_digit(text[n])) < 16; ++n)
    value = static_cast<Number>(value << 4U) | digit;
  if (n == 0 || n > 2 * sizeof(Number)) return false;
  text.remove_prefix(n);
  number = value;
  return true;
}

bool take_char(std::string_view& text, char c) noexcept {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// No key of the kernel's begins as a header does, with an address range.
bool begins_mapping(std::string_view line) noexcept {
  std::size_t n = 0;
  while (n < line.size() && hex_digit(line[n]) < 16) ++n;
  return n != 0 && n < line.size() && line[n] == '-';
}

/// "rw-p"; a kernel without an MMU prints S for what is shared and cannot be private.
bool take_permissions(std::string_view& text, Mapping& mapping) noexcept {
  if (text.size() < 4) return false;
  const auto is = [&text](std::size_t i, char yes) { return text[i] == yes; };
  mapping.readable = is(0, 'r');
  mapping.writable = is(1, 'w');
  mapping.executable = is(2, 'x');
  mapping.shared = is(3, 's') || is(3, 'S');
  const bool valid = (mapping.readable || is(0, '-')) && (mapping.writable || is(1, '-')) &&
                     (mapping.executable || is(2, '-')) && (mapping.shared || is(3, 'p'));
  text.remove_prefix(4);
  return valid;
}

/// "BEGIN-END PERMISSIONS OFFSET MAJOR:MINOR INODE", then nothing, or blanks and a name.
std::error_code parse_header(std::string_view line, Mapping& mapping) {
  const bool taken = take_hex(line, mapping.begin) && take_char(line, '-') && take_hex(line, mapping.end) &&
                     take_char(line, ' ') && take_permissions(line, mapping) && take_char(line, ' ') &&
                     take_hex(line, mapping.offset) && take_char(line, ' ') &&
                     take_hex(line, mapping.device_major) && take_char(line, ':') &&
                     take_hex(line, mapping.device_minor) && take_char(line, ' ');
  if (!taken || mapping.end < mapping.begin) return Errc::malformed_line;
  const std::errc failed =
      parse_number(take_digits(line), std::numeric_limits<std::uint64_t>::max(), mapping.inode);
  if (failed == std::errc::result_out_of_range) return Errc::value_out_of_range;
  if (failed != std::errc() || (!line.empty() && line.front() != ' ')) return Errc::malformed_line;
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  mapping.name = line;
  return {};
}

}  // namespace

MappingParser::MappingParser(MappingFile file, const MappingCallback& callback) noexcept
    : file_(file), callback_(callback) {
  for (std::size_t i = 0; i < smaps_keys.size(); ++i) successor_[i] = static_cast<std::uint8_t>(i + 1);
}

bool MappingParser::feed(std::string_view piece) {
  if (fault_.code) return false;
  if (!unfinished_.empty()) {
    const std::size_t end = piece.find('\n');
    if (!keep(piece.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    if (!take_line(unfinished_)) return false;
    unfinished_.clear();
    piece.remove_prefix(end + 1);
  }
  for (std::size_t end = 0; end != std::string_view::npos;) {
    while (const std::size_t size = take_expected(piece)) piece.remove_prefix(size);
    end = piece.find('\n');
    if (end == std::string_view::npos) break;
    if (!take_line(piece.substr(0, end))) return false;
    piece.remove_prefix(end + 1);
  }
  return keep(piece);
}

bool MappingParser::finish() {
  if (fault_.code) return false;
  if (!unfinished_.empty()) return fail(Errc::incomplete, line_ + 1);
  if (header_line_ == 0) return fail(Errc::not_a_smaps_file, 0);
  return tell_mapping();
}

bool MappingParser::keep(std::string_view part) {
  if (unfinished_.size() + part.size() > longest_line) return fail(Errc::too_large, line_ + 1);
  unfinished_ += part;
  return true;
}

/// Takes a line off the front that is the figure expected next and is as Linux prints it: most are. Four
/// words are compared and converted; nothing is searched for. \return its length; 0: take_line() has to
/// decide.
std::size_t MappingParser::take_expected(std::string_view text) noexcept {
  const std::size_t key = successor_[last_];
  if (text.size() < figure_size || key == unknown || header_line_ == 0 || file_ == MappingFile::maps)
    return 0;
  const char* const value = text.data() + key_columns;
  std::optional<Bytes>& figure = smaps_keys[key].of(mapping_);
  std::int64_t kib = 0;
  if (figure || std::memcmp(text.data(), padded_keys[key].data(), key_columns) != 0 ||
      std::memcmp(value + value_columns, value_end.data(), value_end.size()) != 0 ||
      !read_columns(value, kib))
    return 0;
  figure = Bytes::from_kib(kib);
  last_ = key;
  ++line_;
  return figure_size;
}

bool MappingParser::take_line(std::string_view line) {
  ++line_;
  if (line.size() > longest_line) return fail(Errc::too_large, line_);
  if (begins_mapping(line)) return take_header(line);
  if (header_line_ == 0) return fail(Errc::not_a_smaps_file, line_);
  return take_figure(line);
}

bool MappingParser::take_header(std::string_view line) {
  if (header_line_ != 0 && !tell_mapping()) return false;
  header_line_ = line_;
  last_ = header;
  mapping_.size = mapping_.kernel_page_size = mapping_.mmu_page_size = std::nullopt;
  mapping_.figures = {};
  const std::error_code code = parse_header(line, mapping_);
  return !code || fail(code, line_);
}

bool MappingParser::take_figure(std::string_view line) {
  const std::size_t key = find_key(line);
  if (file_ == MappingFile::maps || (key == unknown && line.find(':') == std::string_view::npos))
    return fail(Errc::malformed_line, line_);
  if (key == unknown) return true;
  std::optional<Bytes>& figure = smaps_keys[key].of(mapping_);
  if (figure) return fail(Errc::duplicate_key, line_, smaps_keys[key].name());
  const std::string_view value = line.substr(smaps_keys[key].text().size());
  if (parse_kernel_kib(value, figure)) return true;
  const std::error_code code = parse_kib(value, figure);
  return !code || fail(code, line_, smaps_keys[key].name());
}

bool MappingParser::tell_mapping() {
  if (file_ == MappingFile::smaps && !mapping_.figures.rss)
    return fail(Errc::incomplete, header_line_, "Rss");
  callback_(mapping_);
  return true;
}

bool MappingParser::fail(std::error_code code, std::size_t line, std::string_view key) noexcept {
  fault_ = {code, line, key};
  return false;
}

std::size_t MappingParser::find_key(std::string_view line) noexcept {
  std::size_t key = successor_[last_];
  if (key == unknown || !starts_with(line, smaps_keys[key].text())) {
    for (key = 0; key < smaps_keys.size(); ++key)
      if (starts_with(line, smaps_keys[key].text())) break;
    if (key == unknown) return unknown;
    successor_[last_] = static_cast<std::uint8_t>(key);
  }
  last_ = key;
  return key;
}

SmapsRollup parse_smaps_rollup_text(std::string_view text, ParseFault& fault) {
  SmapsRollup rollup;
  int mappings = 0;
  int rollups = 0;
  const MappingCallback callback = [&](const Mapping& mapping) {
    rollup = mapping.figures;
    ++mappings;
    if (mapping.name == "[rollup]") ++rollups;
  };
  MappingParser parser(MappingFile::smaps, callback);
  if (parser.feed(text)) parser.finish();
  fault = parser.fault();
  if (!fault.code && (mappings != 1 || rollups != 1)) fault = {Errc::not_a_smaps_file, 0, {}};
  return fault.code ? SmapsRollup() : rollup;
}

}  // namespace procmem::detail
