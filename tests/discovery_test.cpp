#include <procmem/discovery.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "support/child.hpp"

using namespace procmem;

TEST_CASE("the list has this process and its child, in order of pids") {
  const Child child;
  const auto all = list_processes();
  const auto find = [&all](int pid) {
    return std::find_if(all.begin(), all.end(),
                        [pid](const ProcessEntry& entry) { return entry.pid == pid; });
  };
  REQUIRE(find(::getpid()) != all.end());
  REQUIRE(find(child.pid()) != all.end());
  CHECK(find(child.pid())->ppid == ::getpid());
  CHECK(find(child.pid())->start_ticks >= find(::getpid())->start_ticks);
  CHECK(std::is_sorted(all.begin(), all.end(),
                       [](const ProcessEntry& a, const ProcessEntry& b) { return a.pid < b.pid; }));
}

TEST_CASE("a tree is a process and all below it, whatever the order of pids") {
  const std::vector<ProcessEntry> all = {{1, 0, 'S', 0, "init"},
                                         {5, 90, 'S', 0, "grandchild"},
                                         {7, 1, 'S', 0, "other"},
                                         {80, 1, 'S', 0, "root"},
                                         {90, 80, 'S', 0, "child"}};
  CHECK(select_tree(80)(all) == std::vector<int>{5, 80, 90});
  CHECK(select_tree(4711)(all).empty());
}

TEST_CASE("a descendant stays one when its parent has ended, and so do those that it starts later") {
  Selector tree = select_tree(80);
  CHECK(tree({{80, 1, 'S', 10, "root"}, {90, 80, 'S', 20, "child"}, {91, 90, 'S', 30, "grandchild"}}) ==
        std::vector<int>{80, 90, 91});
  CHECK(tree({{80, 1, 'S', 10, "root"}, {91, 1, 'S', 30, "grandchild"}, {92, 91, 'S', 40, "late"}}) ==
        std::vector<int>{80, 91, 92});
  CHECK(tree({{80, 1, 'S', 50, "another"}, {91, 1, 'S', 60, "another"}, {92, 1, 'S', 40, "late"}}) ==
        std::vector<int>{92});
}

TEST_CASE("a tree can have several roots, and later ones") {
  Selector trees = select_tree(select_name("shell"));
  CHECK(trees({{5, 1, 'S', 10, "shell"}, {6, 5, 'S', 20, "child"}, {7, 1, 'S', 30, "other"}}) ==
        std::vector<int>{5, 6});
  CHECK(trees({{6, 1, 'S', 20, "child"},
               {7, 1, 'S', 30, "other"},
               {8, 1, 'S', 40, "shell"},
               {9, 8, 'S', 50, "late"}}) == std::vector<int>{6, 8, 9});
}

TEST_CASE("a pattern matches anywhere in a name, unless it says where") {
  const std::vector<ProcessEntry> all = {
      {1, 0, 'S', 0, "redis"}, {2, 0, 'S', 0, "redis-server"}, {3, 0, 'S', 0, "my redis"}};
  CHECK(select_matching("redis")(all) == std::vector<int>{1, 2, 3});
  CHECK(select_matching("^redis")(all) == std::vector<int>{1, 2});
  CHECK(select_matching("^(redis|my .*)$")(all) == std::vector<int>{1, 3});
  CHECK(select_matching("x")(all).empty());
}

TEST_CASE("what is wrong with a pattern is said") {
  try {
    select_matching("redis[");
    FAIL("accepted");
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()).rfind("'redis[' is not a regular expression: ", 0) == 0);
    CHECK(std::string(error.what()).size() > 45);
  }
}

TEST_CASE("all processes are all but kernel threads") {
  const std::vector<ProcessEntry> all = {
      {1, 0, 'S', 0, "init", false}, {2, 0, 'S', 0, "kthreadd", true}, {300, 1, 'S', 0, "bash", false}};
  CHECK(select_all()(all) == std::vector<int>{1, 300});
}

TEST_CASE("a control group that does not exist is named") {
  for (const char* const group : {"/procmem/no such group", "/tmp", "x", ""}) {
    CAPTURE(group);
    try {
      select_cgroup(group);
      FAIL("found");
    } catch (const Error& error) {
      CHECK(error.code() == std::errc::no_such_file_or_directory);
      CHECK(std::string(error.what()).find('\'' + std::string(group) + '\'') != std::string::npos);
    }
  }
}

TEST_CASE("a name is compared whole, and a long one by what the kernel keeps of it") {
  const std::vector<ProcessEntry> all = {
      {1, 0, 'S', 0, "redis"}, {2, 0, 'S', 0, "redis-server"}, {3, 0, 'S', 0, "a-name-of-15-by"}};
  CHECK(select_name("redis")(all) == std::vector<int>{1});
  CHECK(select_name("a-name-of-15-bytes-and-more")(all) == std::vector<int>{3});
  CHECK(select_name("redi")(all).empty());
}

TEST_CASE("a process with a name of its own is found by it") {
  const std::string name = "procmem t(e)st";
  const Child child([&name] { ::prctl(PR_SET_NAME, name.c_str()); });
  CHECK(select_name(name)(list_processes()) == std::vector<int>{child.pid()});
}
