#include "detail/output_place.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "support/child.hpp"
#include "support/scratch.hpp"

using namespace procmem;
using detail::OutputPlace;

namespace {

std::error_code refusal(const std::string& path) {
  try {
    const OutputPlace place(path);
  } catch (const Error& error) {
    return error.code();
  }
  return {};
}

void write_through(const std::string& path) {
  std::error_code error;
  const detail::UniqueFd file = OutputPlace(path).open("", O_WRONLY | O_CREAT, error);
  REQUIRE(!error);
  CHECK(::write(file.get(), "x", 1) == 1);
}

}  // namespace

TEST_CASE("a path is followed through directories, dots and links to where it leads") {
  const Scratch scratch;
  REQUIRE(::mkdir((scratch / "a").c_str(), 0755) == 0);
  REQUIRE(::symlink("a", (scratch / "link").c_str()) == 0);
  REQUIRE(::symlink("link/../link/file", (scratch / "chain").c_str()) == 0);
  REQUIRE(::symlink((scratch / "chain").c_str(), (scratch / "far").c_str()) == 0);
  for (const char* const path : {"a/file", "link/file", "a/../a/./file", "chain", "far", "link//file"}) {
    CAPTURE(path);
    write_through(scratch / path);
    CHECK(content(scratch / "a/file") == "x");
    REQUIRE(::unlink((scratch / "a/file").c_str()) == 0);
  }
}

TEST_CASE("what leads nowhere says why") {
  const Scratch scratch;
  REQUIRE(::symlink("loop", (scratch / "loop").c_str()) == 0);
  write_file(scratch / "file", "");
  CHECK(refusal(scratch / "loop") == std::errc::too_many_symbolic_link_levels);
  CHECK(refusal(scratch / "file/x") == std::errc::not_a_directory);
  CHECK(refusal(scratch / "none/x") == std::errc::no_such_file_or_directory);
  CHECK(refusal("") == std::errc::no_such_file_or_directory);
}

TEST_CASE("root follows no link in a directory that everybody may write to, not even through another link") {
  if (!is_root()) {
    MESSAGE("SKIPPED: needs root");
    return;
  }
  const Scratch scratch;
  make_shared_directory(scratch / "shared");
  REQUIRE(::mkdir((scratch / "etc").c_str(), 0755) == 0);
  REQUIRE(::symlink("../etc/file", (scratch / "shared/file").c_str()) == 0);
  REQUIRE(::symlink("../etc", (scratch / "shared/dir").c_str()) == 0);
  REQUIRE(::symlink("shared/dir", (scratch / "own").c_str()) == 0);
  for (const char* const path : {"shared/file", "shared/dir/file", "own/file"}) {
    CAPTURE(path);
    CHECK(refusal(scratch / path) == Errc::unsafe_link);
  }
  write_through(scratch / "shared/plain");  // no link
  CHECK(content(scratch / "shared/plain") == "x");
}

TEST_CASE("a link that is put there afterwards is not followed") {
  const Scratch scratch;
  const OutputPlace place(scratch / "file");
  REQUIRE(::symlink("elsewhere", (scratch / "file").c_str()) == 0);
  std::error_code error;
  place.open("", O_WRONLY | O_CREAT, error);
  CHECK(error == std::errc::too_many_symbolic_link_levels);
  CHECK(content(scratch / "elsewhere").empty());
}

TEST_CASE("a directory that is put in another's place afterwards gets nothing") {
  const Scratch scratch;
  REQUIRE(::mkdir((scratch / "a").c_str(), 0755) == 0);
  const OutputPlace place(scratch / "a/file");
  REQUIRE(::rename((scratch / "a").c_str(), (scratch / "b").c_str()) == 0);
  REQUIRE(::mkdir((scratch / "a").c_str(), 0755) == 0);
  std::error_code error;
  const detail::UniqueFd file = place.open("", O_WRONLY | O_CREAT, error);
  REQUIRE(!error);
  CHECK(::access((scratch / "b/file").c_str(), F_OK) == 0);
  CHECK(::access((scratch / "a/file").c_str(), F_OK) != 0);
  CHECK(!place.holds(file.get()));
}

TEST_CASE("what only the kernel can follow is left to it: /dev/fd, to a pipe as well") {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const OutputPlace place("/dev/fd/" + std::to_string(pipe[1]));
  CHECK(place.is_pipe_or_device());
  std::error_code error;
  const detail::UniqueFd file = place.open("", O_WRONLY, error);
  REQUIRE(!error);
  CHECK(place.holds(file.get()));
  CHECK(::write(file.get(), "x", 1) == 1);
  char got = 0;
  CHECK(::read(pipe[0], &got, 1) == 1);
  CHECK(got == 'x');
  for (const int end : pipe) ::close(end);
}
