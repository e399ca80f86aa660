#include <procmem/error.hpp>

#include <set>
#include <string>

#include <doctest/doctest.h>

using namespace procmem;

TEST_CASE("an error says where and what") {
  const Error error(Errc::malformed_line, "/proc/812/status:17: VmRSS");
  CHECK(std::string(error.what()) == "/proc/812/status:17: VmRSS: malformed line");
  CHECK(error.code() == Errc::malformed_line);
}

TEST_CASE("every error has words of its own") {
  std::set<std::string> words;
  const int last = static_cast<int>(Errc::program_replaced);
  for (int code = 1; code <= last; ++code) words.insert(make_error_code(static_cast<Errc>(code)).message());
  CHECK(words.size() == static_cast<std::size_t>(last));
  for (const std::string& text : words) CHECK(text.find("unknown procmem error") == std::string::npos);
  CHECK(procmem_category().message(last + 1).find("unknown procmem error") == 0);
  CHECK(std::string(procmem_category().name()) == "procmem");
}

TEST_CASE("an errno is no error of ours") {
  CHECK(std::error_code(1, std::generic_category()) != make_error_code(Errc::malformed_line));
}
