#ifndef PROCMEM_BENCH_PAIRED_HPP
#define PROCMEM_BENCH_PAIRED_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <vector>

/// The least nanoseconds a call took, of two that were measured by turns in one process.
struct PairedMinima {
  double floor = std::numeric_limits<double>::max();
  double ours = std::numeric_limits<double>::max();
  double median_ratio = 0;  ///< of the rounds' ratios: how far noise reaches

  double ratio() const noexcept { return ours / floor; }
};

struct PairedRounds {
  int rounds = 25;         ///< at least 25, so that each side meets a quiet moment
  int repeats = 1;         ///< calls a round and side
  double floor_parts = 1;  ///< what a call's time is divided by: a tick of 1,000 processes has 1,000 parts
  double our_parts = 1;
};

/// Nanoseconds a call takes on average, by `Clock`.
template <class Clock, class Call>
double nanoseconds_of(int repeats, Call& call) {
  const auto begin = Clock::now();
  for (int i = 0; i < repeats; ++i) call();
  return std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / repeats;
}

/// Measures two calls by turns, so that both meet the same frequency, caches and neighbours; who begins
/// changes with each round. \param before called ahead of each side's turn, not measured.
template <class Clock = std::chrono::steady_clock, class Floor, class Ours, class Before>
PairedMinima measure_paired(const PairedRounds& plan, Floor floor, Ours ours, Before before) {
  PairedMinima least;
  std::vector<double> ratios;
  for (int round = 0; round < plan.rounds; ++round) {
    double took[2] = {};
    for (const bool is_ours : {round % 2 == 0, round % 2 != 0}) {
      before();
      took[is_ours ? 1 : 0] = is_ours ? nanoseconds_of<Clock>(plan.repeats, ours) / plan.our_parts
                                      : nanoseconds_of<Clock>(plan.repeats, floor) / plan.floor_parts;
    }
    least.floor = std::min(least.floor, took[0]);
    least.ours = std::min(least.ours, took[1]);
    ratios.push_back(took[1] / took[0]);
  }
  std::nth_element(ratios.begin(), ratios.begin() + plan.rounds / 2, ratios.end());
  least.median_ratio = ratios[static_cast<std::size_t>(plan.rounds / 2)];
  return least;
}

template <class Clock = std::chrono::steady_clock, class Floor, class Ours>
PairedMinima measure_paired(const PairedRounds& plan, Floor floor, Ours ours) {
  return measure_paired<Clock>(plan, floor, ours, [] {});
}

#endif
