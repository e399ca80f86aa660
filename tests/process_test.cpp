#include <procmem/error.hpp>
#include <procmem/process.hpp>

#include <array>
#include <atomic>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.hpp"

using namespace procmem;

namespace {

/// A line of /proc/PID/status as the kernel prints it, read the plainest way there is.
std::string status_line(int pid, const std::string& key) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.rfind(key + ":", 0) == 0) return line.substr(key.size() + 2);
  return "";
}

/// Runs `body` in a child and tells whether it returned true.
bool in_child(const std::function<bool()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(body() ? 0 : 1);
  int status = -1;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// A child that has run its body may still be on its way to sleep.
StatusSnapshot read_at_rest(int pid) {
  const Process process = Process::open(pid);
  while (read_status(process).state != 'S') ::sched_yield();
  return read_status(process);
}

}  // namespace

TEST_CASE("a process at rest shows the same figures as its status file") {
  const Child child;
  const StatusSnapshot snapshot = read_at_rest(child.pid());
  CHECK(snapshot.pid == child.pid());
  CHECK(snapshot.tgid == child.pid());
  CHECK(snapshot.ppid == ::getpid());
  CHECK(snapshot.name == status_line(child.pid(), "Name"));
  CHECK(snapshot.threads == std::stoi(status_line(child.pid(), "Threads")));
  CHECK(snapshot.vm_rss == Bytes::from_kib(std::stol(status_line(child.pid(), "VmRSS"))));
  CHECK(snapshot.vm_size == Bytes::from_kib(std::stol(status_line(child.pid(), "VmSize"))));
  CHECK(memory_state(snapshot) == MemoryState::present);
}

TEST_CASE("self is this process, and touching memory shows in it") {
  const Process self = Process::self();
  CHECK(self.pid() == ::getpid());
  const StatusSnapshot before = read_status(self);
  const std::vector<char> touched(std::size_t{32} << 20U, 'x');
  const StatusSnapshot after = read_status(self);
  CHECK((*after.vm_rss - *before.vm_rss).count() >= (std::int64_t{31} << 20U));
  CHECK(touched.back() == 'x');
}

TEST_CASE("statm tells the same size as status") {
  const Child child;
  const Process process = Process::open(child.pid());
  const TopFigures top = top_figures(read_statm(process), page_size());
  const StatusSnapshot status = read_status(process);
  CHECK(top.virt == status.vm_size);
  CHECK(top.res == status.vm_rss);
  CHECK(top.shr == Bytes(status.rss_file->count() + status.rss_shmem->count()));
}

TEST_CASE("a zombie has no VmRSS, and has ended") {
  Child child;
  const Process process = Process::open(child.pid());
  CHECK(!process.ended());
  child.kill();
  const StatusSnapshot snapshot = read_status(process);
  CHECK(memory_state(snapshot) == MemoryState::zombie);
  CHECK(!snapshot.vm_rss);
  CHECK(process.ended());
  CHECK(!process.replaced());
}

TEST_CASE("a process that was reaped is gone, on a kept descriptor and on a fresh one") {
  Child child;
  const Process process = Process::open(child.pid());
  child.kill();
  child.reap();
  std::error_code error;
  read_status(process, error);
  CHECK(error == Errc::process_exited);
  read_statm(process, error);
  CHECK(error == Errc::process_exited);
  CHECK(process.ended());
  Process::open(child.pid(), error);
  CHECK(error == Errc::process_exited);
  const std::string path = "/proc/" + std::to_string(child.pid());
  CHECK_THROWS_WITH_AS(Process::open(child.pid()), (path + ": no such process").c_str(), Error);
  CHECK_THROWS_WITH_AS(read_status(process), (path + "/status: no such process").c_str(), Error);
}

TEST_CASE("the exit descriptor becomes readable when the process ends") {
  Child child;
  const Process process = Process::open(child.pid());
  REQUIRE(process.exit_descriptor() >= 0);
  pollfd exit{process.exit_descriptor(), POLLIN, 0};
  CHECK(::poll(&exit, 1, 0) == 0);
  child.kill();
  CHECK(::poll(&exit, 1, 5000) == 1);
}

TEST_CASE("a process whose first thread has ended still shows its memory") {
  std::array<int, 2> told{};
  REQUIRE(::pipe(told.data()) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    static int out = told[1];
    pthread_t other{};
    const auto body = [](void*) -> void* {
      while (status_line(::getpid(), "State").rfind('Z', 0) != 0) ::sched_yield();
      static_cast<void>(::write(out, "z", 1) == 1);
      for (;;) ::pause();
    };
    pthread_create(&other, nullptr, body, nullptr);
    ::syscall(SYS_exit, 0);  // ends this thread only
  }
  char byte = 0;
  REQUIRE(::read(told[0], &byte, 1) == 1);
  const Process process = Process::open(pid);
  const StatusSnapshot snapshot = read_status(process);
  CHECK(snapshot.state == 'Z');
  CHECK(snapshot.threads >= 2);  // a sanitizer may have one of its own
  CHECK(snapshot.pid == pid);
  CHECK(snapshot.vm_rss.value_or(Bytes(0)) > Bytes(0));
  CHECK(!process.ended());
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  CHECK(process.ended());
  for (const int descriptor : told) ::close(descriptor);
}

TEST_CASE("a kernel thread has no memory of its own") {
  std::error_code error;
  const Process kthreadd = Process::open(2, error);
  if (error || read_status(kthreadd).name != "kthreadd") {
    MESSAGE("SKIPPED: this pid namespace shows no kernel thread");
    return;
  }
  const StatusSnapshot snapshot = read_status(kthreadd);
  CHECK(memory_state(snapshot) == MemoryState::kernel_thread);
  CHECK(!snapshot.vm_rss);
  CHECK(!kthreadd.ended());
}

TEST_CASE("a thread's id gives its process") {
  std::atomic<int> tid{0};
  std::atomic<bool> stop{false};
  std::thread thread([&] {
    tid = static_cast<int>(::syscall(SYS_gettid));
    while (!stop) std::this_thread::yield();
  });
  while (tid == 0) std::this_thread::yield();
  const Process process = Process::open(tid);
  CHECK(process.pid() == ::getpid());
  CHECK(read_status(process).pid == ::getpid());
  stop = true;
  thread.join();
}

TEST_CASE("a pid that cannot be is a broken precondition") {
  CHECK_THROWS_AS(Process::open(0), std::invalid_argument);
  CHECK_THROWS_AS(Process::open(-5), std::invalid_argument);
}

TEST_CASE("a child does not report its parent as itself") {
  const Process self = Process::self();
  CHECK(in_child([&self] {
    std::error_code error;
    const bool refused = read_status(self, error) == StatusSnapshot() && error == Errc::forked;
    std::error_code statm_error;
    read_statm(self, statm_error);
    return refused && statm_error == Errc::forked && read_status(Process::self()).pid == ::getpid();
  }));
  CHECK(read_status(self).pid == ::getpid());
}

TEST_CASE("a process opened by pid stays itself across a fork of the reader") {
  const Child child;
  const Process process = Process::open(child.pid());
  CHECK(in_child([&] { return read_status(process).pid == child.pid(); }));
}

TEST_CASE("short of descriptors, status is opened at each read") {
  const Child child;
  CHECK(in_child([&child] {
    // Room for two more descriptors: the directory, and one that comes and goes.
    const int next = ::dup(0);
    ::close(next);
    const rlim_t limit = static_cast<rlim_t>(next) + 2;
    const rlimit few{limit, limit};
    if (::setrlimit(RLIMIT_NOFILE, &few) != 0) return false;
    std::error_code error;
    const Process process = Process::open(child.pid(), error);
    if (error || process.exit_descriptor() != -1) return false;
    const bool readable = read_status(process, error).vm_rss.has_value() && !error;
    // The host takes the last one: that is said, not hidden.
    const int last = ::dup(0);
    read_status(process, error);
    const bool told = error == std::errc::too_many_files_open;
    ::close(last);
    return readable && told && read_status(process, error).pid == child.pid();
  }));
}

TEST_CASE("without a single descriptor opening fails and says why") {
  const Child child;
  CHECK(in_child([&child] {
    const int next = ::dup(0);
    ::close(next);
    const rlimit none{static_cast<rlim_t>(next), static_cast<rlim_t>(next)};
    if (::setrlimit(RLIMIT_NOFILE, &none) != 0) return false;
    std::error_code error;
    Process::open(child.pid(), error);
    return error == std::errc::too_many_files_open;
  }));
}

TEST_CASE("a status of 700 kB is read to its end") {
  if (!is_root()) {
    MESSAGE("SKIPPED: needs root to have 65,536 groups");
    return;
  }
  const Child child([] {
    std::vector<gid_t> groups(65536);
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = static_cast<gid_t>(4000000000U + i);
    if (::setgroups(groups.size(), groups.data()) != 0) ::_exit(1);
  });
  const StatusSnapshot snapshot = read_at_rest(child.pid());
  CHECK(snapshot.vm_rss == Bytes::from_kib(std::stol(status_line(child.pid(), "VmRSS"))));
  CHECK(snapshot.threads == std::stoi(status_line(child.pid(), "Threads")));
}

TEST_CASE("a name made to look like a field is only a name") {
  for (const std::string name : {"VmRSS:\t9 kB", "a\nVmRSS:\t1 kB", "\\n", "x\x1b[2J"}) {
    const Child child([&name] { ::prctl(PR_SET_NAME, name.c_str()); });
    const StatusSnapshot snapshot = read_at_rest(child.pid());
    CHECK(snapshot.name == name);
    CHECK(snapshot.vm_rss == Bytes::from_kib(std::stol(status_line(child.pid(), "VmRSS"))));
  }
}

TEST_CASE("the start of a process is that of its stat file") {
  const Child child;
  std::ifstream file("/proc/" + std::to_string(child.pid()) + "/stat");
  std::string word;
  for (int field = 1; field <= 22; ++field) file >> word;  // this name has no blanks
  CHECK(std::to_string(Process::open(child.pid()).start_ticks()) == word);
}

TEST_CASE("one process may be read by many threads") {
  const Child child;
  const Process process = Process::open(child.pid());
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) right += read_status(process).pid == child.pid() ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 800);
}

TEST_CASE("this boot has a name") {
  CHECK(boot_id().size() == 36);
}
