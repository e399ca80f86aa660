#include "testing/evidence.hpp"

#include <algorithm>
#include <cmath>

namespace procmem::testing {

namespace {

/// One of the players whose stakes are pooled: which share of his capital he bets in each round.
struct Player {
  double share;
  double stake;
};

constexpr Player players[] = {{0.5, 1.0}, {0.25, 0.8}, {0.25, 0.5}};

double growth_of(const std::vector<Step>& steps) noexcept {
  double sum = 0;
  for (const Step& step : steps) sum += step.growth;
  return sum;
}

double calls_of(const std::vector<Step>& steps) noexcept {
  double sum = 0;
  for (const Step& step : steps) sum += step.calls;
  return sum;
}

std::vector<double> sorted_rates(const std::vector<Step>& steps) {
  std::vector<double> rates;
  rates.reserve(steps.size());
  for (const Step& step : steps) rates.push_back(step.growth / step.calls);
  std::sort(rates.begin(), rates.end());
  return rates;
}

/// How many values may be cut off at either end of n so that the median lies between the rest with 95 %.
std::size_t cut_for_median(std::size_t n) noexcept {
  double chance = std::pow(0.5, static_cast<double>(n));  // of no value below the median
  double below = chance;
  std::size_t cut = 0;
  while (below <= 0.025) {
    ++cut;
    chance *= static_cast<double>(n - cut + 1) / static_cast<double>(cut);
    below += chance;
  }
  return cut == 0 ? 0 : cut - 1;
}

/// The pace of some rounds without the largest step.
double steady_pace(std::vector<Step>::const_iterator begin, std::vector<Step>::const_iterator end) noexcept {
  double growth = 0;
  double calls = 0;
  double largest = 0;
  for (auto step = begin; step != end; ++step) {
    growth += step->growth;
    calls += step->calls;
    largest = std::max(largest, step->growth);
  }
  return calls > 0 ? (growth - largest) / calls : 0;
}

double evidence_if(const std::vector<Step>& steps, double added, double quantum) noexcept {
  std::size_t grown = 0;
  std::size_t shrunk = 0;
  for (const Step& step : steps) {
    const double growth = step.growth + added * step.calls;
    if (growth >= quantum) ++grown;
    if (growth < 0) ++shrunk;
  }
  return evidence_of_growth(grown, shrunk);
}

}  // namespace

double evidence_of_growth(std::size_t grown, std::size_t shrunk) noexcept {
  double capital = 0;
  for (const Player& player : players) {
    if (player.stake >= 1 && shrunk != 0) continue;  // he has lost all
    const double lost = shrunk == 0 ? 0 : static_cast<double>(shrunk) * std::log1p(-player.stake);
    capital += player.share * std::exp(static_cast<double>(grown) * std::log1p(player.stake) + lost);
  }
  return capital;
}

double evidence_of_growth(const std::vector<Step>& steps) noexcept {
  std::size_t grown = 0;
  std::size_t shrunk = 0;
  for (const Step& step : steps) {
    if (step.growth > 0) ++grown;
    if (step.growth < 0) ++shrunk;
  }
  return evidence_of_growth(grown, shrunk);
}

Rate rate_of(const std::vector<Step>& steps, double quantum) {
  if (steps.empty()) return {};
  const std::vector<double> rates = sorted_rates(steps);
  const std::size_t cut = cut_for_median(rates.size());
  const double calls = calls_of(steps);
  Rate rate;
  rate.low = rates[cut] - quantum / calls;
  rate.high = rates[rates.size() - 1 - cut] + quantum / calls;
  rate.per_call = std::clamp(growth_of(steps) / calls, rate.low, rate.high);
  return rate;
}

bool goes_on(const std::vector<Step>& steps) noexcept {
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  const double later = steady_pace(middle, steps.end());
  return later > 0 && later >= 0.5 * steady_pace(steps.begin(), middle);
}

std::optional<double> smallest_detectable(const std::vector<Step>& steps, double quantum, double needed) {
  if (evidence_of_growth(steps.size(), 0) < needed) return std::nullopt;
  const double own = std::max(0.0, growth_of(steps) / calls_of(steps));
  std::vector<Step> rest = steps;
  for (Step& step : rest) step.growth -= own * step.calls;
  double high = quantum;  // per call: more than enough where nothing moves
  while (evidence_if(rest, high, quantum) < needed) high *= 2;
  double low = 0;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (evidence_if(rest, middle, quantum) < needed ? low : high) = middle;
  }
  return high;
}

}  // namespace procmem::testing
