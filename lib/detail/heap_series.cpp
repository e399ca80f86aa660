#include "detail/heap_series.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>

#include "detail/drift_test.hpp"
#include "detail/growth_judge.hpp"
#include "detail/levels.hpp"

namespace procmem::detail {
namespace {

constexpr double kib = 1024;
constexpr double warmup_share = 1.0 / 3;
constexpr double sure = 2;  // standard errors

/// As the causes that they stand for, from heap_in_use on.
using Parts = std::array<Levels, 3>;

Drift trend_of(Levels levels) noexcept {
  const double period = find_period(levels);
  if (period > 0) remove_cycle(levels, period);
  return test_drift(levels);
}

Levels sum_of(const Parts& parts) noexcept {
  Levels sum = parts[0];
  for (std::size_t i = 0; i < sum.size; ++i) sum.y[i] += parts[1].y[i] + parts[2].y[i];
  return sum;
}

/// By how much a part is more than the others together.
Levels lead_of(const Levels& part, const Levels& whole) noexcept {
  Levels lead = part;
  for (std::size_t i = 0; i < lead.size; ++i) lead.y[i] = 2 * part.y[i] - whole.y[i];
  return lead;
}

/// The part that grows surely more than the others together while each of the others surely does not.
/// Whatever swings against the growth, or moves to and fro between two parts, widens the errors of the leads.
GrowthCause cause_of(const Parts& parts) noexcept {
  const Levels whole = sum_of(parts);
  if (trend_of(whole).ratio() < sure) return GrowthCause::unknown;
  GrowthCause cause = GrowthCause::unknown;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double lead = trend_of(lead_of(parts[i], whole)).ratio();
    if (lead > -sure && (lead < sure || cause != GrowthCause::unknown)) return GrowthCause::unknown;
    if (lead >= sure) cause = static_cast<GrowthCause>(i + 1);
  }
  return cause;
}

}  // namespace

void HeapSeries::add(double seconds, const Sample& sample, double judged) noexcept {
  if (!sample.heap_in_use || !sample.heap_retained) return;
  range_.in_use_last = *sample.heap_in_use;
  range_.retained_last = *sample.heap_retained;
  if (in_use_.empty()) {
    range_.in_use_first = range_.in_use_last;
    range_.retained_first = range_.retained_last;
  }
  const auto held = static_cast<double>((range_.in_use_last + range_.retained_last).count());
  in_use_.add(seconds, static_cast<double>(range_.in_use_last.count()));
  retained_.add(seconds, static_cast<double>(range_.retained_last.count()));
  outside_.add(seconds, judged - held);
  if (sample.status.vm_size)
    addresses_outside_.add(seconds, static_cast<double>(sample.status.vm_size->count()) - held);
}

std::optional<HeapGrowth> HeapSeries::growth(Whole whole, double from) const noexcept {
  const SeriesStore& outside = whole == Whole::judged ? outside_ : addresses_outside_;
  Parts parts;
  std::size_t filled = 0;
  for (const SeriesStore* const store : {&in_use_, &retained_, &outside}) {
    const Levels levels = make_levels(*store, from, kib);
    if (levels.size < fewest_levels) return std::nullopt;
    parts[filled++] = without_start(levels, warmup_share);
  }
  if (parts[2].size != parts[0].size) return std::nullopt;  // VmSize was not in all samples
  const double per_hour = kib * 3600 / parts[0].seconds;
  HeapGrowth growth = range_;
  growth.in_use_per_hour = trend_of(parts[0]).slope * per_hour;
  growth.retained_per_hour = trend_of(parts[1]).slope * per_hour;
  growth.outside_per_hour = trend_of(parts[2]).slope * per_hour;
  growth.cause = cause_of(parts);
  return growth;
}

}  // namespace procmem::detail
