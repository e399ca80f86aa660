#include <fstream>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.hpp"
#include "support/child.hpp"

namespace {

/// A name that no other process has, at most 15 bytes.
std::string own_name(const std::string& suffix) {
  return "pm" + std::to_string(::getpid()) + suffix;
}

std::function<void()> called(const std::string& name) {
  return [name] { ::prctl(PR_SET_NAME, name.c_str()); };
}

std::string pid_of(const Child& child) {
  return std::to_string(child.pid());
}

/// \return whether the process is in the control group now.
bool put(const std::string& group, const Child& child) {
  const std::string file = group + "/cgroup.procs";
  { std::ofstream(file) << child.pid() << '\n'; }
  return ('\n' + read_file(file)).find('\n' + pid_of(child) + '\n') != std::string::npos;
}

}  // namespace

TEST_CASE("a kernel thread is refused with status 3: it has no memory") {
  if (read_file("/proc/2/comm") != "kthreadd\n") {
    MESSAGE("SKIPPED: no kernel thread is visible here");
    return;
  }
  for (const char* const command : {"record", "show"}) {
    const Result result = cli({command, "2"});
    CHECK(result.status == 3);
    CHECK(result.err.find("kernel thread") != std::string::npos);
    CHECK(lines_of(result.err).size() == 1);
  }
}

TEST_CASE("a zombie is refused with status 3: it waits to be reaped") {
  Child child;
  child.kill();
  for (const char* const command : {"record", "show"}) {
    const Result result = cli({command, pid_of(child)});
    CHECK(result.status == 3);
    CHECK(result.err.find("waits to be reaped") != std::string::npos);
    CHECK(lines_of(result.err).size() == 1);
  }
}

TEST_CASE("another user's process can be recorded: its status is open to all") {
  if (!is_root()) {
    MESSAGE("SKIPPED: only root can become another user");
    return;
  }
  const Child child;
  Place nobody;
  nobody.user = 65534;
  const Result result = cli({"record", pid_of(child), "-c", "1", "-f", "csv"}, nobody);
  if (result.status == 98) {
    MESSAGE("SKIPPED: another user may not run the program where it was built");
    return;
  }
  CHECK(result.status == 0);
  CHECK(result.out.find(',' + pid_of(child) + ',') != std::string::npos);
}

TEST_CASE("a thread's id is accepted, with a warning that the figures are the whole process's") {
  const Child child([] { std::thread([] { ::pause(); }).detach(); });
  const std::string tasks = "/proc/" + pid_of(child) + "/task/";
  std::string thread;
  for (int tid = child.pid() + 1; thread.empty() && tid < child.pid() + 1000; ++tid)
    if (::access((tasks + std::to_string(tid)).c_str(), F_OK) == 0) thread = std::to_string(tid);
  REQUIRE(!thread.empty());
  const Result result = cli({"record", thread, "-c", "1", "-f", "csv"});
  CHECK(result.status == 0);
  CHECK(result.err.find("whole process") != std::string::npos);
  CHECK(result.out.find(',' + pid_of(child) + ',') != std::string::npos);
}

TEST_CASE("one process of the name is recorded; of several, all are listed and none is recorded") {
  const std::string name = own_name("s");
  const Child first(called(name));
  CHECK(cli({"record", "-n", name, "-c", "1", "-q"}).status == 0);
  const Child second(called(name));
  const Result several = cli({"record", "-n", name, "-c", "1"});
  CHECK(several.status == 3);
  CHECK(lines_of(several.err).size() == 1);
  CHECK(several.err.find(pid_of(first)) != std::string::npos);
  CHECK(several.err.find(pid_of(second)) != std::string::npos);
}

TEST_CASE("of several, --newest records the last started and --all records each") {
  const std::string name = own_name("n");
  const Child first(called(name));
  const Child second(called(name));
  const Result newest = cli({"record", "-n", name, "--newest", "-c", "1", "-q", "-f", "csv"});
  CHECK(newest.status == 0);
  CHECK(count_of(newest.out, ',' + pid_of(first) + ',') == 0);
  CHECK(count_of(newest.out, ',' + pid_of(second) + ',') == 1);
  const Result all = cli({"record", "-n", name, "--all", "-c", "2", "-i", "10ms", "-q", "-f", "csv"});
  CHECK(all.status == 0);
  CHECK(count_of(all.out, ',' + pid_of(first) + ',') == 2);
  CHECK(count_of(all.out, ',' + pid_of(second) + ',') == 2);
}

TEST_CASE("--match records all whose name matches, newcomers too, and ends when all have ended") {
  const std::string name = own_name("m");
  Child first(called(name + "a"));
  Command recorder(cli_words({"record", "--match", "^" + name + "[ab]$", "-i", "50ms", "-f", "csv"}));
  until([&] { return recorder.out().find(',' + pid_of(first) + ',') != std::string::npos; });
  const Child stranger(called(name + "c"));
  Child second(called(name + "b"));
  until([&] { return recorder.out().find(',' + pid_of(second) + ',') != std::string::npos; });
  first.kill();
  second.kill();
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(count_of(result.out, "\"exited\"") == 2);
  CHECK(count_of(result.out, ',' + pid_of(stranger) + ',') == 0);
}

TEST_CASE("--all-processes records all there are, but not the recorder") {
  const Child child;
  Command recorder(cli_words({"record", "--all-processes", "-c", "2", "-i", "50ms", "-f", "csv"}));
  const std::string own = std::to_string(recorder.pid());
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(count_of(result.out, ',' + pid_of(child) + ',') == 2);
  CHECK(count_of(result.out, ',' + std::to_string(::getpid()) + ',') == 2);
  CHECK(count_of(result.out, ',' + own + ',') == 0);
}

TEST_CASE("--cgroup records the processes of a control group and of those below it") {
  const std::string mount =
      ::access("/sys/fs/cgroup/cgroup.procs", F_OK) == 0 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
  const std::string group = mount + '/' + own_name("g");
  if (::mkdir(group.c_str(), 0755) != 0) {
    MESSAGE("SKIPPED: no control group can be made here");
    return;
  }
  ::mkdir((group + "/below").c_str(), 0755);
  {
    Child inside, below, outside;
    const bool moved = put(group, inside) && put(group + "/below", below);
    if (moved) {
      Command recorder(cli_words({"record", "--cgroup", group, "-i", "50ms", "-f", "csv"}));
      until([&] { return recorder.out().find(',' + pid_of(below) + ',') != std::string::npos; });
      Child late;
      CHECK(put(group, late));
      until([&] { return recorder.out().find(',' + pid_of(late) + ',') != std::string::npos; });
      for (Child* const child : {&inside, &below, &late}) child->kill();
      const Result result = recorder.wait();
      CHECK(result.status == 0);
      CHECK(count_of(result.out, "\"exited\"") == 3);
      CHECK(count_of(result.out, ',' + pid_of(inside) + ',') >= 1);
      CHECK(count_of(result.out, ',' + pid_of(outside) + ',') == 0);
    } else {
      MESSAGE("SKIPPED: no process can be put into a control group here");
    }
  }
  ::rmdir((group + "/below").c_str());
  ::rmdir(group.c_str());
}

TEST_CASE("--wait waits until a process of the name appears") {
  const std::string name = own_name("w");
  Command recorder(cli_words({"record", "-n", name, "--wait", "-i", "20ms", "-c", "2", "-f", "csv"}));
  until([&] { return recorder.err().find(name) != std::string::npos; });
  const Child child(called(name));
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(count_of(result.out, ',' + pid_of(child) + ',') == 2);
}

TEST_CASE("--follow records the successor of a process that has ended") {
  const std::string name = own_name("f");
  Child first(called(name));
  Command recorder(cli_words({"record", "-n", name, "--follow", "-i", "100ms", "-f", "csv"}));
  until([&] { return recorder.out().find(',' + pid_of(first) + ',') != std::string::npos; });
  first.kill();
  first.reap();
  const Child second(called(name));
  until([&] { return recorder.out().find(',' + pid_of(second) + ',') != std::string::npos; });
  recorder.send(SIGINT);
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(count_of(result.out, "exited") == 1);
  CHECK(count_of(result.out, "joined") == 2);
}

TEST_CASE("-C records the descendants, each by itself, and their sum") {
  const Child parent([] {
    if (::fork() == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) ::pause();
    }
  });
  const Result result = cli({"record", pid_of(parent), "-C", "-c", "3", "-i", "100ms", "-f", "jsonl"});
  CHECK(result.status == 0);
  CHECK(count_of(result.out, "\"event\":\"joined\"") == 2);
  CHECK(count_of(result.out, "\"pid\":0,") >= 3);
  CHECK(result.err.find("shared") != std::string::npos);
}

TEST_CASE("a name cannot steer the terminal or forge a line, wherever it is printed") {
  const Child child(called("a\x1b[31m\nVmRSS"));
  for (const char* const format : {"csv", "jsonl"}) {
    const Result result = cli({"record", pid_of(child), "-c", "2", "-i", "10ms", "-f", format});
    CHECK(result.status == 0);
    CHECK((result.out + result.err).find('\x1b') == std::string::npos);
    CHECK(count_of(result.out, "\nVmRSS") == 0);
    CHECK(count_of(result.err, "\nVmRSS") == 0);
  }
  const Result shown = cli({"show", pid_of(child)});
  CHECK(shown.status == 0);
  CHECK(shown.out.find('\x1b') == std::string::npos);
}
