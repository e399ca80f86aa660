#include <procmem/replace_file.hpp>

#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/filesystem.hpp>

#include <procmem/error.hpp>

#include "support/child.hpp"
#include "support/scratch.hpp"

using namespace procmem;

namespace {

std::error_code refusal(const std::string& path) {
  std::error_code asked_first;
  try {
    require_replaceable(path);
  } catch (const Error& error) {
    asked_first = error.code();
  }
  try {
    replace_file(path, "new");
  } catch (const Error& error) {
    CHECK(error.code() == asked_first);
    CHECK(std::string(error.what()).find(path) == 0);
    return error.code();
  }
  CHECK(!asked_first);
  return {};
}

std::size_t files_in(const std::string& directory) {
  const boost::filesystem::directory_iterator begin(directory);
  return static_cast<std::size_t>(std::distance(begin, boost::filesystem::directory_iterator()));
}

}  // namespace

TEST_CASE("a file is made, and replaced as a whole") {
  const Scratch scratch;
  const std::string path = scratch / "report";
  require_replaceable(path);
  CHECK(files_in(scratch / "") == 0);  // asking makes nothing
  replace_file(path, "one, and long");
  CHECK(content(path) == "one, and long");
  const int reader = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  replace_file(path, "two");
  CHECK(content(path) == "two");
  std::string old(20, '\0');
  old.resize(static_cast<std::size_t>(::read(reader, old.data(), old.size())));
  CHECK(old == "one, and long");  // who had it open goes on reading the old one
  ::close(reader);
  CHECK(files_in(scratch / "") == 1);
}

TEST_CASE("what cannot be written says why and leaves what was there") {
  const Scratch scratch;
  REQUIRE(::mkdir((scratch / "directory").c_str(), 0755) == 0);
  CHECK(refusal(scratch / "none/report") == std::errc::no_such_file_or_directory);
  CHECK(refusal(scratch / "directory") == std::errc::is_a_directory);
  CHECK(files_in(scratch / "") == 1);
  CHECK_THROWS_AS(replace_file("/dev/full", "new"), Error);
}

TEST_CASE("a pipe and a device are written to as they are") {
  const Scratch scratch;
  const std::string path = scratch / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string got;
  std::thread reader([&] { got = content(path); });
  replace_file(path, "through the pipe");
  reader.join();
  CHECK(got == "through the pipe");
  CHECK(refusal("/dev/null") == std::error_code());
}

TEST_CASE("root does not replace what a stranger's link points to") {
  if (!is_root()) {
    MESSAGE("SKIPPED: needs root");
    return;
  }
  const Scratch scratch;
  make_shared_directory(scratch / "shared");
  write_file(scratch / "secret", "kept");
  REQUIRE(::symlink("../secret", (scratch / "shared/report").c_str()) == 0);
  CHECK(refusal(scratch / "shared/report") == Errc::unsafe_link);
  CHECK(content(scratch / "secret") == "kept");
}
