// A growth guard in Catch2, version 3 or 2. The second test case fails, because its cache keeps every
// session.
#define CATCH_CONFIG_MAIN  // version 2; version 3 links Catch2::Catch2WithMain
#include <procmem/testing/catch2.hpp>

#include <map>
#include <string>

PROCMEM_RECORD_CASE_GROWTH;  // a table of all test cases at the end

namespace {

std::string greeting(int session) {
  return "a greeting that is long enough for the heap, for session " + std::to_string(session);
}

}  // namespace

// [guard]
TEST_CASE("a greeting leaves nothing behind") {
  PROCMEM_CHECK_NO_GROWTH([] { greeting(1); });
}

TEST_CASE("a session that was left is forgotten") {
  std::map<int, std::string> sessions;
  int id = 0;
  PROCMEM_REQUIRE_NO_GROWTH([&] {
    ++id;
    sessions[id] = greeting(id);
  });
}
// [guard] end
