#include "detail/process_scan.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <unistd.h>

#include "support/child.hpp"

using namespace procmem;
using detail::ProcessScan;

TEST_CASE("a scan finds a process at each step, and asks whether it is known") {
  const Child child;
  const ProcessEntry made_up{child.pid(), 4711, 'S', 42, "made up", false};
  const ProcessScan::Known known = [&](int pid) { return pid == child.pid() ? &made_up : nullptr; };
  std::error_code error;
  ProcessScan scan(error);
  REQUIRE(!error);
  std::size_t steps = 0;
  while (scan.step(known, error)) ++steps;
  CHECK(!error);
  const std::vector<ProcessEntry> all = scan.take();
  CHECK(steps >= all.size());  // some may have ended at their step
  const auto entry_of = [&all](int pid) {
    return std::find_if(all.begin(), all.end(), [pid](const ProcessEntry& one) { return one.pid == pid; });
  };
  REQUIRE(entry_of(child.pid()) != all.end());
  CHECK(entry_of(child.pid())->start_ticks == 42);
  CHECK(entry_of(child.pid())->ppid == 4711);
  REQUIRE(entry_of(::getpid()) != all.end());
  CHECK(entry_of(::getpid())->ppid == ::getppid());
  CHECK(entry_of(::getpid())->state == 'R');
  CHECK(!entry_of(::getpid())->kernel_thread);
}
