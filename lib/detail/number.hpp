#ifndef PROCMEM_DETAIL_NUMBER_HPP
#define PROCMEM_DETAIL_NUMBER_HPP

#include <cstdint>
#include <string_view>
#include <system_error>

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

/// Takes spaces and tabs off the front of `text`.
void skip_blanks(std::string_view& text) noexcept;

}  // namespace procmem::detail

#endif
