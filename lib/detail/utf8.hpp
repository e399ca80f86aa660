#ifndef PROCMEM_DETAIL_UTF8_HPP
#define PROCMEM_DETAIL_UTF8_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace procmem::detail {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< in bytes; 0 if the text does not begin with valid UTF-8
};

/// The first character of a text that is not empty.
CodePoint decode_utf8(std::string_view text) noexcept;

/// Characters that steer a terminal, end a line, or change how their neighbours are read.
bool is_steering(std::uint32_t code_point) noexcept;

/// As much of a text as fits, cut between two characters.
std::string_view cut_utf8(std::string_view text, std::size_t most) noexcept;

}  // namespace procmem::detail

#endif
