#include "detail/dot_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace procmem::detail {
namespace {

// Braille's dots are numbered down the left side, down the right side, and then along the foot.
constexpr std::array<std::array<unsigned, 4>, 2> braille = {
    {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};

}  // namespace

std::string_view ink_escape(Ink ink) noexcept {
  constexpr std::array<std::string_view, 11> escapes = {"",
                                                        "\x1b[38;5;245m",
                                                        "\x1b[38;5;240m",
                                                        "\x1b[38;5;245m",
                                                        "\x1b[31m",
                                                        "\x1b[38;5;39m",
                                                        "\x1b[38;5;208m",
                                                        "\x1b[38;5;36m",
                                                        "\x1b[38;5;175m",
                                                        "\x1b[38;5;178m",
                                                        "\x1b[38;5;117m"};
  return escapes[static_cast<std::size_t>(ink)];
}

DotGrid::DotGrid(std::size_t columns, std::size_t rows, bool unicode)
    : columns_(columns), rows_(rows), unicode_(unicode), cells_(columns * rows) {}

void DotGrid::dot(long x, long y, Ink ink) {
  if (x < 0 || y < 0 || x >= static_cast<long>(dots_across()) || y >= static_cast<long>(dots_down())) return;
  const auto across = static_cast<std::size_t>(x);
  const auto down = static_cast<std::size_t>(y);
  Cell& cell = unicode_ ? at(across / 2, down / 4) : at(across, down / 2);
  cell.dots |= unicode_ ? braille[across % 2][down % 4] : 1U << (down % 2);
  cell.ink = ink;
}

void DotGrid::line(DrawnPoint from, DrawnPoint to, Ink ink, long every) {
  const double length = std::max(std::abs(to.x - from.x), std::abs(to.y - from.y));
  const long steps = std::max(1L, std::lround(length));
  for (long i = 0; i <= steps; i += every) {
    const double part = static_cast<double>(i) / static_cast<double>(steps);
    dot(std::lround(from.x + part * (to.x - from.x)), std::lround(from.y + part * (to.y - from.y)), ink);
  }
}

void DotGrid::fill(std::size_t column, std::size_t row, std::string_view glyph, Ink ink) {
  if (column >= columns_ || row >= rows_) return;
  Cell& cell = at(column, row);
  if (cell.dots == 0 && cell.glyph.empty()) cell = {0, std::string(glyph), ink};
}

void DotGrid::write(std::size_t column, std::size_t row, std::string_view ascii, Ink ink) {
  for (std::size_t i = 0; i < ascii.size() && column + i < columns_ && row < rows_; ++i)
    at(column + i, row) = {0, std::string(1, ascii[i]), ink};
}

void DotGrid::append_dots(std::string& out, unsigned dots) const {
  if (dots == 0) {
    out += ' ';
  } else if (unicode_) {  // U+2800 and on
    out += '\xE2';
    out += static_cast<char>(0xA0U | dots >> 6U);
    out += static_cast<char>(0x80U | (dots & 0x3FU));
  } else {
    out += dots == 1 ? '\'' : dots == 2 ? '.' : ':';
  }
}

void DotGrid::append_row(std::string& out, std::size_t row, bool color) const {
  std::string_view current;
  for (std::size_t column = 0; column < columns_; ++column) {
    const Cell& cell = cells_[row * columns_ + column];
    const bool blank = cell.dots == 0 && cell.glyph.empty();
    const std::string_view wanted = color && !blank ? ink_escape(cell.ink) : std::string_view();
    if (wanted != current) {
      if (!current.empty()) out += end_escape;
      out += wanted;
      current = wanted;
    }
    if (cell.glyph.empty())
      append_dots(out, cell.dots);
    else
      out += cell.glyph;
  }
  if (!current.empty()) out += end_escape;
}

}  // namespace procmem::detail
