#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <procmem/process.hpp>
#include <procmem/record.hpp>

#include "run.hpp"
#include "support/child.hpp"
#include "support/scratch.hpp"

namespace {

std::string pid_of(const Child& child) {
  return std::to_string(child.pid());
}

/// A child with a name that nobody else has.
const std::string unique_name = "pm-cli-" + std::to_string(::getpid() % 1000000);
Child named(const std::string& name) {
  return Child([&name] { ::prctl(PR_SET_NAME, name.c_str()); });
}

void refused(const std::vector<std::string>& arguments, int status, const std::string& named) {
  const Outcome outcome = run(arguments);
  CHECK(outcome.status == status);
  CHECK(outcome.out.empty());
  CHECK_MESSAGE(lines(outcome.err) == 1, outcome.err);
  CHECK_MESSAGE(outcome.err.find(named) != std::string::npos, outcome.err);
}

}  // namespace

TEST_CASE("a pid that does not exist is status 3 and named") {
  Child child;
  child.kill();
  child.reap();
  for (const char* const command : {"record", "show"})
    refused({command, pid_of(child)}, 3, "pid " + pid_of(child) + ": no such process");
}

TEST_CASE("a zombie has no figures, and that is said") {
  Child child;
  child.kill();
  for (const char* const command : {"record", "show"})
    refused({command, pid_of(child)}, 3, "waits to be reaped");
}

TEST_CASE("a kernel thread has no figures, and that is said") {
  std::error_code error;
  const procmem::Process kthreadd = procmem::Process::open(2, error);
  if (error || procmem::read_status(kthreadd).name != "kthreadd") {
    MESSAGE("SKIPPED: this pid namespace shows no kernel thread");
    return;
  }
  for (const char* const command : {"record", "show"}) refused({command, "2"}, 3, "is a kernel thread");
}

TEST_CASE("another user's process can be recorded, since its status is readable") {
  if (!is_root()) {
    MESSAGE("SKIPPED: needs root to be two users");
    return;
  }
  const Child other([] {
    if (::setuid(65534) != 0) ::_exit(1);
  });
  CHECK(run({"record", pid_of(other), "-c", "1"}).status == 0);
}

TEST_CASE("a name that nobody has is status 3, one that several have lists them") {
  refused({"record", "-n", unique_name}, 3, "no process is called '" + unique_name + "'");
  const Child first = named(unique_name);
  const Child second = named(unique_name);
  refused({"record", "-n", unique_name}, 3, pid_of(first) + " " + pid_of(second));
  const Outcome newest = run({"show", "-n", unique_name, "--newest"});
  CHECK(newest.status == 0);
  CHECK(newest.out.find("pid " + pid_of(second)) != std::string::npos);
  const Outcome all = run({"record", "-n", unique_name, "--all", "-c", "2", "-i", "20ms", "-f", "csv"});
  CHECK(all.status == 0);
  CHECK(all.out.find("," + pid_of(first) + ",") != std::string::npos);
  CHECK(all.out.find("," + pid_of(second) + ",") != std::string::npos);
}

TEST_CASE("with --wait it waits until the process appears, and ends with it") {
  Running recorder({"record", "-n", unique_name, "--wait", "-i", "20ms", "-f", "jsonl"});
  recorder.wait_for("when it appears");
  Child child = named(unique_name);
  recorder.wait_for("\"pid\":" + pid_of(child) + ",\"missed\"");
  child.kill();
  const Outcome outcome = recorder.finish();
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("\"exited\"") != std::string::npos);
}

TEST_CASE("with --follow the successor is a series of its own") {
  Child first = named(unique_name);
  Running recorder({"record", "-n", unique_name, "--follow", "-i", "20ms", "-f", "jsonl"});
  recorder.wait_for("\"pid\":" + pid_of(first) + ",\"missed\"");
  first.kill();
  first.reap();
  recorder.wait_for("\"exited\"");
  const Child second = named(unique_name);
  recorder.wait_for("\"pid\":" + pid_of(second) + ",\"missed\"");
  recorder.signal(SIGINT);
  const Outcome outcome = recorder.finish();
  CHECK(outcome.status == 0);
  CHECK_MESSAGE(outcome.err.find("(pid " + pid_of(first) + ")") != std::string::npos, outcome.err);
  CHECK_MESSAGE(outcome.err.find("(pid " + pid_of(second) + ")") != std::string::npos, outcome.err);
}

TEST_CASE("with -C children are series of their own, and pid 0 is their sum") {
  const Scratch scratch;
  // A shell with a child, and one more that comes while it is recorded.
  const Outcome outcome = run({"record", "-C", "-i", "50ms", "-o", scratch / "tree.csv", "--", "sh", "-c",
                               "sleep 1 & sleep 0.4; sleep 0.3 & wait"});
  CHECK(outcome.status == 0);
  const procmem::Recording recording = procmem::read_recording(scratch / "tree.csv");
  std::set<int> pids;
  for (const procmem::Sample& sample : recording.samples) pids.insert(sample.pid);
  CHECK(pids.count(0) == 1);
  CHECK(pids.size() >= 4);  // the sum, the shell, and at least two of its three children
  CHECK(outcome.err.find("shared pages count once for each process") != std::string::npos);
}

TEST_CASE("a thread's id is taken for its process, with a word of warning") {
  const Child child;
  std::atomic<int> tid{0};
  std::atomic<bool> done{false};
  std::thread thread([&] {
    tid = static_cast<int>(::syscall(SYS_gettid));
    while (!done) std::this_thread::yield();
  });
  while (tid == 0) std::this_thread::yield();
  const Outcome outcome = run({"show", std::to_string(tid)});
  done = true;
  thread.join();
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("is a thread of process " + std::to_string(::getpid())) != std::string::npos);
  CHECK(outcome.out.find("pid " + std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("a hostile name comes out inert everywhere") {
  const std::string name = "a\n\x1b[2J\"<b>,#";
  const Child child([&name] { ::prctl(PR_SET_NAME, name.c_str()); });
  for (const std::vector<std::string>& how : {std::vector<std::string>{"show"},
                                              {"show", "--json"},
                                              {"record", "-c", "1"},
                                              {"record", "-c", "1", "-f", "csv"},
                                              {"record", "-c", "1", "-f", "jsonl"},
                                              {"record", "-c", "1", "-f", "memlog"}}) {
    std::vector<std::string> arguments = how;
    arguments.push_back(pid_of(child));
    const Outcome outcome = run(arguments);
    CHECK(outcome.status == 0);
    CHECK((outcome.out + outcome.err).find('\x1b') == std::string::npos);
    CHECK((outcome.out + outcome.err).find("\n[2J") == std::string::npos);
    if (how.back() == "--json") CHECK(is_json(outcome.out));
  }
}
