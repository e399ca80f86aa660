#include "comparison.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cli {
namespace {

using procmem::GrowthRate;
using procmem::GrowthReport;
using procmem::Verdict;

/// Where no rate is told it does not grow, as far as this recording could show: half of what would have shown
/// for sure is about the interval that a rate would have had.
std::optional<GrowthRate> rate_of(const GrowthReport& report) {
  if (report.verdict == Verdict::not_enough_data) return std::nullopt;
  if (report.rate) return report.rate;
  if (!report.smallest_detectable) return std::nullopt;
  const double half = *report.smallest_detectable / 2;
  return GrowthRate{0, -half, half};
}

/// Of two independent figures: the squares of the errors add up.
GrowthRate difference(const GrowthRate& before, const GrowthRate& after) {
  const double rate = after.per_hour - before.per_hour;
  return {rate, rate - std::hypot(after.per_hour - after.low, before.high - before.per_hour),
          rate + std::hypot(after.high - after.per_hour, before.per_hour - before.low)};
}

}  // namespace

std::string_view change_name(Change change) noexcept {
  constexpr std::array<std::string_view, 4> names = {"not_enough_data", "same", "faster", "slower"};
  return names[static_cast<std::size_t>(change)];
}

Comparison compare_series(const JudgedSeries& before, const JudgedSeries& after) {
  Comparison comparison;
  if (before.facts.samples != 0 && after.facts.samples != 0)
    comparison.peak_increase = after.growth.report.peak - before.growth.report.peak;
  const auto old_level = before.facts.level.at_the_end();
  const auto new_level = after.facts.level.at_the_end();
  if (old_level && new_level) comparison.level_increase = *new_level - *old_level;
  const auto old_rate = rate_of(before.growth.report);
  const auto new_rate = rate_of(after.growth.report);
  if (!old_rate || !new_rate) return comparison;
  const GrowthRate increase = difference(*old_rate, *new_rate);
  comparison.rate_increase = increase;
  comparison.change = increase.low > 0 ? Change::faster : increase.high < 0 ? Change::slower : Change::same;
  return comparison;
}

const JudgedSeries& main_series(const Judgement& judgement) {
  return *std::max_element(
      judgement.series.begin(), judgement.series.end(),
      [](const JudgedSeries& a, const JudgedSeries& b) { return a.facts.samples < b.facts.samples; });
}

}  // namespace cli
