// Any bytes as a name that is printed: nothing that steers a terminal, forges a line or is no UTF-8 comes
// out.
#include <string>
#include <string_view>

#include <procmem/text.hpp>

#include "inert.hpp"
#include "targets.hpp"

namespace {

/// A quote within the string would end it; a byte behind a backslash is part of an escape.
bool is_one_string(std::string_view json) {
  if (json.size() < 2 || json.front() != '"' || json.back() != '"') return false;
  json.remove_prefix(1);
  json.remove_suffix(1);
  while (!json.empty()) {
    if (json.front() == '"' || json.front() == '<') return false;
    const std::size_t length = json.front() == '\\' ? 2 : 1;
    if (length > json.size()) return false;
    json.remove_prefix(length);
  }
  return true;
}

int hex_digit(char c) {
  return c <= '9' ? c - '0' : c - 'a' + 10;
}

/// The bytes that a printable text stands for: no two names are printed the same.
std::string unprinted(std::string_view text) {
  std::string bytes;
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\')) {
    bytes += text.substr(0, at);
    text.remove_prefix(at);
    const bool hex = text.at(1) == 'x';
    require(hex || text.at(1) == '\\');
    bytes += hex ? static_cast<char>(hex_digit(text.at(2)) * 16 + hex_digit(text.at(3))) : '\\';
    text.remove_prefix(hex ? 4 : 2);
  }
  return bytes.append(text);
}

}  // namespace

void fuzz_text(std::string_view bytes) {
  const std::string printed = procmem::printable(bytes);
  require(is_inert(printed));
  require(unprinted(printed) == bytes);
  const std::string json = procmem::json_string(bytes);
  require(is_inert(json));
  require(is_one_string(json));
}
