#include <string>

#include <doctest/doctest.h>

#include <procmem/record.hpp>

#include "cli/command.hpp"

namespace {

int status_of_shell(const std::string& script) {
  const Folder folder;
  return cli({"record", "-q", "-i", "20ms", "-o", folder / "a.csv", "--", "sh", "-c", script}).status;
}

}  // namespace

TEST_CASE("a command's own status is returned, 128 and the signal if it was killed") {
  CHECK(status_of_shell("exit 0") == 0);
  CHECK(status_of_shell("exit 3") == 3);
  CHECK(status_of_shell("exit 255") == 255);
  CHECK(status_of_shell("kill -KILL $$") == 128 + SIGKILL);
  CHECK(status_of_shell("kill -TERM $$") == 128 + SIGTERM);
}

TEST_CASE("a command that cannot be started has a status of its own: 126, 127, and 125 for the recorder") {
  const Folder folder;
  write_file(folder / "no-program", "text");
  for (const auto& [command, status] : {std::pair<std::string, int>{folder / "no-program", 126},
                                        {folder.path(), 126},
                                        {"no-such-command-anywhere", 127}}) {
    const Result result = cli({"record", "--", command});
    CHECK(result.status == status);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(result.err.find(command) != std::string::npos);
  }
  const Result refused = cli({"record", "-o", folder.path(), "--", "touch", folder / "started"});
  CHECK(refused.status == 125);
  CHECK(read_file(folder.path() + "/started").empty());
  CHECK(cli({"record", "-c", "1", "-o", "/dev/full", "-q", "--", "sleep", "0.2"}).status == 125);
}

TEST_CASE("a command keeps its own input, output and arguments") {
  const Folder folder;
  const Result result = cli(
      {"record", "-q", "-o", folder / "a.csv", "--", "sh", "-c", "echo \"$1\"; echo there >&2", "x", "a  b"});
  CHECK(result.status == 0);
  CHECK(result.out == "a  b\n");
  CHECK(result.err == "there\n");
}

TEST_CASE("a command has the signals that a shell would have given it") {
  const Folder folder;
  const Result result =
      cli({"record", "-q", "-o", folder / "a.csv", "--", "grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"});
  const auto lines = lines_of(result.out);
  REQUIRE(lines.size() == 2);
  // Signals 32 and 33 are the C library's own: its posix_spawn() ignores them in what it starts.
  constexpr unsigned long long internal = 3ULL << 31U;
  for (const std::string& line : lines) CHECK((std::stoull(line.substr(8), nullptr, 16) & ~internal) == 0);
}

TEST_CASE("SIGTERM is passed on to the command, whose end ends the recording") {
  const Folder folder;
  Command recorder(cli_words({"record", "-i", "10ms", "-o", folder / "a.csv", "--", "sh", "-c",
                              "trap 'echo told; exit 7' TERM; echo ready; while :; do sleep 0.01; done"}));
  until([&] { return recorder.out().find("ready") != std::string::npos; });
  until([&] {  // the command may be ready before the second sample is taken
    std::error_code error;
    return procmem::read_recording(folder / "a.csv", error).samples.size() > 1;
  });
  recorder.send(SIGTERM);
  const Result result = recorder.wait();
  CHECK(result.status == 7);
  CHECK(result.out == "ready\ntold\n");
  const procmem::Recording recording = procmem::read_recording(folder / "a.csv");
  CHECK(recording.samples.size() > 1);
  CHECK(recording.events.back().kind == procmem::EventKind::stopped);
}

TEST_CASE("a recording that is over before the command leaves it running, and returns its status") {
  const Folder folder;
  const Result result = cli({"record", "-c", "2", "-i", "10ms", "-q", "-o", folder / "a.csv", "--", "sh",
                             "-c", "sleep 0.3; exit 5"});
  CHECK(result.status == 5);
  CHECK(procmem::read_recording(folder / "a.csv").samples.size() == 2);
}
