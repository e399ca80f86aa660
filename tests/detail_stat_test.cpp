#include "detail/stat.hpp"

#include <string>

#include <doctest/doctest.h>

#include <procmem/error.hpp>

#include "support/fixtures.hpp"

using namespace procmem;
using detail::parse_stat;

TEST_CASE("every real stat file gives exactly the expected fields") {
  int files = 0;
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "stat") continue;
    CAPTURE(row.at("file"));
    std::error_code error;
    const detail::StatSnapshot stat = parse_stat(fixtures::read("procfs/" + row.at("file")), error);
    CHECK_MESSAGE(!error, error.message());
    for (const auto& pair : fixtures::pairs(row.at("expected"))) {
      const std::string& key = pair.first;
      const std::string& value = pair.second;
      CAPTURE(key);
      if (key == "pid") CHECK(std::to_string(stat.pid) == value);
      if (key == "comm_hex") CHECK(stat.comm == fixtures::from_hex(value));
      if (key == "state") CHECK(std::string(1, stat.state) == value);
      if (key == "ppid") CHECK(std::to_string(stat.ppid) == value);
      if (key == "num_threads") CHECK(std::to_string(stat.threads) == value);
      if (key == "starttime") CHECK(std::to_string(stat.start_ticks) == value);
      if (key == "vsize") CHECK(std::to_string(stat.vsize) == value);
      if (key == "rss") CHECK(std::to_string(stat.rss) == value);
    }
    ++files;
  }
  CHECK(files == 6);
}

TEST_CASE("a stat file cut at any byte behind the name gives an error or the whole's fields") {
  const std::string text = "12 (a) S 34 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 5 0 777 8192 345 0\n";
  const std::size_t whole = text.find(" 0\n");
  for (std::size_t length = text.find(')'); length <= text.size(); ++length) {
    std::error_code error;
    const detail::StatSnapshot stat = parse_stat(text.substr(0, length), error);
    CAPTURE(length);
    CHECK((length > whole ? !error : error == Errc::not_a_stat_file));
    CHECK(stat.rss == (length > whole ? 345 : 0));
  }
}

TEST_CASE("a name with brackets and line feeds does not shift the fields") {
  std::error_code error;
  const auto stat =
      parse_stat("12 (a) R 1 (\n) S 34 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 5 0 777 8192 3 0\n", error);
  CHECK(!error);
  CHECK(stat.comm == "a) R 1 (\n");
  CHECK(stat.ppid == 34);
  CHECK(stat.threads == 5);
  CHECK(stat.start_ticks == 777);
}

TEST_CASE("a kernel thread is known by its flag") {
  std::error_code error;
  // Flags as Linux 6.1 prints them for kthreadd and for a shell.
  CHECK(parse_stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0 0\n", error)
            .kernel_thread);
  CHECK(!parse_stat("9 (sh) S 1 9 9 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0 0\n", error).kernel_thread);
  CHECK(!error);
}

TEST_CASE("a text that lacks a field is no stat file") {
  for (const char* const bad :
       {"", "12", "12 (a)", "12 (a) S 34 1 1 0 -1\n", "x (a) S 1\n", "12 )a( S 1\n"}) {
    std::error_code error;
    parse_stat(bad, error);
    CHECK_MESSAGE(error == Errc::not_a_stat_file, bad);
  }
}
