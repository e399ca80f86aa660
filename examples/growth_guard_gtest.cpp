// A growth guard in GoogleTest. The second test fails, because its cache keeps every session.
#include <procmem/testing/gtest.hpp>

#include <map>
#include <string>

namespace {

std::string greeting(int session) {
  return "a greeting that is long enough for the heap, for session " + std::to_string(session);
}

// [guard]
TEST(Greeting, LeavesNothingBehind) {
  PROCMEM_CHECK_NO_GROWTH([] { greeting(1); });
}

TEST(Session, IsForgotten) {
  std::map<int, std::string> sessions;
  int id = 0;
  procmem::testing::GuardOptions options;
  options.time = std::chrono::seconds(1);
  PROCMEM_CHECK_NO_GROWTH(
      [&] {
        ++id;
        sessions[id] = greeting(id);
      },
      options);
}
// [guard] end

}  // namespace

// [listener]
int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::UnitTest::GetInstance()->listeners().Append(new procmem::testing::GtestListener);
  return RUN_ALL_TESTS();
}
// [listener] end
