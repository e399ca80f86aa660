#ifndef PROCMEM_DETAIL_NUMBER_HPP
#define PROCMEM_DETAIL_NUMBER_HPP

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

#include <procmem/bytes.hpp>

#include "detail/words.hpp"

namespace procmem::detail {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_letter(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// A number of decimal digits and nothing else: no sign, blank, prefix, point or grouping.
/// Errors: std::errc::invalid_argument, std::errc::result_out_of_range (beyond `max`); `value` is then
/// unchanged.
std::errc parse_number(std::string_view digits, std::uint64_t max, std::uint64_t& value) noexcept;

/// Takes the digits that `text` begins with off it and returns them.
std::string_view take_digits(std::string_view& text) noexcept;

/// Takes the number that `text` begins with off it. Inline, because a sample of statm is little else.
/// Errors: as parse_number(), with no bound but the type's; the digits are taken all the same.
inline std::errc take_number(std::string_view& text, std::uint64_t& value) noexcept {
  constexpr std::size_t cannot_overflow = 19;
  if (std::int64_t few = 0; text.size() >= 8) {
    if (const int digits = read_digits(text.data(), few); digits != 0) {
      text.remove_prefix(static_cast<std::size_t>(digits));
      value = static_cast<std::uint64_t>(few);
      return {};
    }
  }
  std::size_t n = 0;
  std::uint64_t sum = 0;
  while (n < text.size() && n < cannot_overflow && is_digit(text[n]))
    sum = sum * 10 + static_cast<std::uint64_t>(text[n++] - '0');
  if (n == cannot_overflow)
    return parse_number(take_digits(text), std::numeric_limits<std::uint64_t>::max(), value);
  text.remove_prefix(n);
  if (n == 0) return std::errc::invalid_argument;
  value = sum;
  return {};
}

/// Takes spaces and tabs off the front of `text`.
void skip_blanks(std::string_view& text) noexcept;

/// Takes spaces, tabs and carriage returns off the end of `text`.
void trim_end(std::string_view& text) noexcept;

/// An amount as status and smaps have it: blanks, digits, blanks, kB in any case, blanks or CR; nothing else.
/// Errors: Errc::malformed_line, Errc::value_out_of_range; `amount` is then unchanged.
std::error_code parse_kib(std::string_view value, std::optional<Bytes>& amount) noexcept;

/// parse_kib() for what the kernel prints, inline because smaps has millions of them: spaces, at most 15
/// digits, which cannot overflow, " kB". \return whether the value was so; if not, parse_kib() has to decide.
inline bool parse_kernel_kib(std::string_view value, std::optional<Bytes>& amount) noexcept {
  const char* at = value.data();
  const char* const end = at + value.size();
  while (at != end && *at == ' ') ++at;
  const char* const digits = at;
  std::int64_t kib = 0;
  while (at != end && is_digit(*at) && at - digits < 16) kib = kib * 10 + (*at++ - '0');
  if (at == digits || at - digits == 16 || end - at != 3 || std::memcmp(at, " kB", 3) != 0) return false;
  amount = Bytes::from_kib(kib);
  return true;
}

}  // namespace procmem::detail

#endif
