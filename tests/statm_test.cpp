#include <procmem/error.hpp>
#include <procmem/statm.hpp>

#include <map>
#include <string>

#include <doctest/doctest.h>

#include "support/fixtures.hpp"

using namespace procmem;

TEST_CASE("every real statm file gives exactly the expected numbers") {
  int files = 0;
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "statm") continue;
    CAPTURE(row.at("file"));
    const StatmSnapshot statm = parse_statm(fixtures::read("procfs/" + row.at("file")));
    const std::map<std::string, std::uint64_t> values = {
        {"size", statm.size}, {"resident", statm.resident}, {"shared", statm.shared}, {"text", statm.text},
        {"lib", statm.lib},   {"data", statm.data},         {"dt", statm.dt}};
    for (const auto& expected : fixtures::pairs(row.at("expected")))
      CHECK_MESSAGE(std::to_string(values.at(expected.first)) == expected.second, expected.first);
    ++files;
  }
  CHECK(files == 5);
}

TEST_CASE("a statm text cut at any byte is an error") {
  const std::string text = "3658 2345 272 1 0 3128 0\n";
  for (std::size_t length = 0; length < text.size(); ++length) {
    std::error_code error;
    CHECK(parse_statm(text.substr(0, length), error) == StatmSnapshot());
    CHECK(error == Errc::not_a_statm_file);
  }
}

TEST_CASE("what is not seven plain numbers is no statm") {
  for (const char* const bad : {"1 2 3 4 5 6\n", "1 2 3 4 5 6 7 8\n", "1 2 3 4 5 6 -7\n", "1  2 3 4 5 6 7\n",
                                " 1 2 3 4 5 6 7\n", "1 2 3 4 5 6 7\n\n", "Name:\tx\n", "0x1 2 3 4 5 6 7\n"}) {
    std::error_code error;
    parse_statm(bad, error);
    CHECK_MESSAGE(error == Errc::not_a_statm_file, bad);
  }
  CHECK_THROWS_WITH_AS(parse_statm("99999999999999999999 2 3 4 5 6 7\n"), "statm: value out of range", Error);
}

TEST_CASE("numbers of any length are read whole, wherever they stand") {
  std::string digits;
  std::uint64_t expected = 0;
  for (unsigned length = 1; length <= 19; ++length) {
    const unsigned digit = (length * 7) % 10;
    digits += static_cast<char>('0' + digit);
    expected = expected * 10 + digit;
    CHECK(parse_statm(digits + " 2 3 4 5 6 7\n").size == expected);
    CHECK(parse_statm("1 2 3 4 5 6 " + digits + "\n").dt == expected);
  }
  CHECK(parse_statm("18446744073709551615 2 3 4 5 6 7\n").size == 18446744073709551615U);
  for (const char* const bad :
       {"18446744073709551616 2 3 4 5 6 7\n", "100000000000000000000 2 3 4 5 6 7\n"}) {
    std::error_code error;
    parse_statm(bad, error);
    CHECK_MESSAGE(error == Errc::value_out_of_range, bad);
  }
}

TEST_CASE("top's columns are pages times the page size, absent where that does not fit") {
  const TopFigures top = top_figures(parse_statm("10 5 18446744073709551615 1 0 3 0\n"), Bytes(4096));
  CHECK(top.virt == Bytes(40960));
  CHECK(top.res == Bytes(20480));
  CHECK(!top.shr);
}
