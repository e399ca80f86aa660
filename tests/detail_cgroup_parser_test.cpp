#include "detail/cgroup_parser.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <procmem/error.hpp>

using namespace procmem;
using namespace procmem::detail;

namespace {

MemoryGroup group_of(const std::string& text) {
  ParseFault fault;
  const MemoryGroup group = parse_memory_group(text, fault);
  CHECK(!fault.code);
  return group;
}

/// "GROUP=DIRECTORY GROUP=DIRECTORY…"
std::string places(const GroupMount& mount, const std::string& group) {
  std::string text;
  for (const GroupDirectory& place : group_directories(mount, group))
    text += (text.empty() ? "" : " ") + place.group + '=' + place.directory;
  return text;
}

}  // namespace

TEST_CASE("a process's memory group is the v1 one wherever v1 has the memory controller") {
  const MemoryGroup hybrid = group_of("9:cpu,memory:/a:b\n1:name=systemd:/s\n0::/c\n");
  CHECK(hybrid.version == 1);
  CHECK(hybrid.path == "/a:b");
  const MemoryGroup v2 = group_of("3:cpu:/a\n1:name=memory:/b\n0::/c d\n");
  CHECK(v2.version == 2);
  CHECK(v2.path == "/c d");
  CHECK(group_of("3:cpu:/a\n").version == 0);
  CHECK(group_of("").version == 0);
}

TEST_CASE("a damaged list of groups says which line is wrong") {
  struct Damage {
    const char* text;
    Errc code;
    std::size_t line;
  };
  for (const Damage& damage : std::vector<Damage>{{"0::/a\nx\n", Errc::malformed_line, 2},
                                                  {"0::a\n", Errc::malformed_line, 1},
                                                  {"0:/a\n", Errc::malformed_line, 1},
                                                  {"x:memory:/a\n", Errc::malformed_line, 1},
                                                  {"0::/a/../b\n", Errc::malformed_line, 1},
                                                  {"0::/a//b\n", Errc::malformed_line, 1},
                                                  {"0::/a/\n", Errc::malformed_line, 1},
                                                  {"0::/a\n0::/b\n", Errc::duplicate_key, 2},
                                                  {"4:memory:/a\n0::/", Errc::incomplete, 2}}) {
    CAPTURE(damage.text);
    ParseFault fault;
    CHECK(parse_memory_group(damage.text, fault).version == 0);
    CHECK(fault.code == damage.code);
    CHECK(fault.line == damage.line);
  }
}

TEST_CASE("of all mounts those are found whose groups can limit memory") {
  ParseFault fault;
  const std::vector<GroupMount> mounts = parse_group_mounts(
      "23 1 8:2 / / rw - ext4 /dev/sda2 rw,errors=remount-ro\n"
      "31 23 0:28 / /sys/fs/cgroup/cpu rw shared:9 - cgroup cgroup rw,cpu\n"
      "35 31 0:32 /docker/4f2a /a\\040b\\134 ro shared:2 master:1 - cgroup cgroup rw,memory\n"
      "36 31 0:33 /.. /c rw - cgroup2  rw\n",
      fault);
  CHECK(!fault.code);
  REQUIRE(mounts.size() == 2);
  CHECK(mounts[0].version == 1);
  CHECK(mounts[0].root == "/docker/4f2a");
  CHECK(mounts[0].point == "/a b\\");
  CHECK(mounts[1].version == 2);
  CHECK(mounts[1].root == "/..");
  CHECK(mounts[1].point == "/c");
}

TEST_CASE("a damaged list of mounts says which line is wrong") {
  ParseFault fault;
  const std::string good = "36 31 0:33 / /c rw - cgroup2 cgroup2 rw\n";
  for (const char* const bad :
       {"36\n", "36 31 0:33 / /c rw cgroup2 cgroup2 rw\n", "36 31 0:33 / /c rw -\n",
        "36 31 0:33 / /c rw - x\n", "36 31 033 / /c rw - cgroup2 a rw\n",
        "36 31 0:33 / c rw - cgroup2 a rw\n", "36 31 0:33 / /c\\04 rw - cgroup2 a rw\n",
        "36 31 0:33 / /c\\999 rw - cgroup2 a rw\n", "\n"}) {
    CAPTURE(bad);
    CHECK(parse_group_mounts(good + bad, fault).empty());
    CHECK(fault.code == Errc::malformed_line);
    CHECK(fault.line == 2);
  }
  for (std::size_t length = 1; length < good.size(); ++length) {
    CHECK(parse_group_mounts(good.substr(0, length), fault).empty());
    CHECK(fault.code == Errc::incomplete);
  }
}

TEST_CASE("a group is seen with its ancestors up to the root of the mount") {
  CHECK(places({2, "/", "/cg"}, "/a/b") == "/a/b=/cg/a/b /a=/cg/a /=/cg");
  CHECK(places({2, "/", "/cg"}, "/") == "/=/cg");
  CHECK(places({1, "/docker/4f", "/cg"}, "/docker/4f") == "/docker/4f=/cg");
  CHECK(places({1, "/docker/4f", "/cg"}, "/docker/4f/w") == "/docker/4f/w=/cg/w /docker/4f=/cg");
  CHECK(places({2, "/..", "/cg"}, "/../b/c") == "/../b/c=/cg/b/c /../b=/cg/b /..=/cg");
  CHECK(places({2, "/../..", "/"}, "/../../b") == "/../../b=/b /../..=");
}

TEST_CASE("a group that is not below the mount, or by names that are not known, is not seen") {
  CHECK(places({1, "/docker/4f", "/cg"}, "/docker") == "");
  CHECK(places({1, "/docker/4f", "/cg"}, "/docker/4f2a") == "");
  CHECK(places({2, "/", "/cg"}, "/../b") == "");
  CHECK(places({2, "/..", "/cg"}, "/b") == "");
  CHECK(places({2, "//deleted", "/cg"}, "/b") == "");
}

TEST_CASE("the mount that shows most ancestors is looked at first, and of equals the last one") {
  const std::vector<GroupMount> mounts = {
      {2, "/a", "/narrow"}, {2, "/", "/early"}, {1, "/", "/v1"}, {2, "/", "/late"}, {2, "/b", "/other"}};
  const auto views = group_views(mounts, {2, "/a"});
  REQUIRE(views.size() == 3);
  CHECK(views[0].front().directory == "/late/a");
  CHECK(views[1].front().directory == "/early/a");
  CHECK(views[2].front().directory == "/narrow");
}

TEST_CASE("no byte put in the place of another makes a parser read beyond its text") {
  const std::string groups = "9:memory:/a/../b\n0::/c\n";
  const std::string mounts = "36 31 0:33 /x /a\\040b rw - cgroup2 cgroup2 rw\n";
  int understood = 0;
  for (int byte = 0; byte < 256; ++byte) {
    ParseFault fault;
    for (std::size_t at = 0; at < groups.size(); ++at) {
      std::string changed = groups;
      changed[at] = static_cast<char>(byte);
      parse_memory_group(changed, fault);
    }
    for (std::size_t at = 0; at < mounts.size(); ++at) {
      std::string changed = mounts;
      changed[at] = static_cast<char>(byte);
      for (const GroupMount& mount : parse_group_mounts(changed, fault)) {
        group_directories(mount, "/x/y");
        ++understood;
      }
    }
  }
  CHECK(understood > 256);
}
