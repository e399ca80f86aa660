#include "detail/rotation.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "support/scratch.hpp"

using namespace procmem;
using detail::OutputPlace;
using detail::rotate;

namespace {

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace

TEST_CASE("the pieces move up by one, and the oldest goes when enough are kept") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  const OutputPlace place(path);
  for (const unsigned keep : {0U, 1U, 3U}) {
    CAPTURE(keep);
    for (int i = 1; i < 9; ++i) ::unlink((path + '.' + std::to_string(i)).c_str());
    write_file(path, "0");
    for (int i = 1; i <= 5; ++i) rotate(place, std::to_string(i), keep, true);
    CHECK(content(path) == "5");
    for (unsigned piece = 1; piece <= 6; ++piece) {
      const bool kept = piece <= 5 && (keep == 0 || piece <= keep);
      CAPTURE(piece);
      CHECK(exists(path + detail::piece_suffix(piece)) == kept);
      if (kept) CHECK(content(path + detail::piece_suffix(piece)) == std::to_string(5 - piece));
    }
    CHECK(!exists(path + ".next"));
  }
}

TEST_CASE("a missing piece is filled, and what comes after it stays") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  write_file(path, "now");
  write_file(path + ".1", "one");
  write_file(path + ".3", "three");
  rotate(OutputPlace(path), "next", 0, false);
  CHECK(content(path) == "next");
  CHECK(content(path + ".1") == "now");
  CHECK(content(path + ".2") == "one");
  CHECK(content(path + ".3") == "three");
}

TEST_CASE("the new file is locked when it is in its place") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  write_file(path, "now");
  const detail::UniqueFd file = rotate(OutputPlace(path), "next", 0, false);
  const detail::UniqueFd other(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  CHECK(::flock(other.get(), LOCK_EX | LOCK_NB) != 0);
  CHECK(::write(file.get(), "!", 1) == 1);
  CHECK(content(path) == "next!");
}

TEST_CASE("what a killed recorder left is removed, and what is somebody else's is not") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  write_file(path, "now");
  write_file(path + ".next", "# {\"type\":\"header\",\"x\"");
  rotate(OutputPlace(path), "# {\"type\":\"header\",\"y\"}\n", 0, false);
  CHECK(content(path) == "# {\"type\":\"header\",\"y\"}\n");
  write_file(path + ".next", "letters to a friend");
  CHECK_THROWS_AS(rotate(OutputPlace(path), "# {\"type\":\"header\",\"z\"}\n", 0, false), Error);
  CHECK(content(path) == "# {\"type\":\"header\",\"y\"}\n");
  CHECK(content(path + ".next") == "letters to a friend");
  CHECK(content(path + ".1") == "now");
}

TEST_CASE("a piece that is a link to nowhere or cannot be opened moves up as any other") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  write_file(path, "now");
  REQUIRE(::symlink("nowhere", (path + ".1").c_str()) == 0);
  rotate(OutputPlace(path), "next", 0, false);
  CHECK(content(path + ".1") == "now");
  struct stat status {};
  CHECK(::lstat((path + ".2").c_str(), &status) == 0);
}

TEST_CASE("a second name of the file, left by a killed recorder, is dropped") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  write_file(path, "now");
  REQUIRE(::link(path.c_str(), (path + ".1").c_str()) == 0);
  rotate(OutputPlace(path), "next", 0, false);
  CHECK(content(path + ".1") == "now");
  CHECK(!exists(path + ".2"));
}

TEST_CASE("where nothing can be made, everything stays as it was") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  write_file(path, "now");
  REQUIRE(::mkdir((path + ".next").c_str(), 0755) == 0);
  CHECK_THROWS_AS(rotate(OutputPlace(path), "next", 0, false), Error);
  CHECK(content(path) == "now");
  CHECK(!exists(path + ".1"));
}
