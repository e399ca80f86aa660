#ifndef PROCMEM_BENCH_SCORES_HPP
#define PROCMEM_BENCH_SCORES_HPP

#include <array>
#include <limits>
#include <vector>

#include <procmem/growth.hpp>

#include "support/trace.hpp"

namespace bench {

/// So many of so many.
struct Share {
  int part = 0, whole = 0;

  void add(bool counts) noexcept {
    part += counts ? 1 : 0;
    ++whole;
  }
  double ratio() const noexcept { return whole == 0 ? 0 : static_cast<double>(part) / whole; }
};

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
  Share alarmed, alarmed_in_second_half;  ///< of the clean ones
  Share detected;                         ///< of the leaks
  double median_delay = 0;                ///< from the onset, as a share of what is left of the trace then
};
Online feed(const std::vector<tests::Trace>& traces);

Score score(const std::vector<Outcome>& outcomes);

/// Leaks whose growth is so many times everything else that moves.
struct Bucket {
  double from = 0, below = std::numeric_limits<double>::infinity();
  Share found{};
};

/// Intervals, times to the limit, recall by strength, speed.
struct Details {
  std::array<Bucket, 5> by_strength = {{{0, 1}, {1, 2}, {2, 3}, {3, 6}, {6}}};  ///< of generated leaks
  Share rate;          ///< its interval holds the true one; of the generated leaks that were found
  Share made_to_leak;  ///< the same of real programs, whose resident set may show another rate
  Share time;          ///< to the limit: its interval holds the true one
  double time_error = 0;
  Share above_detectable;  ///< leaks faster than the rate that is said to have shown: found; it promises 80 %
  Share clean_suspected;
  double milliseconds = 0, most_milliseconds = 0;  ///< a report of all kinds: median, most
};
Details details(const std::vector<Outcome>& outcomes);

}  // namespace bench

#endif
