#include "json.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <procmem/text.hpp>

namespace cli {

JsonObject& JsonObject::add_json(std::string_view key, std::string_view json) {
  if (!members_.empty()) members_ += ',';
  members_ += procmem::json_string(key);
  members_ += ':';
  members_ += json;
  return *this;
}

JsonObject& JsonObject::add(std::string_view key, std::string_view text) {
  return add_json(key, procmem::json_string(text));
}

JsonObject& JsonObject::add(std::string_view key, std::int64_t number) {
  return add_json(key, std::to_string(number));
}

JsonObject& JsonObject::add(std::string_view key, std::uint64_t number) {
  return add_json(key, std::to_string(number));
}

JsonObject& JsonObject::add(std::string_view key, const std::optional<std::int64_t>& number) {
  return number ? add(key, *number) : add_json(key, "null");
}

JsonObject& JsonObject::add_fraction(std::string_view key, const std::optional<double>& number,
                                     int decimals) {
  return number ? add_fraction(key, *number, decimals) : add_json(key, "null");
}

JsonObject& JsonObject::add_fraction(std::string_view key, double number, int decimals) {
  return add_json(key, json_fraction(number, decimals));
}

std::string json_fraction(double number, int decimals) {
  if (!std::isfinite(number)) return "null";
  std::array<char, 512> digits{};  // to_chars, because the locale may put a comma
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed, decimals);
  return {digits.data(), static_cast<std::size_t>(end.ptr - digits.data())};
}

}  // namespace cli
