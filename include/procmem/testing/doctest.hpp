#ifndef PROCMEM_TESTING_DOCTEST_HPP
#define PROCMEM_TESTING_DOCTEST_HPP

#include <string>

#include <doctest/doctest.h>
#include <procmem/testing/case_growth.hpp>
#include <procmem/testing/growth_guard.hpp>

/// (body) or (body, options): fails if memory grows with the calls of the body, and says what is known.
#define PROCMEM_CHECK_NO_GROWTH(...) PROCMEM_DOCTEST_NO_GROWTH(DOCTEST_CHECK_MESSAGE, __VA_ARGS__)
#define PROCMEM_REQUIRE_NO_GROWTH(...) PROCMEM_DOCTEST_NO_GROWTH(DOCTEST_REQUIRE_MESSAGE, __VA_ARGS__)

#define PROCMEM_DOCTEST_NO_GROWTH(assert_message, ...)                                                \
  do {                                                                                                \
    const auto procmem_report = ::procmem::testing::watch_growth(__VA_ARGS__);                        \
    const auto procmem_text = ::procmem::testing::describe(procmem_report);                           \
    if (procmem_report.passed() && procmem_report.verdict != ::procmem::testing::GuardVerdict::clean) \
      DOCTEST_MESSAGE(procmem_text);                                                                  \
    assert_message(procmem_report.passed(), procmem_text);                                            \
  } while (false)

/// In one source file, outside functions: a table of what each test case left behind, after all of them.
#define PROCMEM_RECORD_CASE_GROWTH REGISTER_LISTENER("procmem", 1, ::procmem::testing::DoctestListener)

namespace procmem::testing {

class DoctestListener : public doctest::IReporter {
 public:
  explicit DoctestListener(const doctest::ContextOptions& options) : out_(*options.cout) {}

  void test_case_start(const doctest::TestCaseData& data) override { log_.begin(data.m_name); }
  void test_case_end(const doctest::CurrentTestCaseStats&) override { log_.end(); }
  void test_run_end(const doctest::TestRunStats&) override { out_ << log_.table(); }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  std::ostream& out_;
  CaseGrowthLog log_;
};

}  // namespace procmem::testing

#endif
