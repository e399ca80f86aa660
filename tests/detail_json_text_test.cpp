#include "detail/json_text.hpp"

#include <string>

#include <doctest/doctest.h>

namespace {
std::string json(std::string_view bytes) {
  std::string out;
  procmem::detail::append_json_string(out, bytes);
  return out;
}
}  // namespace

TEST_CASE("any bytes become one line of valid JSON") {
  CHECK(json("plain 内存") == "\"plain 内存\"");
  CHECK(json("a\"b\\c") == "\"a\\\"b\\\\c\"");
  CHECK(json("a\nb\x1b[2J\x7f") == "\"a\\u000ab\\u001b[2J\\u007f\"");
  CHECK(json("\xff\xc3") == "\"\\ufffd\\ufffd\"");
  CHECK(json("</script>") == "\"\\u003c/script>\"");
  CHECK(json("\xe2\x80\xa8\xc2\x9b") == "\"\\u2028\\u009b\"");
  CHECK(json(std::string(1, '\0')) == "\"\\u0000\"");
}
