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

}  // namespace

void fuzz_text(std::string_view bytes) {
  const std::string printed = procmem::printable(bytes);
  require(is_inert(printed));
  require(printed.size() >= bytes.size());
  const std::string json = procmem::json_string(bytes);
  require(is_inert(json));
  require(is_one_string(json));
}
