#include <string>

#include <doctest/doctest.h>

#include <procmem/record.hpp>

#include "cli/command.hpp"
#include "support/child.hpp"

namespace {

/// Status 4 and one line that names the file, before anything is recorded.
void check_refused(const std::string& file) {
  const Child child;
  CAPTURE(file);
  const Result result = cli({"record", std::to_string(child.pid()), "-c", "1", "-o", file});
  CHECK(result.status == 4);
  CHECK(lines_of(result.err).size() == 1);
  CHECK(result.err.find(file) != std::string::npos);
}

}  // namespace

TEST_CASE("a directory and a path without one are refused as output") {
  const Folder folder;
  check_refused(folder.path());
  check_refused(folder / "no/such/folder/a.csv");
}

TEST_CASE("a file of another kind is refused as output, and left as it was") {
  const Folder folder;
  write_file(folder / "notes.csv", "milk\nbread\n");
  check_refused(folder / "notes.csv");
  CHECK(read_file(folder / "notes.csv") == "milk\nbread\n");
}

TEST_CASE("a recording with other columns is refused as output, and left as it was") {
  const Folder folder;
  const Child child;
  const std::string pid = std::to_string(child.pid());
  REQUIRE(cli({"record", pid, "-c", "1", "-q", "-o", folder / "a.csv", "--fields", "VmRSS"}).status == 0);
  const std::string before = read_file(folder / "a.csv");
  check_refused(folder / "a.csv");
  CHECK(read_file(folder / "a.csv") == before);
}

TEST_CASE("a file without write permission is refused as output") {
  if (is_root()) {
    Place nobody;
    nobody.user = 65534;
    const Folder folder;  // of root, so nobody may not write in it
    const Child child;
    const Result result =
        cli({"record", std::to_string(child.pid()), "-c", "1", "-o", folder / "a.csv"}, nobody);
    if (result.status == 98) {
      MESSAGE("SKIPPED: another user may not run the program where it was built");
      return;
    }
    CHECK(result.status == 4);
    CHECK(lines_of(result.err).size() == 1);
  } else {
    check_refused("/proc/version");
  }
}

TEST_CASE("a second recorder on one file is refused, and the first loses nothing") {
  const Folder folder;
  const Child child;
  const std::string pid = std::to_string(child.pid());
  Command first(cli_words({"record", pid, "-i", "10ms", "-q", "-o", folder / "a.csv"}));
  until([&] { return count_of(read_file(folder / "a.csv"), "\n") > 10; });
  check_refused(folder / "a.csv");
  first.send(SIGTERM);
  CHECK(first.wait().status == 0);
  const procmem::Recording recording = procmem::read_recording(folder / "a.csv");
  CHECK(recording.segments.size() == 1);
  CHECK(recording.summary.skipped_lines == 0);
}

TEST_CASE("a full disk is said once while recording and again at the end, with status 4") {
  const Child child;
  const std::string pid = std::to_string(child.pid());
  const Result file = cli({"record", pid, "-c", "3", "-i", "10ms", "-o", "/dev/full", "-q"});
  CHECK(file.status == 4);
  CHECK(lines_of(file.err).size() == 2);
  CHECK(count_of(file.err, "No space left on device") == 2);
  Place full;
  full.output_file = "/dev/full";
  const Result table = cli({"record", pid, "-c", "2", "-i", "10ms", "-q"}, full);
  CHECK(table.status == 4);
  CHECK(table.err.find("No space left on device") != std::string::npos);
}
