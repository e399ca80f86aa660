#include <procmem/text.hpp>

#include "detail/json_text.hpp"
#include "detail/utf8.hpp"

namespace procmem {
namespace {

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const detail::CodePoint point = detail::decode_utf8(text);
    const std::string_view bytes = text.substr(0, point.length == 0 ? 1 : point.length);
    if (point.length == 0 || detail::is_steering(point.value))
      append_hex(out, bytes);
    else if (point.value == '\\')
      out += "\\\\";
    else
      out += bytes;
    text.remove_prefix(bytes.size());
  }
  return out;
}

std::string json_string(std::string_view bytes) {
  std::string out;
  detail::append_json_string(out, bytes);
  return out;
}

}  // namespace procmem
