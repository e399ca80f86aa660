#include "detail/group_members.hpp"

#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support/scratch.hpp"

using procmem::detail::find_group;
using procmem::detail::group_members;

TEST_CASE("the members of a group are those of the groups below it, too") {
  const Scratch scratch;
  const std::string group = scratch / "group";
  for (const char* const below : {"", "/a", "/a/.b", "/c"})
    REQUIRE(::mkdir((group + below).c_str(), 0700) == 0);
  std::ofstream(group + "/cgroup.procs") << "12\n7\n";
  std::ofstream(group + "/a/cgroup.procs") << "";
  std::ofstream(group + "/a/.b/cgroup.procs") << "9\n0\n";  // one of them is not seen from this namespace
  std::ofstream(group + "/c/tasks") << "99\n";
  CHECK(group_members(group) == std::unordered_set<int>{7, 9, 12});
  CHECK(find_group(group) == group);
  CHECK(group_members(scratch / "none").empty());
}
