#include <procmem/smaps_reader.hpp>

#include <procmem/error.hpp>
#include <procmem/process.hpp>
#include <procmem/smaps.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.hpp"

using namespace procmem;

namespace {

/// What each of the three readers answers.
struct Answers {
  std::error_code rollup;
  std::error_code smaps;
  std::error_code maps;
};

Answers answers_of(const Process& process) {
  Answers answers;
  CHECK((read_smaps_rollup(process, answers.rollup) == SmapsRollup() || !answers.rollup));
  CHECK((read_smaps(process, answers.smaps).empty() || !answers.smaps));
  CHECK((read_maps(process, answers.maps).empty() || !answers.maps));
  return answers;
}

void check_all(const Answers& answers, std::error_code expected) {
  CHECK(answers.rollup == expected);
  CHECK(answers.smaps == expected);
  CHECK(answers.maps == expected);
}

bool has_smaps_rollup() {
  return ::access("/proc/self/smaps_rollup", F_OK) == 0;
}

Bytes resident(const std::vector<Mapping>& mappings) {
  Bytes sum;
  for (const Mapping& mapping : mappings) sum += mapping.figures.rss.value();
  return sum;
}

std::string lines_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A child that executes another program when it is told to.
class Execer {
 public:
  Execer() {
    REQUIRE(::pipe(go_.data()) == 0);
    REQUIRE(::pipe2(done_.data(), O_CLOEXEC) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      char byte = 0;
      static_cast<void>(::read(go_[0], &byte, 1));
      ::execlp("sleep", "sleep", "600", nullptr);
      ::_exit(1);
    }
    ::close(done_[1]);
  }
  Execer(const Execer&) = delete;
  Execer& operator=(const Execer&) = delete;
  ~Execer() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    for (const int descriptor : {go_[0], go_[1], done_[0]}) ::close(descriptor);
  }

  int pid() const { return pid_; }

  void execute() {
    char byte = 0;
    REQUIRE(::write(go_[1], "g", 1) == 1);
    REQUIRE(::read(done_[0], &byte, 1) == 0);  // closed by the exec
  }

 private:
  std::array<int, 2> go_{};
  std::array<int, 2> done_{};
  int pid_ = -1;
};

}  // namespace

TEST_CASE("what smaps says of a process at rest adds up to its smaps_rollup") {
  if (!has_smaps_rollup()) {
    MESSAGE("SKIPPED: this kernel has no smaps_rollup");
    return;
  }
  const Child child([] { static std::vector<char> touched(std::size_t{8} << 20U, 'x'); });
  const Process process = Process::open(child.pid());
  const SmapsRollup before = read_smaps_rollup(process);
  const std::vector<Mapping> mappings = read_smaps(process);
  const SmapsRollup after = read_smaps_rollup(process);
  const Bytes sum = resident(mappings);
  CHECK(sum >= std::min(*before.rss, *after.rss));
  CHECK(sum <= std::max(*before.rss, *after.rss));
  CHECK(*private_memory(after) >= Bytes(std::int64_t{8} << 20U));
  CHECK(*private_memory(after) <= *after.rss);
}

TEST_CASE("this process's own smaps adds up to its smaps_rollup, but for what reading changes") {
  if (!has_smaps_rollup()) {
    MESSAGE("SKIPPED: this kernel has no smaps_rollup");
    return;
  }
  const Process self = Process::self();
  Bytes sum;
  int mappings = 0;
  read_smaps(self, [&](const Mapping& mapping) {
    sum += *mapping.figures.rss;
    ++mappings;
  });
  const Bytes difference = sum - *read_smaps_rollup(self).rss;
  CHECK(mappings > 10);
  CHECK(difference.count() > -(1 << 20));
  CHECK(difference.count() < 1 << 20);
}

TEST_CASE("maps has the lines of the process's maps, mapping for mapping") {
  const Child child;
  const std::vector<Mapping> mappings = read_maps(Process::open(child.pid()));
  CHECK(mappings == parse_maps(lines_of("/proc/" + std::to_string(child.pid()) + "/maps")));
  CHECK(mappings.size() > 10);
}

TEST_CASE("a process with 5,000 mappings is read to its end") {
  constexpr std::size_t count = 5000;
  const std::size_t page = static_cast<std::size_t>(page_size().count());
  void* const block = ::mmap(nullptr, count * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(block != MAP_FAILED);
  for (std::size_t i = 1; i < count; i += 2)
    REQUIRE(::mprotect(static_cast<char*>(block) + i * page, page, PROT_READ | PROT_WRITE) == 0);
  {
    const Child child;
    const Process process = Process::open(child.pid());
    const auto first = reinterpret_cast<std::uintptr_t>(block);
    std::size_t in_block = 0;
    const MappingCallback look = [&](const Mapping& mapping) {
      if (mapping.begin < first || mapping.begin >= first + count * page) return;
      // The first and the last may have grown together with a neighbour.
      if (mapping.begin != first && mapping.end < first + count * page)
        CHECK(mapping.end == mapping.begin + page);
      CHECK(mapping.writable == ((mapping.begin - first) / page % 2 == 1));
      ++in_block;
    };
    read_smaps(process, look);
    CHECK(in_block >= count - 1);
    in_block = 0;
    for (const Mapping& mapping : read_maps(process)) look(mapping);
    CHECK(in_block >= count - 1);
  }
  ::munmap(block, count * page);
}

TEST_CASE("a zombie has no mappings, and is told from a process that has been reaped") {
  Child child;
  const Process process = Process::open(child.pid());
  check_all(answers_of(process), std::error_code());
  child.kill();
  check_all(answers_of(process), Errc::zombie);
  child.reap();
  check_all(answers_of(process), Errc::process_exited);
  const std::string file = "/proc/" + std::to_string(child.pid()) + "/smaps";
  CHECK_THROWS_WITH_AS(read_smaps(process), (file + ": no such process").c_str(), Error);
}

TEST_CASE("a kernel thread has no mappings, and is told from a zombie") {
  std::error_code error;
  const Process kthreadd = Process::open(2, error);
  if (error || read_status(kthreadd).name != "kthreadd") {
    MESSAGE("SKIPPED: this pid namespace shows no kernel thread");
    return;
  }
  const Answers answers = answers_of(kthreadd);
  if (!is_root() && answers.smaps == std::errc::permission_denied) {
    MESSAGE("SKIPPED: only root may look into a kernel thread");
    return;
  }
  check_all(answers, Errc::kernel_thread);
}

TEST_CASE("a process whose first thread has ended still shows its mappings") {
  std::array<int, 2> told{};
  REQUIRE(::pipe(told.data()) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    static int out = told[1];
    pthread_t other{};
    const auto body = [](void*) -> void* {
      while (lines_of("/proc/self/task/" + std::to_string(::getpid()) + "/stat").find(") Z") ==
             std::string::npos)
        ::sched_yield();
      static_cast<void>(::write(out, "z", 1) == 1);
      for (;;) ::pause();
    };
    pthread_create(&other, nullptr, body, nullptr);
    ::syscall(SYS_exit, 0);  // ends this thread only
  }
  char byte = 0;
  REQUIRE(::read(told[0], &byte, 1) == 1);
  const Process process = Process::open(pid);
  check_all(answers_of(process), std::error_code());
  CHECK(read_maps(process).size() > 10);
  CHECK(resident(read_smaps(process)) > Bytes(0));
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  for (const int descriptor : told) ::close(descriptor);
}

TEST_CASE("another user's process is refused with the kernel's reason") {
  if (!is_root()) {
    MESSAGE("SKIPPED: needs root to become another user");
    return;
  }
  const Child child;
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (::setuid(65534) != 0) ::_exit(2);
    std::error_code error;
    const Process process = Process::open(child.pid(), error);
    if (error) ::_exit(3);
    const Answers answers = answers_of(process);
    const bool refused = answers.rollup == std::errc::permission_denied &&
                         answers.smaps == std::errc::permission_denied &&
                         answers.maps == std::errc::permission_denied;
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a process that executes another program while its mappings are read is an error") {
  Execer execer;
  const Process process = Process::open(execer.pid());
  std::error_code error;
  int mappings = 0;
  read_smaps(
      process,
      [&](const Mapping&) {
        if (mappings++ == 0) execer.execute();
      },
      error);
  CHECK(error == Errc::program_replaced);
  CHECK(mappings > 0);
  check_all(answers_of(process), std::error_code());  // the new program's
}

TEST_CASE("a process that ends while its mappings are read is an error") {
  for (const bool reaped : {false, true}) {
    Child child;
    const Process process = Process::open(child.pid());
    std::error_code error;
    bool ended = false;
    const auto end = [&](const Mapping&) {
      if (ended) return;
      child.kill();
      if (reaped) child.reap();
      ended = true;
    };
    read_smaps(process, end, error);
    CHECK(error == (reaped ? Errc::process_exited : Errc::zombie));
  }
}

TEST_CASE("a child does not report its parent's mappings as its own") {
  const Process self = Process::self();
  const pid_t pid = ::fork();
  if (pid == 0) {
    const Answers answers = answers_of(self);
    const bool refused =
        answers.rollup == Errc::forked && answers.smaps == Errc::forked && answers.maps == Errc::forked;
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("what the callback throws is passed on") {
  const Process self = Process::self();
  std::error_code error;
  CHECK_THROWS_AS(read_smaps(
                      self, [](const Mapping&) { throw std::string("mine"); }, error),
                  std::string);
}

TEST_CASE("a reader that looks again reads the same program's mappings as they are now") {
  const Process self = Process::self();
  SmapsReader reader(self);
  std::size_t mappings = 0;
  const MappingCallback count = [&mappings](const Mapping&) { ++mappings; };
  reader.read(count);
  const std::size_t before = std::exchange(mappings, 0);
  const auto page = static_cast<std::size_t>(page_size().count());
  void* const block = ::mmap(nullptr, 3 * page, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(block != MAP_FAILED);
  reader.read(count);
  CHECK(mappings == before + 1);
  ::munmap(block, 3 * page);
}

TEST_CASE("a reader refuses the program that was executed between two looks, for ever") {
  Execer execer;
  const Process process = Process::open(execer.pid());
  SmapsReader reader(process);
  const MappingCallback ignore = [](const Mapping&) {};
  reader.read(ignore);
  execer.execute();
  std::error_code error;
  reader.read(ignore, error);
  CHECK(error == Errc::program_replaced);
  CHECK_THROWS_AS(reader.read(ignore), Error);
  SmapsReader another(process);
  another.read(ignore, error);
  CHECK_FALSE(error);
}

TEST_CASE("a reader tells a process that has ended since from one that has been reaped") {
  Child child;
  const Process process = Process::open(child.pid());
  SmapsReader reader(process);
  const MappingCallback ignore = [](const Mapping&) {};
  reader.read(ignore);
  std::error_code error;
  child.kill();
  reader.read(ignore, error);
  CHECK(error == Errc::zombie);
  child.reap();
  reader.read(ignore, error);
  CHECK(error == Errc::process_exited);
  reset_referenced(process, error);
  CHECK(error == Errc::process_exited);
}

TEST_CASE("after reset_referenced() Referenced counts what is touched from then on") {
  constexpr std::size_t size = std::size_t{8} << 20U;
  void* const block = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(block != MAP_FAILED);
  auto* const bytes = static_cast<volatile char*>(block);
  for (std::size_t i = 0; i < size; i += 4096) bytes[i] = 1;
  const Process self = Process::self();
  std::error_code error;
  reset_referenced(self, error);
  if (error) {
    MESSAGE("SKIPPED: clear_refs cannot be written to here: ", error.message());
  } else {
    // The kernel leaves the TLB alone, and what is in there is not marked again: a change of access empties
    // it.
    ::mprotect(block, size, PROT_READ);
    ::mprotect(block, size, PROT_READ | PROT_WRITE);
    for (std::size_t i = 0; i < size / 4; i += 4096) bytes[i] = 2;
    Bytes referenced;
    Bytes rss;
    read_smaps(self, [&](const Mapping& mapping) {
      if (mapping.begin != reinterpret_cast<std::uintptr_t>(block)) return;
      referenced = mapping.figures.referenced.value();
      rss = mapping.figures.rss.value();
    });
    CHECK(rss == Bytes(std::int64_t{size}));
    CHECK(referenced == Bytes(std::int64_t{size / 4}));
  }
  ::munmap(block, size);
}
