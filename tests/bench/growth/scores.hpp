#ifndef PROCMEM_BENCH_SCORES_HPP
#define PROCMEM_BENCH_SCORES_HPP

#include <string_view>
#include <vector>

#include <procmem/growth.hpp>

#include "support/trace.hpp"

namespace bench {

/// How a method did on a set.
struct Score {
  int hits = 0, misses = 0, false_alarms = 0, passes = 0;

  void add(bool leaks, bool called) noexcept {
    ++(leaks ? called ? hits : misses : called ? false_alarms : passes);
  }
  double precision() const noexcept;
  double recall() const noexcept;
  double f1() const noexcept;
  double false_alarm_rate() const noexcept;
};

/// What the library says of a trace when all of it is there.
struct Outcome {
  const tests::Trace* trace = nullptr;
  procmem::GrowthReport report;
  double milliseconds = 0;

  bool scored() const noexcept { return !trace->ambiguous && trace->label != "leak_virtual"; }
  bool called() const noexcept { return report.verdict == procmem::Verdict::leaking; }
};
std::vector<Outcome> judge(const std::vector<tests::Trace>& traces);

/// What it says while the trace is fed sample by sample.
struct Online {
  int clean = 0, alarmed = 0, alarmed_in_second_half = 0;
  int leaks = 0, detected = 0;
  double median_delay = 0;  ///< from the onset, as a share of what is left of the trace then
};
Online feed(const std::vector<tests::Trace>& traces);

Score score(const std::vector<Outcome>& outcomes);

void print_header(const char* title);
void print_row(std::string_view name, const Score& score);

/// Intervals, times to the limit, recall by strength, speed.
void print_details(const std::vector<Outcome>& outcomes);
void print_online(const Online& online);

}  // namespace bench

#endif
