#ifndef PROCMEM_GROWTH_HPP
#define PROCMEM_GROWTH_HPP

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>
#include <procmem/fields.hpp>
#include <procmem/heap_growth.hpp>
#include <procmem/operation_growth.hpp>
#include <procmem/sample.hpp>

namespace procmem {

/// What a series of samples says. docs/growth.md tells what each can and cannot know.
enum class Verdict {
  not_enough_data,  ///< cannot tell yet; GrowthReport::record_further says how much longer
  stable,           ///< no growth above GrowthReport::smallest_detectable
  suspected,        ///< it looks like a leak, and the evidence is thin
  leaking,          ///< it grows, and no bounded shape explains it
  shrinking,        ///< it falls, and goes on falling
  at_limit          ///< more than 97 % of the limit is used: growth could not show
};

/// "not_enough_data", "stable", … as results spell it.
PROCMEM_EXPORT std::string_view verdict_name(Verdict verdict) noexcept;

/// One figure at one time.
struct GrowthPoint {
  std::chrono::steady_clock::time_point time;
  std::int64_t value = 0;  ///< bytes, or a plain count
};

/// Growth per hour with its interval. Units: bytes (threads: a count) per hour.
struct GrowthRate {
  double per_hour = 0;
  double low = 0;
  double high = 0;
};

struct TimeToLimit {
  std::chrono::duration<double> expected{};
  std::chrono::duration<double> low{};                  ///< it may be reached as early as this
  std::optional<std::chrono::duration<double>> high{};  ///< nothing: perhaps never
};

/// What one kind of memory does.
struct KindGrowth {
  const Field* field = nullptr;  ///< rss_anon, rss_file, rss_shmem, vm_swap, vm_data, vm_size or threads
  Verdict verdict = Verdict::not_enough_data;
  std::int64_t first = 0;  ///< bytes, or a plain count
  std::int64_t last = 0;
  std::optional<GrowthRate> rate;  ///< where it grows or shrinks
};

/// One family of shapes that was fitted to the series; the lower its BIC, the better it explains it.
struct ShapeEvidence {
  std::string_view shape;  ///< "constant", "2 steps", "ramp", "line", …; empty: none could be fitted
  double bic = 0;
};

/// Copying allocates nothing.
struct GrowthReport {
  Verdict verdict = Verdict::not_enough_data;
  std::string_view metric;  ///< judged: "rss_anon+rss_shmem+vm_swap", "vm_rss+vm_swap" or a field's name
  Field::Unit unit = Field::Unit::bytes;

  std::uint64_t samples = 0;
  std::uint64_t missed = 0;
  std::chrono::nanoseconds duration{};         ///< from the first sample to the last
  std::int64_t first = 0, last = 0, peak = 0;  ///< of the metric

  std::optional<GrowthRate> rate;             ///< never absent where the verdict is leaking or suspected
  double confidence = 0.95;                   ///< that the rate's interval holds
  std::optional<double> smallest_detectable;  ///< per hour: a leak slower than this would not have shown
  std::optional<std::chrono::duration<double>> record_further;  ///< not_enough_data: how much longer

  std::optional<Bytes> limit;
  std::optional<TimeToLimit> time_to_limit;  ///< where it grows and there is a limit

  std::optional<HeapGrowth> heap;             ///< where the samples tell of it and it is in the metric
  std::optional<OperationGrowth> operations;  ///< where the samples tell them
  ShapeEvidence flat, dying_out, growing;     ///< the best of each family
  std::array<KindGrowth, 7> kinds{};          ///< field is null where the kernel does not tell it
};

/// The report in one sentence: "Leaking 1.2 MiB/h (0.9 to 1.5) in rss_anon: …".
PROCMEM_EXPORT std::string explain(const GrowthReport& report);

struct GrowthOptions {
  std::chrono::nanoseconds warmup{};  ///< samples before this, counted from the first, are not judged
  /// Of the rate's interval: 0.5 to 0.9999. Above 0.95 a leak whose interval does not exclude 0 is only
  /// suspected.
  double confidence = 0.95;
  std::optional<Bytes> limit;           ///< see read_memory_limit()
  const Field* limit_bounds = nullptr;  ///< which figure runs into the limit; null: what is judged
  const Field* metric = nullptr;        ///< judge this field; null: RssAnon + RssShmem + VmSwap
  /// False: verdict() says nothing, adding costs no more than storing, and room to judge in is allocated for
  /// a report only.
  bool judge_while_adding = true;
};

/// Judges a series while it is recorded. Adding is O(1); memory is bounded (12 KiB for each of eight series,
/// one more for operations, four for the heap, and 150 KiB to judge in) and allocated once. Samples may be
/// uneven and have gaps: time counts, not their number. One tracker follows one process and one program;
/// after an exec begin a new one (GrowthSink does). Threads: one at a time, with 128 KiB of stack.
class PROCMEM_EXPORT GrowthTracker {
 public:
  /// Errors: std::invalid_argument (confidence, warmup).
  explicit GrowthTracker(const GrowthOptions& options = {});
  GrowthTracker(GrowthTracker&&) noexcept;
  GrowthTracker& operator=(GrowthTracker&&) noexcept;
  ~GrowthTracker();

  /// Each time the number of samples has grown by 1/24 this judges anew, which takes about a millisecond. A
  /// sample that has no memory or is not later than the one before it is left out.
  void add(const Sample& sample);
  void add(const GrowthPoint& point);  ///< of a series of your own; it has no kinds

  /// As GrowthOptions::limit, when it changes.
  void set_limit(std::optional<Bytes> limit, const Field* bounds = nullptr) noexcept;

  /// What the latest judgement while adding said; "leaking" only where all have said so since the series was
  /// a sixth shorter, for who asks often is wrong often.
  Verdict verdict() const noexcept;

  /// Judges all that was added.
  GrowthReport report() const;

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

/// The same of a series at hand, in the order of time. Errors: std::invalid_argument (confidence, warmup).
PROCMEM_EXPORT GrowthReport analyze_growth(const std::vector<Sample>& samples,
                                           const GrowthOptions& options = {});
PROCMEM_EXPORT GrowthReport analyze_growth(const std::vector<GrowthPoint>& points,
                                           const GrowthOptions& options = {});

}  // namespace procmem

#endif
