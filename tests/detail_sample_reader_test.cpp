#include "detail/sample_reader.hpp"

#include <csignal>

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>
#include <procmem/error.hpp>

#include "support/child.hpp"

using namespace procmem;
using detail::SampleReader;

namespace {

constexpr auto statm = SampleSource::statm;

/// What statm tells, and only that.
void check_size_and_rss(const StatusSnapshot& status, const Process& process) {
  const StatusSnapshot whole = read_status(process);
  CHECK(status.name == whole.name);
  CHECK(status.pid == whole.pid);
  CHECK(status.tgid == whole.tgid);
  CHECK(status.vm_size == whole.vm_size);
  CHECK(status.vm_rss == whole.vm_rss);
  CHECK(!status.rss_anon);
  CHECK(!status.vm_peak);
  CHECK(memory_state(status) == MemoryState::present);
}

struct Reading {
  StatusSnapshot status;
  bool exec = false;
};

Reading read_with(SampleReader& reader, const Process& process, SampleSource source, std::error_code& error) {
  Reading reading;
  reading.exec = reader.read(process, source, reading.status, error);
  return reading;
}

}  // namespace

TEST_CASE(
    "from status a sample has all, from statm VmSize and VmRSS, at the first reading as at the others") {
  const Child child;
  const Process process = Process::open(child.pid());
  std::error_code error;
  SampleReader whole;
  CHECK(read_with(whole, process, SampleSource::status, error).status == read_status(process));
  SampleReader reader;
  for (int reading = 0; reading < 3; ++reading) {
    const Reading read = read_with(reader, process, statm, error);
    REQUIRE(!error);
    CHECK(!read.exec);
    check_size_and_rss(read.status, process);
  }
}

TEST_CASE("memory that is given back is no exec") {
  constexpr std::size_t size = std::size_t{8} << 20U;
  const Process self = Process::self();
  SampleReader reader;
  std::error_code error;
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  read_with(reader, self, statm, error);
  ::munmap(memory, size);
  const Reading after = read_with(reader, self, statm, error);
  CHECK(!after.exec);
  CHECK(!after.status.rss_anon);
  CHECK(!read_with(reader, self, statm, error).exec);
}

TEST_CASE("an exec is noticed from statm, with the new name") {
  Child child([] { std::signal(SIGUSR1, [](int) { ::execl("/bin/sleep", "sleep", "60", nullptr); }); });
  const Process process = Process::open(child.pid());
  SampleReader reader;
  std::error_code error;
  read_with(reader, process, statm, error);
  ::kill(child.pid(), SIGUSR1);
  while (read_status(process).name != "sleep" || !read_status(process).vm_size) ::usleep(1000);
  const Reading after = read_with(reader, process, statm, error);
  CHECK(after.exec);
  CHECK(after.status.name == "sleep");
  CHECK(!read_with(reader, process, statm, error).exec);
}

TEST_CASE("a process that has ended is told from one without figures") {
  Child child;
  const Process process = Process::open(child.pid());
  SampleReader reader;
  std::error_code error;
  read_with(reader, process, statm, error);
  child.kill();
  CHECK(memory_state(read_with(reader, process, statm, error).status) == MemoryState::zombie);
  CHECK(!error);
  child.reap();
  read_with(reader, process, statm, error);
  CHECK(error == Errc::process_exited);
}
