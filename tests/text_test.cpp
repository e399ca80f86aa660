#include <procmem/text.hpp>

#include <string>

#include <doctest/doctest.h>

using procmem::printable;

TEST_CASE("plain text and valid UTF-8 stay as they are") {
  CHECK(printable("redis-server *:6379") == "redis-server *:6379");
  CHECK(printable("größe 内存 🐘") == "größe 内存 🐘");
  CHECK(printable("").empty());
}

TEST_CASE("nothing that steers a terminal or forges a line passes") {
  CHECK(printable("a\nb\tc\x1b[2J\x7f") == "a\\x0ab\\x09c\\x1b[2J\\x7f");
  CHECK(printable("\xc2\x9b"
                  "2J") == "\\xc2\\x9b2J");  // C1 control sequence introducer
  CHECK(printable("\xe2\x80\xae"
                  "evil") == "\\xe2\\x80\\xaeevil");      // right-to-left override
  CHECK(printable("\xe2\x80\xa8") == "\\xe2\\x80\\xa8");  // line separator
  CHECK(printable("back\\slash") == "back\\\\slash");
}

TEST_CASE("bytes that are no UTF-8 are shown one by one") {
  CHECK(printable("\xff") == "\\xff");
  CHECK(printable("\xc3") == "\\xc3");                             // cut short
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(printable("\xe0\x80\x80") == "\\xe0\\x80\\x80");           // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("a JSON string carries its quotes") {
  CHECK(procmem::json_string("a\"\n") == "\"a\\\"\\u000a\"");
}
