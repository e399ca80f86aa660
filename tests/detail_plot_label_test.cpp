#include "detail/plot_label.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using procmem::detail::display_width;
using procmem::detail::fit_label;
using procmem::detail::wrap_label;

TEST_CASE("a character takes as many cells as a terminal gives it") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("漢字") == 4);
  CHECK(display_width("e\xCC\x81") == 1);  // e and an accent
  CHECK(display_width("🎉") == 2);
  CHECK(display_width("") == 0);
}

TEST_CASE("what is too long is cut between characters") {
  CHECK(fit_label("abcdef", 6) == "abcdef");
  CHECK(fit_label("abcdefg", 6) == "abcde…");
  CHECK(fit_label("漢字漢字", 6) == "漢字…");
  CHECK(fit_label("abcdefg", 6, false) == "abc...");
}

TEST_CASE("without Unicode what is not ASCII becomes a question mark") {
  CHECK(fit_label("für 漢", 10, false) == "f?r ?");
}

TEST_CASE("what steers a terminal is shown") {
  CHECK(fit_label("a\x1b[31m\n", 40) == "a\\x1b[31m\\x0a");
}

TEST_CASE("lines break between words, and the last one is cut") {
  CHECK(wrap_label("one two three four", 9, 3) == std::vector<std::string>{"one two", "three", "four"});
  CHECK(wrap_label("one two three four", 9, 2) == std::vector<std::string>{"one two", "three fo…"});
  CHECK(wrap_label("onetwothreefour", 6, 3) == std::vector<std::string>{"onetwo", "threef", "our"});
  CHECK(wrap_label("", 6, 3).empty());
}
