#include "detail/discovery_pass.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "support/child.hpp"

using namespace procmem;
using detail::DiscoveryPass;

namespace {

/// The pids that a whole pass finds.
std::vector<int> found_by(const Selector& selector, const detail::ProcessScan::Known& known) {
  std::vector<int> pids;
  std::error_code error;
  DiscoveryPass pass(selector, error);
  while (!pass.done()) {
    if (const std::optional<Process> process = pass.step(known, error)) pids.push_back(process->pid());
    REQUIRE(!error);
  }
  return pids;
}

constexpr auto nobody = [](int) -> const ProcessEntry* { return nullptr; };

}  // namespace

TEST_CASE("a pass opens who was chosen and is not known") {
  const Child first, second;
  const std::vector<int> both = {first.pid(), second.pid()};
  const Selector choose = [&](const std::vector<ProcessEntry>&) { return both; };
  CHECK(found_by(choose, nobody) == both);
  const ProcessEntry entry{first.pid(), 1, 'S', 1, "known", false};
  CHECK(found_by(choose, [&](int pid) { return pid == first.pid() ? &entry : nullptr; }) ==
        std::vector<int>{second.pid()});
}

TEST_CASE("a pid that belongs to another process than was chosen is passed over") {
  Child dead;
  dead.kill();
  // As if it had been started before: what is told of it is not of whom the pid is now.
  const Child child;
  const ProcessEntry before{child.pid(), 1, 'S', 1, "before", false};
  bool chosen = false;
  const Selector choose = [&](const std::vector<ProcessEntry>&) {
    chosen = true;
    return std::vector<int>{child.pid(), dead.pid()};
  };
  CHECK(found_by(choose, [&](int pid) { return pid == child.pid() && !chosen ? &before : nullptr; }).empty());
  CHECK(chosen);
}
