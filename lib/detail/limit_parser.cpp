#include "detail/limit_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include <procmem/error.hpp>

#include "detail/number.hpp"
#include "detail/text_lines.hpp"

namespace procmem::detail {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t largest_page = std::uint64_t{1} << 20U;

bool takes(std::string_view& text, std::string_view prefix) noexcept {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view take_word(std::string_view& text) noexcept {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

/// A number of bytes; absent if it is too large to be a ceiling.
std::error_code parse_ceiling(std::string_view word, std::optional<Bytes>& ceiling) noexcept {
  std::uint64_t bytes = 0;
  const std::errc failed = parse_number(word, std::numeric_limits<std::uint64_t>::max(), bytes);
  if (failed == std::errc::result_out_of_range) return Errc::value_out_of_range;
  if (failed != std::errc()) return Errc::malformed_line;
  if (bytes <= largest - largest_page) ceiling = Bytes(static_cast<std::int64_t>(bytes));
  return {};
}

/// What follows the key: soft limit, hard limit, "bytes", each padded with blanks.
std::error_code parse_limit_columns(std::string_view columns, std::optional<Bytes>& soft) noexcept {
  skip_blanks(columns);
  const std::string_view soft_word = take_word(columns);
  skip_blanks(columns);
  const std::string_view hard_word = take_word(columns);
  skip_blanks(columns);
  if (hard_word.empty() || take_word(columns) != "bytes") return Errc::malformed_line;
  skip_blanks(columns);
  if (!columns.empty()) return Errc::malformed_line;
  return soft_word == "unlimited" ? std::error_code() : parse_ceiling(soft_word, soft);
}

/// One line of /proc/PID/limits that may be about `key`, and is then to be the first.
struct WantedLimit {
  std::string_view key;
  std::optional<Bytes>& value;
  bool seen = false;

  std::error_code take(std::string_view line) noexcept {
    if (!takes(line, key) || line.empty() || line.front() != ' ') return {};
    if (seen) return Errc::duplicate_key;
    seen = true;
    return parse_limit_columns(line, value);
  }
};

/// What follows a key, and in which line.
struct Value {
  std::string_view key;
  std::string_view text;
  std::size_t line = 0;
};

/// The one line of `text` that begins with the key and the separator.
Value find_value(std::string_view text, std::string_view key, char separator, ParseFault& fault) noexcept {
  fault = {};
  Value value{key, {}, 0};
  TextLines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    if (!takes(line, key) || line.empty() || line.front() != separator) continue;
    if (value.line != 0) fault = {Errc::duplicate_key, lines.number(), key};
    value.text = line.substr(1);
    value.line = lines.number();
  }
  if (value.line == 0 || lines.cut()) fault = {Errc::incomplete, 0, key};
  return value;
}

/// The ceiling, or what is wrong with it and where.
std::optional<Bytes> checked(std::error_code code, const Value& value, std::optional<Bytes> ceiling,
                             ParseFault& fault) noexcept {
  if (!code) return ceiling;
  fault = {code, value.line, value.key};
  return std::nullopt;
}

}  // namespace

ResourceLimits parse_resource_limits(std::string_view text, ParseFault& fault) noexcept {
  fault = {};
  ResourceLimits limits;
  WantedLimit data{"Max data size", limits.data};
  WantedLimit address_space{"Max address space", limits.address_space};
  TextLines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    if (lines.number() == 1 && !takes(line, "Limit ")) {
      fault = {Errc::malformed_line, 1, {}};
      return {};
    }
    for (WantedLimit* const wanted : {&data, &address_space}) {
      const std::error_code code = wanted->take(line);
      if (!code) continue;
      fault = {code, lines.number(), wanted->key};
      return {};
    }
  }
  if (!lines.cut() && lines.number() != 0) return limits;
  fault = {Errc::incomplete, 0, {}};
  return {};
}

std::optional<Bytes> parse_memory_max(std::string_view text, ParseFault& fault) noexcept {
  fault = {};
  if (text.empty() || text.back() != '\n') {
    fault = {Errc::incomplete, 1, {}};
    return std::nullopt;
  }
  text.remove_suffix(1);
  if (text == "max") return std::nullopt;
  std::optional<Bytes> ceiling;
  const std::error_code code = parse_ceiling(text, ceiling);
  return checked(code, {{}, text, 1}, ceiling, fault);
}

std::optional<Bytes> parse_hierarchical_limit(std::string_view text, ParseFault& fault) noexcept {
  const Value value = find_value(text, "hierarchical_memory_limit", ' ', fault);
  if (fault.code) return std::nullopt;
  std::optional<Bytes> ceiling;
  const std::error_code code = parse_ceiling(value.text, ceiling);
  return checked(code, value, ceiling, fault);
}

std::optional<Bytes> parse_mem_total(std::string_view text, ParseFault& fault) noexcept {
  const Value value = find_value(text, "MemTotal", ':', fault);
  if (fault.code) return std::nullopt;
  std::optional<Bytes> total;
  const std::error_code code = parse_kib(value.text, total);
  return checked(code, value, total, fault);
}

}  // namespace procmem::detail
