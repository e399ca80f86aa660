#include "detail/number.hpp"

#include <charconv>
#include <limits>

#include <procmem/error.hpp>

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

void trim_end(std::string_view& text) noexcept {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
}

std::error_code parse_kib(std::string_view value, std::optional<Bytes>& amount) noexcept {
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max() / 1024;
  skip_blanks(value);
  const std::string_view digits = take_digits(value);
  if (digits.empty()) return Errc::malformed_line;
  skip_blanks(value);
  trim_end(value);
  const bool kib =
      value.size() == 2 && (value[0] == 'k' || value[0] == 'K') && (value[1] == 'B' || value[1] == 'b');
  if (!kib) return Errc::malformed_line;
  std::uint64_t number = 0;
  if (parse_number(digits, largest, number) != std::errc()) return Errc::value_out_of_range;
  amount = Bytes::from_kib(static_cast<std::int64_t>(number));
  return {};
}

}  // namespace procmem::detail
