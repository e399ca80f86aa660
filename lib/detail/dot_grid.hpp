#ifndef PROCMEM_DETAIL_DOT_GRID_HPP
#define PROCMEM_DETAIL_DOT_GRID_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/plot.hpp>

namespace procmem::detail {

/// Cells of a terminal to draw in: 2 × 4 dots of braille in each, or in ASCII one above another.
class DotGrid {
 public:
  DotGrid(std::size_t columns, std::size_t rows, bool unicode);

  std::size_t dots_across() const noexcept { return columns_ * (unicode_ ? 2 : 1); }
  std::size_t dots_down() const noexcept { return rows_ * (unicode_ ? 4 : 2); }

  /// \param x, y dots from the upper left; what lies outside is left out. A later ink is the cell's.
  void dot(long x, long y, Ink ink);
  /// \param every draw only each so-manieth dot
  void line(DrawnPoint from, DrawnPoint to, Ink ink, long every = 1);
  /// A character where nothing was drawn yet.
  void fill(std::size_t column, std::size_t row, std::string_view glyph, Ink ink);
  /// Characters of one cell each, over whatever is there, as far as there is room.
  void write(std::size_t column, std::size_t row, std::string_view ascii, Ink ink);

  /// Appends a row; with escape sequences, which end with it.
  void append_row(std::string& out, std::size_t row, bool color) const;

 private:
  struct Cell {
    unsigned dots = 0;
    std::string glyph;  // instead of dots
    Ink ink = Ink::text;
  };

  Cell& at(std::size_t column, std::size_t row) { return cells_[row * columns_ + column]; }
  void append_dots(std::string& out, unsigned dots) const;

  std::size_t columns_, rows_;
  bool unicode_;
  std::vector<Cell> cells_;
};

/// The escape sequence that begins an ink; nothing for plain text.
std::string_view ink_escape(Ink ink) noexcept;
inline constexpr std::string_view end_escape = "\x1b[0m";

}  // namespace procmem::detail

#endif
