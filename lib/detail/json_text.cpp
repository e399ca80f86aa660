#include "detail/json_text.hpp"

#include <cstdint>

#include "detail/utf8.hpp"

namespace procmem::detail {
namespace {

void append_escape(std::string& out, std::uint32_t unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (unsigned shift = 16; shift != 0; shift -= 4) out += digits[unit >> (shift - 4) & 0xFU];
}

}  // namespace

void append_json_string(std::string& out, std::string_view bytes) {
  out += '"';
  while (!bytes.empty()) {
    const CodePoint point = decode_utf8(bytes);
    const std::size_t length = point.length == 0 ? 1 : point.length;
    if (point.length == 0) {
      append_escape(out, 0xFFFD);
    } else if (point.value == '"' || point.value == '\\') {
      out += '\\';
      out += bytes.front();
    } else if (is_steering(point.value) || point.value == '<') {
      append_escape(out, point.value);  // all of these are below U+10000
    } else {
      out += bytes.substr(0, length);
    }
    bytes.remove_prefix(length);
  }
  out += '"';
}

}  // namespace procmem::detail
