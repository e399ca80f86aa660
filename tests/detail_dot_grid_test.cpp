#include "detail/dot_grid.hpp"

#include <doctest/doctest.h>

#include <string>
#include <tuple>

namespace {

using procmem::Ink;
using procmem::detail::DotGrid;

std::string row(const DotGrid& grid, std::size_t which, bool color = false) {
  std::string text;
  grid.append_row(text, which, color);
  return text;
}

}  // namespace

TEST_CASE("each dot of a cell has its bit in braille") {
  for (const auto& [x, y, expected] :
       {std::tuple(0, 0, "⠁"), std::tuple(0, 1, "⠂"), std::tuple(0, 2, "⠄"), std::tuple(0, 3, "⡀"),
        std::tuple(1, 0, "⠈"), std::tuple(1, 1, "⠐"), std::tuple(1, 2, "⠠"), std::tuple(1, 3, "⢀")}) {
    DotGrid grid(1, 1, true);
    grid.dot(x, y, Ink::first);
    CHECK(row(grid, 0) == expected);
  }
}

TEST_CASE("ASCII has two dots a cell") {
  DotGrid grid(3, 1, false);
  grid.dot(0, 0, Ink::first);
  grid.dot(1, 1, Ink::first);
  grid.line({2, 0}, {2, 1}, Ink::first);
  CHECK(row(grid, 0) == "'.:");
}

TEST_CASE("a line has a dot in each column that it crosses") {
  DotGrid grid(4, 1, true);
  grid.line({0, 3}, {7, 0}, Ink::first);
  CHECK(row(grid, 0) == "⣀⠤⠒⠉");
}

TEST_CASE("what lies outside is left out") {
  DotGrid grid(1, 1, true);
  grid.line({-5, -5}, {-1, 9}, Ink::first);
  grid.dot(2, 0, Ink::first);
  grid.fill(1, 0, "x", Ink::first);
  grid.write(0, 5, "x", Ink::first);
  CHECK(row(grid, 0) == " ");
}

TEST_CASE("what fills does not cover, and what is written does") {
  DotGrid grid(3, 1, true);
  grid.dot(0, 0, Ink::first);
  grid.fill(0, 0, "x", Ink::grid);
  grid.fill(1, 0, "x", Ink::grid);
  CHECK(row(grid, 0) == "⠁x ");
  grid.write(0, 0, "abcd", Ink::text);
  CHECK(row(grid, 0) == "abc");
}

TEST_CASE("neighbours of one ink share an escape sequence, and none outlives the row") {
  DotGrid grid(3, 1, true);
  grid.dot(0, 0, Ink::limit);
  grid.dot(2, 0, Ink::limit);
  grid.dot(4, 0, Ink::text);
  CHECK(row(grid, 0, true) == "\x1b[31m⠁⠁\x1b[0m⠁");
}
