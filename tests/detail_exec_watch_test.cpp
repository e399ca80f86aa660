#include "detail/exec_watch.hpp"

#include <doctest/doctest.h>

using namespace procmem;

namespace {

StatusSnapshot with(const char* name, int peak_kib, int exe_kib) {
  StatusSnapshot snapshot;
  snapshot.name = name;
  snapshot.vm_size = snapshot.vm_peak = Bytes::from_kib(peak_kib);
  snapshot.vm_exe = Bytes::from_kib(exe_kib);
  return snapshot;
}

}  // namespace

TEST_CASE("growth is no exec") {
  detail::ExecWatch watch;
  CHECK(!watch.saw_exec(with("a", 100, 4)));
  CHECK(!watch.saw_exec(with("a", 200, 4)));
}

TEST_CASE("a VmPeak that falls is an exec, once") {
  detail::ExecWatch watch;
  watch.saw_exec(with("a", 100, 4));
  CHECK(watch.saw_exec(with("a", 50, 4)));
  CHECK(!watch.saw_exec(with("a", 50, 4)));
}

TEST_CASE("another name with other code is an exec, another name alone is not") {
  detail::ExecWatch watch;
  watch.saw_exec(with("a", 100, 4));
  CHECK(!watch.saw_exec(with("renamed", 100, 4)));
  CHECK(watch.saw_exec(with("b", 300, 900)));
}

TEST_CASE("a snapshot without memory tells nothing") {
  detail::ExecWatch watch;
  watch.saw_exec(with("a", 100, 4));
  CHECK(!watch.saw_exec(StatusSnapshot()));
  CHECK(!watch.saw_exec(with("a", 100, 4)));
}
