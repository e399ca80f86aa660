#include "story.hpp"

#include <string>

#include <doctest/doctest.h>

TEST_CASE("a text is shortened between two characters") {
  CHECK(cli::shortened("", 3).empty());
  CHECK(cli::shortened("abc", 3) == "abc");
  CHECK(cli::shortened("abcd", 3) == "abc...");
  CHECK(cli::shortened("内存泄漏", 6) == "内存...");
  CHECK(cli::shortened("内存泄漏", 7) == "内存...");
  CHECK(cli::shortened("内存泄漏", 8) == "内存...");
  CHECK(cli::shortened("\x80\x80\x80\x80", 3) == "...");  // no text at all
}

TEST_CASE("a story keeps the first events of each kind, and counts the rest") {
  cli::Story story;
  procmem::Event mark;
  mark.kind = procmem::EventKind::mark;
  for (int i = 0; i < 401; ++i) {
    mark.text = i == 0 ? std::string(4999, 'x') + "泄" : "load " + std::to_string(i);
    story.add(mark);
  }
  procmem::Event exited;
  exited.kind = procmem::EventKind::exited;
  story.add(exited);
  REQUIRE(story.events().size() == 201);
  CHECK(story.left_out() == 201);
  CHECK(story.events()[0].text.size() == 1003);
  CHECK(story.events()[199].text == "load 199");
  CHECK(story.events()[200].kind == procmem::EventKind::exited);
}
