#include "detail/number.hpp"

#include <charconv>

namespace procmem::detail {

std::errc parse_number(std::string_view digits, std::uint64_t max, std::uint64_t& value) noexcept {
  if (digits.empty() || !is_digit(digits.front())) return std::errc::invalid_argument;
  std::uint64_t parsed = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, parsed);
  if (stop != end) return std::errc::invalid_argument;
  if (error != std::errc() || parsed > max) return std::errc::result_out_of_range;
  value = parsed;
  return {};
}

std::string_view take_digits(std::string_view& text) noexcept {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  const std::string_view digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

void skip_blanks(std::string_view& text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

}  // namespace procmem::detail
