#include <clocale>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "columns.hpp"

using cli::columns_of;
using cli::to_left;
using cli::to_right;

namespace {
const bool utf8_is_set = std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;
}

TEST_CASE("columns are counted as a terminal counts them") {
  REQUIRE(utf8_is_set);
  CHECK(columns_of("redis") == 5);
  CHECK(columns_of("内存") == 4);
  CHECK(columns_of("e\u0301") == 1);
}

TEST_CASE("a text fills its columns exactly, whatever is cut") {
  CHECK(to_left("redis", 7, true) == "redis  ");
  CHECK(to_right("redis", 7, true) == "  redis");
  CHECK(to_left("redis-server", 7, true) == "redis-…");
  CHECK(to_left("redis-server", 7, false) == "redis-~");
  CHECK(to_left("内存泄漏检测", 7, true) == "内存泄…");
  CHECK(to_left("内存泄漏检测", 8, true) == "内存泄… ");  // half of one does not fit
  for (std::size_t columns = 0; columns < 20; ++columns)
    CHECK(columns_of(to_left("a内b存c泄d漏e\u0301f", columns, true)) == columns);
}

TEST_CASE("a hostile name cannot steer the terminal, and is ASCII where the terminal is") {
  CHECK(cli::safe_text("a\x1b[2Jb", true) == "a\\x1b[2Jb");
  CHECK(cli::safe_text("内存x", false) == "??x");
  CHECK(cli::safe_text("内存x", true) == "内存x");
}

TEST_CASE("text is wrapped between words, and what is too much is cut") {
  using Lines = std::vector<std::string>;
  CHECK(cli::wrapped("leaking 1.20 MiB/h in rss_anon", 10, 9, true) ==
        Lines{"leaking", "1.20 MiB/h", "in", "rss_anon"});
  CHECK(cli::wrapped("leaking 1.20 MiB/h in rss_anon", 12, 2, true) == Lines{"leaking 1.20", "MiB/h in rs…"});
  CHECK(cli::wrapped("unbreakable", 4, 9, true) == Lines{"unbr", "eaka", "ble"});
  CHECK(cli::wrapped("内", 1, 9, true).size() == 1);
  CHECK(cli::wrapped("", 4, 9, true).empty());
}
