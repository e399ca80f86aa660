#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <procmem/record.hpp>

#include "run.hpp"
#include "support/child.hpp"
#include "support/scratch.hpp"

namespace {

void refused(const std::string& path, const std::string& named) {
  const Outcome outcome = run({"record", std::to_string(::getpid()), "-c", "1", "-o", path});
  CHECK(outcome.status == 4);
  CHECK(outcome.out.empty());
  CHECK_MESSAGE(lines(outcome.err) == 1, outcome.err);
  CHECK_MESSAGE(outcome.err.find("procmem-cli: " + path) == 0, outcome.err);
  CHECK_MESSAGE(outcome.err.find(named) != std::string::npos, outcome.err);
}

}  // namespace

TEST_CASE("an output that cannot be is status 4 and one line with its path") {
  const Scratch scratch;
  refused(scratch / "", "Is a directory");
  refused(scratch / "no/a.csv", "its directory " + scratch / "no" + ": No such file or directory");
  write_file(scratch / "notes.txt", "milk, bread\n");
  refused(scratch / "notes.txt", "not a recording of the same format");
  CHECK(content(scratch / "notes.txt") == "milk, bread\n");
  write_file(scratch / "a.csv", "{\"type\":\"header\",\"procmem\":1}\n");
  refused(scratch / "a.csv", "not a recording of the same format");
}

TEST_CASE("an unwritable file is status 4") {
  const Scratch scratch;
  write_file(scratch / "a.csv", "");
  ::chmod((scratch / "a.csv").c_str(), 0444);
  if (::geteuid() == 0) {  // who may write any file, but for those that nobody may
    const std::string readonly = "/sys/kernel/uevent_seqnum";
    if (::access(readonly.c_str(), F_OK) == 0) return refused(readonly, "Permission denied");
    MESSAGE("SKIPPED: root, and no sysfs with a file that not even root may write");
    return;
  }
  refused(scratch / "a.csv", "Permission denied");
}

TEST_CASE("a file that another recorder writes is refused, and the first loses nothing") {
  const Scratch scratch;
  const std::string self = std::to_string(::getpid());
  Running first({"record", self, "-i", "10ms", "-o", scratch / "a.csv"});
  first.wait_for("recording");
  wait_until([&] { return content(scratch / "a.csv").size() > 0; });
  refused(scratch / "a.csv", "another recorder is writing");
  first.signal(SIGINT);
  CHECK(first.finish().status == 0);
  const procmem::Recording recording = procmem::read_recording(scratch / "a.csv");
  CHECK(recording.summary.skipped_lines == 0);
  CHECK(recording.events.back().kind == procmem::EventKind::stopped);
}

TEST_CASE("a full disk is said once, counted, and status 4") {
  const Outcome outcome =
      run({"record", std::to_string(::getpid()), "-c", "3", "-i", "10ms", "-f", "csv", "-o", "/dev/full"});
  CHECK(outcome.status == 4);
  CHECK(outcome.err.find("3 samples were lost: No space left on device") != std::string::npos);
  std::size_t said = 0;
  for (std::size_t at = outcome.err.find("No space"); at != std::string::npos;
       at = outcome.err.find("No space", at + 1))
    ++said;
  CHECK(said == 2);  // when it happened, and at the end
}

TEST_CASE("a reader that goes away ends the recording quietly") {
  const std::string command = "\"$PROCMEM_CLI\" record " + std::to_string(::getpid()) +
                              " -i 10ms -q 2>&1 | head -n 2 | wc -l | grep -q 2";
  CHECK(std::system(command.c_str()) == 0);
}
