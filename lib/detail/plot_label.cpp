#include "detail/plot_label.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <procmem/text.hpp>

#include "detail/utf8.hpp"

namespace procmem::detail {
namespace {

using Block = std::pair<std::uint32_t, std::uint32_t>;  // first and last

// Unicode 15, East_Asian_Width W and F, in blocks; and the blocks of combining marks.
constexpr std::array<Block, 14> wide = {{{0x1100, 0x115F},
                                         {0x231A, 0x231B},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0x33FF},
                                         {0x3400, 0x4DBF},
                                         {0x4E00, 0x9FFF},
                                         {0xA000, 0xA4CF},
                                         {0xA960, 0xA97F},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};
constexpr std::array<Block, 6> combining = {{{0x0300, 0x036F},
                                             {0x1AB0, 0x1AFF},
                                             {0x1DC0, 0x1DFF},
                                             {0x200B, 0x200D},
                                             {0x20D0, 0x20FF},
                                             {0xFE00, 0xFE0F}}};

template <std::size_t n>
bool is_in(const std::array<Block, n>& blocks, std::uint32_t c) noexcept {
  return std::any_of(blocks.begin(), blocks.end(),
                     [c](const Block& block) { return c >= block.first && c <= block.second; });
}

std::size_t width_of(std::uint32_t c) noexcept {
  if (is_in(combining, c)) return 0;
  return is_in(wide, c) ? 2 : 1;
}

/// Takes the first character off; a byte that is none counts as one.
CodePoint take(std::string_view& text) noexcept {
  CodePoint point = decode_utf8(text);
  if (point.length == 0) point = {0xFFFD, 1};
  text.remove_prefix(point.length);
  return point;
}

std::string ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = take(text);
    out += point.value < 0x80 ? static_cast<char>(point.value) : '?';
  }
  return out;
}

/// The longest beginning that is no wider than that.
std::string_view beginning(std::string_view text, std::size_t columns) noexcept {
  std::string_view rest = text;
  std::size_t width = 0;
  while (!rest.empty()) {
    std::string_view next = rest;
    width += width_of(take(next).value);
    if (width > columns) break;
    rest = next;
  }
  return text.substr(0, text.size() - rest.size());
}

std::string shorten(std::string text, std::size_t columns, bool unicode) {
  if (display_width(text) <= columns) return text;
  const std::string_view dots = unicode ? "…" : "...";
  const std::size_t taken = unicode ? 1 : 3;
  return std::string(beginning(text, columns - std::min(columns, taken))) + std::string(dots);
}

}  // namespace

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(take(text).value);
  return width;
}

std::string fit_label(std::string_view bytes, std::size_t columns, bool unicode) {
  const std::string safe = printable(bytes);
  return shorten(unicode ? safe : ascii(safe), columns, unicode);
}

std::vector<std::string> wrap_label(std::string_view bytes, std::size_t columns, std::size_t most_lines,
                                    bool unicode) {
  const std::string safe = unicode ? printable(bytes) : ascii(printable(bytes));
  std::string_view rest = safe;
  std::vector<std::string> lines;
  while (!rest.empty() && lines.size() < most_lines) {
    std::string_view line = beginning(rest, columns);
    const bool last = lines.size() + 1 == most_lines;
    if (last && line.size() < rest.size()) {
      lines.push_back(shorten(std::string(rest), columns, unicode));
      break;
    }
    if (line.size() < rest.size() && rest[line.size()] != ' ' && line.rfind(' ') != std::string_view::npos)
      line = line.substr(0, line.rfind(' '));
    if (line.empty()) break;  // not one character is so narrow
    lines.emplace_back(line);
    rest.remove_prefix(line.size());
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  }
  return lines;
}

}  // namespace procmem::detail
