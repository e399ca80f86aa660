#ifndef PROCMEM_TESTS_FUZZ_INERT_HPP
#define PROCMEM_TESTS_FUZZ_INERT_HPP

#include <algorithm>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "detail/utf8.hpp"

/// Whether a line holds nothing that could steer a terminal: judged by its bytes, not by the library.
inline bool is_inert(std::string_view line) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(line.begin(), line.end(), control)) return false;
  const auto has = [line](std::string_view lead, unsigned char first, unsigned char last) {
    for (std::size_t at = line.find(lead); at != std::string_view::npos; at = line.find(lead, at + 1)) {
      const std::size_t next = at + lead.size();
      if (next < line.size() && static_cast<unsigned char>(line[next]) >= first &&
          static_cast<unsigned char>(line[next]) <= last)
        return true;
    }
    return false;
  };
  const bool c1 = has("\xC2", 0x80, 0x9F);
  const bool bidirectional = has("\xD8", 0x9C, 0x9C) || has("\xE2\x80", 0x8E, 0x8F) ||
                             has("\xE2\x80", 0xA8, 0xAE) || has("\xE2\x81", 0xA6, 0xA9);
  return !c1 && !bidirectional && simdjson::validate_utf8(line.data(), line.size());
}

/// What JSON can keep of the bytes: those that are no UTF-8 become U+FFFD, one each.
inline std::string as_utf8(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t length = procmem::detail::decode_utf8(bytes).length;
    text += length == 0 ? std::string_view("\xEF\xBF\xBD") : bytes.substr(0, length);
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return text;
}

#endif
