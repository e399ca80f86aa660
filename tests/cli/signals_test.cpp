#include <doctest/doctest.h>

#include <csignal>

#include <unistd.h>

#include <procmem/record.hpp>

#include "run.hpp"
#include "support/child.hpp"
#include "support/scratch.hpp"

TEST_CASE("SIGINT and SIGTERM end a recording in good order") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Scratch scratch;
    Running recorder({"record", std::to_string(::getpid()), "-i", "10ms", "-o", scratch / "a.csv"});
    wait_until([&] { return content(scratch / "a.csv").find("\n20") != std::string::npos; });
    recorder.signal(signal);
    const Outcome outcome = recorder.finish();
    CHECK(outcome.status == 0);
    CHECK(outcome.err.find(signal == SIGINT ? "ended: interrupted" : "ended: terminated") !=
          std::string::npos);
    const procmem::Recording recording = procmem::read_recording(scratch / "a.csv");
    CHECK(recording.events.back().kind == procmem::EventKind::stopped);
    CHECK(recording.summary.skipped_lines == 0);
    CHECK(!recording.summary.torn_tail);
  }
}

TEST_CASE("a target that ends is a normal ending, and the recording says so") {
  const Scratch scratch;
  Child child;
  Running recorder({"record", std::to_string(child.pid()), "-i", "10ms", "-o", scratch / "a.jsonl"});
  wait_until([&] { return content(scratch / "a.jsonl").find("\"sample\"") != std::string::npos; });
  child.kill();
  const Outcome outcome = recorder.finish();
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("ended: the process ended") != std::string::npos);
  const procmem::Recording recording = procmem::read_recording(scratch / "a.jsonl");
  bool exited = false;
  for (const procmem::Event& event : recording.events)
    exited = exited || event.kind == procmem::EventKind::exited;
  CHECK(exited);
}

TEST_CASE("SIGTERM is passed on to a command, whose status is then ours") {
  Running recorder({"record", "-i", "10ms", "--", "sh", "-c",
                    "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"});
  recorder.wait_for("ready");
  recorder.signal(SIGTERM);
  CHECK(recorder.finish().status == 9);
}

TEST_CASE("a file that was opened before a signal is not left half written by SIGKILL") {
  const Scratch scratch;
  Running recorder({"record", std::to_string(::getpid()), "-i", "1ms", "-o", scratch / "a.csv"});
  wait_until([&] { return content(scratch / "a.csv").size() >= 20000; });
  recorder.signal(SIGKILL);
  CHECK(recorder.finish().status == 128 + SIGKILL);
  const procmem::Recording recording = procmem::read_recording(scratch / "a.csv");
  CHECK(recording.summary.skipped_lines == 0);
  CHECK(recording.samples.size() > 50);
}
