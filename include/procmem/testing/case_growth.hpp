#ifndef PROCMEM_TESTING_CASE_GROWTH_HPP
#define PROCMEM_TESTING_CASE_GROWTH_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>

namespace procmem::testing {

/// What one test case left behind, first-use initialisation included. What is absent cannot be read here.
struct CaseGrowth {
  std::string name;
  std::optional<Bytes> heap;      ///< in use
  std::optional<Bytes> resident;  ///< RssAnon + RssShmem + VmSwap
  std::optional<std::int64_t> threads;
};

/// Keeps a list of test cases and their growth, for a test framework's listener. It is no verdict: a case
/// that runs once may keep what it initialised; watch_growth() tells.
/// Errors: Error if /proc/self cannot be read. Threads: one at a time.
class PROCMEM_EXPORT CaseGrowthLog {
 public:
  CaseGrowthLog();
  CaseGrowthLog(CaseGrowthLog&&) noexcept;
  CaseGrowthLog& operator=(CaseGrowthLog&&) noexcept;
  ~CaseGrowthLog();

  void begin(std::string name);

  /// The case that was begun last is over. Lifetime: until the next one begins.
  const CaseGrowth& end();

  const std::vector<CaseGrowth>& cases() const noexcept;

  /// A table of the cases that left something behind, with their number; ends with a line feed.
  std::string table() const;

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace procmem::testing

#endif
