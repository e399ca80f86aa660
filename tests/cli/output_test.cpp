#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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

TEST_CASE("rotated while it records, the pieces are one recording for whoever reads it") {
  const Folder folder;
  const Child child;
  const std::string file = folder / "a.csv";
  const Result result = cli({"record", std::to_string(child.pid()), "-i", "2ms", "-c", "200", "-o", file,
                             "--rotate", "4KiB", "--keep", "100", "--sync", "50ms"});
  REQUIRE(result.status == 0);
  CHECK(read_file(file + ".2").find("# {\"type\":\"header\"") == 0);
  const procmem::Recording recording = procmem::read_recording(file);
  CHECK(recording.segments.size() == 1);
  const Result report = cli({"report", file});
  CHECK(report.status == 0);
  CHECK(report.out.find("samples     " + std::to_string(recording.samples.size()) + " in") !=
        std::string::npos);
  CHECK(recording.samples.size() == 200);
}

TEST_CASE("a rotation that fails is said with the name it fails at, and is no loss") {
  const Folder folder;
  const Child child;
  const std::string file = folder / "a.csv";
  write_file(file + ".next", "letters to a friend");
  const Result result = cli({"record", std::to_string(child.pid()), "-i", "2ms", "-c", "100", "-q", "-o",
                             file, "--rotate", "4KiB"});
  CHECK(result.status == 4);
  CHECK(count_of(result.err, file + ".next: File exists") == 1);
  CHECK(result.err.find("samples are lost") == std::string::npos);
  CHECK(result.err.find("0 samples were lost") != std::string::npos);
  CHECK(procmem::read_recording(file).samples.size() == 100);
  CHECK(read_file(file + ".next") == "letters to a friend");
}

TEST_CASE("after SIGHUP a file that was moved away is begun anew at once") {
  const Folder folder;
  const Child child;
  const std::string file = folder / "a.csv";
  Command recorder(cli_words({"record", std::to_string(child.pid()), "-i", "10ms", "-q", "-o", file}));
  until([&] { return count_of(read_file(file), "\n") > 5; });
  REQUIRE(::rename(file.c_str(), (file + ".1").c_str()) == 0);
  recorder.send(SIGHUP);
  until([&] { return count_of(read_file(file), "\n") > 5; });
  recorder.send(SIGTERM);
  CHECK(recorder.wait().status == 0);
  CHECK(read_file(file).find("\"continued\":true") != std::string::npos);
  const procmem::Recording recording = procmem::read_recording(file);
  CHECK(recording.segments.size() == 1);
  std::uint64_t ticks = 0;
  for (const procmem::Sample& sample : recording.samples) ticks += sample.missed + 1;
  const auto span = recording.samples.back().monotonic - recording.samples.front().monotonic;
  CHECK(ticks >= static_cast<std::uint64_t>(span / std::chrono::milliseconds(10)));  // none is missing
}

TEST_CASE("without a file SIGHUP ends the recording, as its terminal's end does, but not under nohup") {
  const Child child;
  std::signal(SIGHUP, SIG_IGN);  // as nohup does; a program inherits it
  Command spared(cli_words({"record", std::to_string(child.pid()), "-i", "10ms", "-c", "100", "-f", "csv"}));
  until([&] { return count_of(spared.out(), "\n") > 5; });
  spared.send(SIGHUP);
  CHECK(count_of(spared.wait().out, ",") > 100);
  std::signal(SIGHUP, SIG_DFL);
  Command recorder(cli_words({"record", std::to_string(child.pid()), "-i", "10ms", "-f", "csv"}));
  until([&] { return count_of(recorder.out(), "\n") > 5; });
  recorder.send(SIGHUP);
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(result.out.find("\"event\":\"stopped\"") != std::string::npos);
}

TEST_CASE("a command line is recorded only where it was asked for") {
  const Folder folder;
  for (const bool asked : {false, true}) {
    const std::string file = folder / (asked ? "asked.jsonl" : "not.jsonl");
    std::vector<std::string> words = {"record", "-c", "2", "-i", "10ms", "-q", "-o", file};
    if (asked) words.emplace_back("--cmdline");
    for (const char* const word : {"--", "sh", "-c", "sleep 0.2; : password=hunter2"})
      words.emplace_back(word);
    REQUIRE(cli(words).status == 0);
    CHECK((read_file(file).find("hunter2") != std::string::npos) == asked);
  }
}

TEST_CASE("run as root, no output goes through a stranger's link") {
  if (!is_root()) {
    MESSAGE("SKIPPED: needs root");
    return;
  }
  const Folder folder;
  const std::string shared = folder / "shared";
  REQUIRE(::mkdir(shared.c_str(), 0755) == 0);
  REQUIRE(::chmod(shared.c_str(), 01777) == 0);
  REQUIRE(::symlink("../target.csv", (shared + "/a.csv").c_str()) == 0);
  check_refused(shared + "/a.csv");
  CHECK(read_file(folder / "target.csv").empty());
  const Child child;
  const Result result = cli({"check", std::to_string(child.pid()), "-d", "1", "--junit", shared + "/a.csv"});
  CHECK(result.status == 4);
  CHECK(lines_of(result.err).size() == 1);
}

TEST_CASE("samples that could not be written are counted in the recording and in its report") {
  const Folder folder;
  const Child child;
  const std::string file = folder / "a.jsonl";
  // The limit holds for the recorder alone, and is lifted while it runs.
  Command recorder(cli_words({"record", std::to_string(child.pid()), "-i", "10ms", "-o", file}));
  until([&] { return count_of(read_file(file), "\n") > 5; });
  const rlimit tight{read_file(file).size(), RLIM_INFINITY};
  REQUIRE(::prlimit(recorder.pid(), RLIMIT_FSIZE, &tight, nullptr) == 0);
  until([&] { return recorder.err().find("samples are lost") != std::string::npos; });
  const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
  REQUIRE(::prlimit(recorder.pid(), RLIMIT_FSIZE, &none, nullptr) == 0);
  until([&] { return recorder.err().find("can be written again") != std::string::npos; });
  recorder.send(SIGTERM);
  CHECK(recorder.wait().status == 4);
  const procmem::Recording recording = procmem::read_recording(file);
  CHECK(recording.summary.lost_samples >= 1);
  CHECK(recording.summary.skipped_lines == 0);
  const Result report = cli({"report", file});
  CHECK(report.out.find("lost        " + std::to_string(recording.summary.lost_samples)) !=
        std::string::npos);
  const Result json = cli({"report", "--json", file});
  CHECK(json.out.find("\"lost_samples\":" + std::to_string(recording.summary.lost_samples)) !=
        std::string::npos);
}
