#ifndef PROCMEM_TESTING_CATCH2_HPP
#define PROCMEM_TESTING_CATCH2_HPP

#include <cstdio>

// Version 3 has many headers; version 2 has one, which does not declare listeners without being asked.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_message.hpp>
#include <catch2/catch_test_case_info.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#define PROCMEM_CATCH2_BASE EventListenerBase
#else
#ifndef CATCH_CONFIG_EXTERNAL_INTERFACES
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#endif
#include <catch2/catch.hpp>
#define PROCMEM_CATCH2_BASE TestEventListenerBase
#endif
#include <procmem/testing/case_growth.hpp>
#include <procmem/testing/growth_guard.hpp>

/// (body) or (body, options): fails if memory grows with the calls of the body, and says what is known.
#define PROCMEM_CHECK_NO_GROWTH(...) PROCMEM_CATCH2_NO_GROWTH(CHECK, __VA_ARGS__)
#define PROCMEM_REQUIRE_NO_GROWTH(...) PROCMEM_CATCH2_NO_GROWTH(REQUIRE, __VA_ARGS__)

#define PROCMEM_CATCH2_NO_GROWTH(assertion, ...)                                                      \
  do {                                                                                                \
    const auto procmem_report = ::procmem::testing::watch_growth(__VA_ARGS__);                        \
    if (procmem_report.passed() && procmem_report.verdict != ::procmem::testing::GuardVerdict::clean) \
      WARN(::procmem::testing::describe(procmem_report));                                             \
    INFO(::procmem::testing::describe(procmem_report));                                               \
    assertion(procmem_report.passed());                                                               \
  } while (false)

/// In one source file, outside functions, with a semicolon: a table of what each test case left behind, after
/// all of them.
#define PROCMEM_RECORD_CASE_GROWTH                                \
  using ProcmemCatch2Listener = procmem::testing::Catch2Listener; \
  CATCH_REGISTER_LISTENER(ProcmemCatch2Listener)                  \
  static_assert(true)

namespace procmem::testing {

class Catch2Listener : public Catch::PROCMEM_CATCH2_BASE {
 public:
  using PROCMEM_CATCH2_BASE::PROCMEM_CATCH2_BASE;

  void testCaseStarting(const Catch::TestCaseInfo& info) override { log_.begin(info.name); }
  void testCaseEnded(const Catch::TestCaseStats&) override { log_.end(); }
  void testRunEnded(const Catch::TestRunStats&) override { std::printf("%s", log_.table().c_str()); }

 private:
  CaseGrowthLog log_;
};

}  // namespace procmem::testing

#endif
