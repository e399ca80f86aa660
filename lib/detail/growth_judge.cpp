#include "detail/growth_judge.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "detail/growth_slope.hpp"

namespace procmem::detail {
namespace {

constexpr std::size_t floor_blocks = 24;

// What growth has to show. Found on the development traces; chosen anew without the families that are judged,
// other figures judge them nearly as well (docs/growth.md), so little hangs on each.
struct Bar {
  double over_flat, over_dying, slope_ratio;  // of the shapes: differences of BIC, slope over its error
  double coverage, last_pause, longest_pause;
  double floor_evidence, floor_rising;
};
constexpr Bar strict = {-4, 1.5, 3.0, .54, .32, .45, 2.7, .55};
constexpr Bar lenient = {-8, -1, 2.4, .45, .40, .55, 1.8, .5};

// How far the evidence of the shapes is above the bar; below 0: it is not.
double margin(const Evidence& evidence, const Bar& bar) noexcept {
  return std::min({(evidence.against_flat() - bar.over_flat) / 8,
                   (evidence.against_dying_out() - bar.over_dying) / 8,
                   (evidence.slope_ratio() - bar.slope_ratio) / 3});
}

double margin(const std::optional<Evidence>& evidence, const Bar& bar) noexcept {
  return evidence ? margin(*evidence, bar) : -std::numeric_limits<double>::infinity();
}

// Where little noise hides the levels, a drift must also show in them: a slope that steps or a warm-up
// feigned does not go on.
bool shows_in_levels(const Findings& f, const Bar& bar) noexcept {
  const Persistence& p = f.persistence;
  const bool one_rise = p.largest_rise >= .45;
  if (p.clarity >= .7)
    return one_rise ||
           (f.coverage >= bar.coverage - .07 && (p.slowing >= -.8 || margin(f.without_eighth, bar) >= 0));
  return !(p.clarity > .25 && p.largest_rise > .5 && f.coverage < .4);
}

// Where much noise does, a second test has to agree.
bool drift_agrees(const Findings& f) noexcept {
  if (f.persistence.clarity >= .6) return true;
  const double all = f.drift.ratio();
  const double late = f.late_drift.ratio();
  return (all >= 2.4 && late >= -.5) || (late >= 3 && all >= .7);
}

// Growth of a few pages now and then, which a clean process shows too (a cache that is full, a heap that is
// cut up ever finer): only a plain line makes a leak of so little, the more so where a warm-up was larger.
bool too_little(const Findings& f) noexcept {
  const Persistence& p = f.persistence;
  if (p.clarity < .6 || p.grown >= 400 + .001 * p.level) return false;
  return f.late_drift.ratio() < (p.share_of_all >= .32 ? 4 : 12);
}

bool drifts(const Findings& f, const Bar& bar) noexcept {
  const double growth = f.whole.slope / 2;
  return margin(f.whole, bar) >= 0 && growth >= std::max(28.0, 1.5e-4 * f.persistence.level) &&
         margin(f.without_eighth, bar) >= -1 && margin(f.without_quarter, bar) >= -1 &&
         f.persistence.longest_pause <= .86 && shows_in_levels(f, bar) && drift_agrees(f) && !too_little(f);
}

bool slows_down(const Findings& f, const Bar& bar) noexcept {
  const double slowing = f.persistence.slowing;
  if (slowing >= -.3) return false;
  if (slowing >= -.9 && f.whole.against_dying_out() >= 1.5) return false;
  return slowing <= -1.7 || std::min(margin(f.whole, bar), margin(f.without_eighth, bar)) < 0;
}

// In most stretches of time; or in fewer, but evenly spaced and of a size, as a leak in a daily load or in a
// collected heap is: four such rises cover .475 and leave pauses of a quarter.
bool arrives_often(const Findings& f, const Bar& bar) noexcept {
  const Persistence& p = f.persistence;
  return f.coverage >= bar.coverage ||
         (f.coverage >= bar.coverage - .09 && p.longest_pause <= .27 && p.largest_rise <= .35);
}

bool keeps_coming(const Findings& f, const Bar& bar) noexcept {
  const Persistence& p = f.persistence;
  return p.clarity >= .5 && arrives_often(f, bar) && p.longest_pause <= bar.longest_pause &&
         p.last_pause <= bar.last_pause && p.grown >= smallest_growth(p.level) && p.share_of_all >= .12 &&
         !too_little(f) && !slows_down(f, bar);
}

bool rises(const Floors& floors, const Bar& bar) noexcept {
  return floors.evidence >= bar.floor_evidence && floors.risen >= 72 && floors.rising >= bar.floor_rising &&
         floors.pause < 2;
}

Levels mirrored(const Levels& levels) noexcept {
  Levels mirror = levels;
  for (std::size_t i = 0; i < mirror.size; ++i) mirror.y[i] = -mirror.y[i];
  return mirror;
}

// The same question of the series upside down; collections leave no ceilings, so floors say nothing there.
std::optional<Slope> falling_slope(const Levels& raw, double period, ContestSpace& space) noexcept {
  const Findings findings = find_out(mirrored(raw), period, space);
  const Grounds grounds = weigh(findings, false);
  if (!grounds) return std::nullopt;
  Slope slope = slope_of(findings, grounds);
  slope.value = -slope.value;
  return slope;
}

bool is_constant(const Levels& levels) noexcept {
  return std::all_of(levels.y.begin(), levels.y.begin() + static_cast<std::ptrdiff_t>(levels.size),
                     [&](double level) { return level == levels.y[0]; });
}

bool may_have_fallen(const Levels& levels) noexcept {
  Column first = levels.y;
  const std::size_t third = levels.size / 3;
  Column last{};
  std::copy(levels.y.begin() + static_cast<std::ptrdiff_t>(levels.size - third),
            levels.y.begin() + static_cast<std::ptrdiff_t>(levels.size), last.begin());
  return median(last.data(), third) < median(first.data(), third);
}

}  // namespace

Findings find_out(const Levels& raw, double period, ContestSpace& space) noexcept {
  Findings f;
  f.levels = raw;
  if (period > 0) remove_cycle(f.levels, period);
  f.whole = hold_contest(f.levels, space);
  if (margin(f.whole, lenient) >= 0) {
    f.without_eighth = hold_contest(without_start(f.levels, .125), space);
    f.without_quarter = hold_contest(without_start(f.levels, .25), space);
  }
  f.persistence = measure_persistence(f.levels);
  f.coverage = .5 * (f.persistence.coverage + measure_persistence(lowest_of(raw, floor_blocks)).coverage);
  f.drift = test_drift(f.levels);
  f.late_drift = test_drift(without_start(f.levels, .5));
  return f;
}

Grounds weigh(const Findings& findings, bool leniently) noexcept {
  const Bar& bar = leniently ? lenient : strict;
  return Grounds{drifts(findings, bar), keeps_coming(findings, bar),
                 rises(findings.after_falls, bar) || rises(findings.of_cycles, bar)};
}

Judgement judge(const SeriesStore& store, double from, double unit, ContestSpace& space) noexcept {
  Judgement result;
  const Levels raw = make_levels(store, from, unit);
  if (raw.size < fewest_levels || !(raw.seconds > 0)) return result;
  if (is_constant(raw)) {  // most kinds of most processes: no contest is needed
    result.verdict = Verdict::stable;
    result.detectable = smallest_growth(raw.y[0]) / raw.seconds;
    return result;
  }
  const double period = find_period(raw);
  Findings findings = find_out(raw, period, space);
  findings.after_falls = floors_after_falls(store, from, unit);
  if (period > 0) findings.of_cycles = floors_of_cycles(raw, period);

  result.evidence = findings.whole;
  result.detectable = detectable_slope(findings);
  result.grounds = weigh(findings, false);
  result.verdict = result.grounds ? Verdict::leaking : Verdict::stable;
  if (!result.grounds) {
    result.grounds = weigh(findings, true);
    if (result.grounds) result.verdict = Verdict::suspected;
  }
  if (result.grounds) {
    result.slope = slope_of(findings, result.grounds);
  } else if (may_have_fallen(raw)) {
    result.slope = falling_slope(raw, period, space);
    if (result.slope) result.verdict = Verdict::shrinking;
  }
  return result;
}

}  // namespace procmem::detail
