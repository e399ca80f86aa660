#ifndef PROCMEM_TESTING_GROWTH_GUARD_HPP
#define PROCMEM_TESTING_GROWTH_GUARD_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>

namespace procmem::testing {

/// Shape: an open struct. Units: "per call" is a call of the body.
struct GuardOptions {
  /// The largest chance that memory which goes up and down without aim is taken for growth, per guard.
  double false_alarms = 1e-4;
  /// No round begins that would end later. Seventeen rounds are needed to see anything: one call each at
  /// least.
  std::chrono::milliseconds time{1600};
  std::size_t max_rounds = 64;
  /// Calls made first, beside those that find out how long one takes.
  std::size_t warm_up = 0;
  /// Growth that is no failure, in bytes per call; of heap, mapped memory and address space.
  double tolerated = 0;
  /// Where nothing grows, the guard ends once a leak of so many bytes per call would have shown.
  double sensitivity = 8;
};

/// What the body can leave behind, in the order in which a report names it.
enum class GrowthKind {
  heap,           ///< in use by malloc, whatever of it is resident
  mapped,         ///< RssAnon + RssShmem + VmSwap that the heap does not explain
  address_space,  ///< VmSize that the heap does not explain
  mappings,       ///< lines of /proc/self/maps
  threads
};
PROCMEM_EXPORT const char* kind_name(GrowthKind kind) noexcept;  ///< "heap in use"

/// The figures after a round. What is absent cannot be read here; remarks say why.
struct GuardRound {
  std::size_t calls = 0;  ///< in this round; the first has none: it is what was there before
  std::optional<Bytes> heap;
  std::optional<Bytes> retained;  ///< free, and kept by malloc
  std::optional<Bytes> resident;  ///< RssAnon + RssShmem + VmSwap
  std::optional<Bytes> address_space;
  std::optional<std::int64_t> mappings;
  std::optional<std::int64_t> threads;
};

/// One kind's growth. Units: bytes, mappings or threads, per call.
struct KindGrowth {
  GrowthKind kind = GrowthKind::heap;
  bool growing = false;
  double per_call = 0;
  double low = 0;  ///< with `high`: 95 %
  double high = 0;
  /// The smallest growth, beside what is there, that these rounds would have shown; absent: none whatever.
  std::optional<double> detectable;
  /// What a fair game would have won by betting on growth: at least x with a chance of 1/x.
  double evidence = 0;
};

enum class GuardVerdict {
  clean,      ///< nothing grows, and `detectable` says what would have shown
  growing,    ///< some kind grows with the calls
  undecided,  ///< too few rounds, or growth that the rounds do not prove or that is dying out
  skipped     ///< nothing can be measured here
};

struct GuardReport {
  GuardVerdict verdict = GuardVerdict::skipped;
  std::vector<KindGrowth> kinds;  ///< those that could be read
  std::vector<GuardRound> rounds;
  std::vector<std::string> remarks;  ///< what limits the answer: a sanitizer, a foreign allocator, the time
  double false_alarms = 0;
  std::size_t warm_up_calls = 0;
  std::chrono::nanoseconds elapsed{};

  bool passed() const noexcept { return verdict != GuardVerdict::growing; }
};

/// Calls the body in rounds of growing counts, gives free memory back before each reading, and tells whether
/// memory grows with the calls. It ends as soon as it knows. docs/testing.md says how it decides.
/// Errors: std::invalid_argument for options out of range; Error if /proc/self cannot be read; what the body
/// throws is passed on.
/// Threads: the body may use any; what other threads of the process allocate meanwhile counts as its own.
PROCMEM_EXPORT GuardReport watch_growth(const std::function<void()>& body, const GuardOptions& options = {});

/// Judges rounds that were run elsewhere; the first is what was there before. Pure. Errors:
/// std::invalid_argument if another has no calls.
PROCMEM_EXPORT GuardReport judge_rounds(std::vector<GuardRound> rounds, const GuardOptions& options = {});

/// A report for people, in several lines without the last line feed.
PROCMEM_EXPORT std::string describe(const GuardReport& report);

}  // namespace procmem::testing

#endif
