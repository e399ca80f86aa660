#ifndef PROCMEM_TESTING_GTEST_HPP
#define PROCMEM_TESTING_GTEST_HPP

#include <cstdio>
#include <string>

#include <gtest/gtest.h>
#include <procmem/testing/case_growth.hpp>
#include <procmem/testing/growth_guard.hpp>

/// (body) or (body, options): fails if memory grows with the calls of the body, and says what is known.
#define PROCMEM_CHECK_NO_GROWTH(...) EXPECT_TRUE(::procmem::testing::has_no_growth(__VA_ARGS__))
#define PROCMEM_REQUIRE_NO_GROWTH(...) ASSERT_TRUE(::procmem::testing::has_no_growth(__VA_ARGS__))

namespace procmem::testing {

inline ::testing::AssertionResult has_no_growth(const std::function<void()>& body,
                                                const GuardOptions& options = {}) {
  const GuardReport report = watch_growth(body, options);
  const std::string text = describe(report);
  if (!report.passed()) return ::testing::AssertionFailure() << text;
  if (report.verdict != GuardVerdict::clean) std::printf("%s\n", text.c_str());
  return ::testing::AssertionSuccess();
}

/// Records what each test left behind as the properties heap_growth and resident_growth (bytes), and prints a
/// table after all of them: UnitTest::GetInstance()->listeners().Append(new GtestListener), which owns it.
class GtestListener : public ::testing::EmptyTestEventListener {
 public:
  void OnTestStart(const ::testing::TestInfo& info) override {
    log_.begin(std::string(info.test_suite_name()) + '.' + info.name());
  }

  void OnTestEnd(const ::testing::TestInfo&) override {
    const CaseGrowth& growth = log_.end();
    if (growth.heap) ::testing::Test::RecordProperty("heap_growth", std::to_string(growth.heap->count()));
    if (growth.resident)
      ::testing::Test::RecordProperty("resident_growth", std::to_string(growth.resident->count()));
  }

  void OnTestProgramEnd(const ::testing::UnitTest&) override { std::printf("%s", log_.table().c_str()); }

 private:
  CaseGrowthLog log_;
};

}  // namespace procmem::testing

#endif
