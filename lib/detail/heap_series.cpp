#include "detail/heap_series.hpp"

#include "detail/drift_test.hpp"
#include "detail/growth_judge.hpp"
#include "detail/levels.hpp"

namespace procmem::detail {
namespace {

constexpr double kib = 1024;

Levels late_levels(const SeriesStore& store, double from) noexcept {
  return without_start(make_levels(store, from, kib), 1.0 / 3);
}

Levels difference(const Levels& whole, const Levels& part) noexcept {
  Levels rest = whole;
  for (std::size_t i = 0; i < rest.size; ++i) rest.y[i] -= part.y[i];
  return rest;
}

bool surely_above(const Drift& part, double level) noexcept {
  return part.slope - 2 * part.slope_error > level;
}

bool surely_below(const Drift& part, double level) noexcept {
  return part.slope + 2 * part.slope_error < level;
}

/// Who has more than half: what is outside of the heap's growth and the process's, then what is in use of
/// the heap's.
GrowthCause cause_of(const Drift& outside, const Drift& held, const Drift& in_use) noexcept {
  const double half = (outside.slope + held.slope) / 2;
  if (!(half > 0)) return GrowthCause::unknown;
  if (surely_above(outside, half)) return GrowthCause::outside_heap;
  if (!surely_below(outside, half)) return GrowthCause::unknown;
  if (surely_above(in_use, held.slope / 2)) return GrowthCause::heap_in_use;
  return surely_below(in_use, held.slope / 2) ? GrowthCause::allocator_retention : GrowthCause::unknown;
}

}  // namespace

void HeapSeries::add(double seconds, const Sample& sample) noexcept {
  if (sample.heap_in_use && sample.heap_retained) {
    range_.in_use_last = *sample.heap_in_use;
    range_.retained_last = *sample.heap_retained;
    if (figures_++ == 0) {
      range_.in_use_first = range_.in_use_last;
      range_.retained_first = range_.retained_last;
    }
  }
  in_use_.add(seconds, static_cast<double>(range_.in_use_last.count()));
  held_.add(seconds, static_cast<double>((range_.in_use_last + range_.retained_last).count()));
}

std::optional<HeapGrowth> HeapSeries::growth(const SeriesStore& grown, bool grows,
                                             double from) const noexcept {
  const Levels judged = late_levels(grown, from);
  const Levels in_use = late_levels(in_use_, from);
  const Levels held = late_levels(held_, from);
  if (figures_ < fewest_levels || judged.size < fewest_levels * 2 / 3 || judged.size != held.size)
    return std::nullopt;
  const Drift inside = test_drift(held);
  const Drift allocated = test_drift(in_use);
  const Drift outside = test_drift(difference(judged, held));
  HeapGrowth growth = range_;
  const double per_hour = kib * 3600 / judged.seconds;
  growth.in_use_per_hour = allocated.slope * per_hour;
  growth.retained_per_hour = (inside.slope - allocated.slope) * per_hour;
  growth.outside_per_hour = outside.slope * per_hour;
  if (grows) growth.cause = cause_of(outside, inside, allocated);
  return growth;
}

}  // namespace procmem::detail
