#ifndef PROCMEM_TESTING_EVIDENCE_HPP
#define PROCMEM_TESTING_EVIDENCE_HPP

#include <cstddef>
#include <optional>
#include <vector>

namespace procmem::testing {

/// By how much one kind of memory grew in one round.
struct Step {
  double calls = 0;
  double growth = 0;
};

/// The capital of a player who began with 1 and bet on growth in every round, against a bank for which growth
/// is no likelier than shrinking. The bank's rounds are fair, so whenever the player stops, the chance that
/// the capital has ever reached x is 1/x at most (Ville's inequality). A round without change is no bet.
double evidence_of_growth(std::size_t grown, std::size_t shrunk) noexcept;
double evidence_of_growth(const std::vector<Step>& steps) noexcept;

struct Rate {
  double per_call = 0;
  double low = 0;
  double high = 0;
};

/// The growth per call; its interval is the median's over the rounds (95 %, from order statistics), wider by
/// what a reading's `quantum` can hide. It assumes no distribution.
Rate rate_of(const std::vector<Step>& steps, double quantum);

/// Whether the later half of the rounds grows at half the pace of the earlier one at least, each without its
/// largest step: what is set up once, and what fills up, does not.
bool goes_on(const std::vector<Step>& steps) noexcept;

/// The smallest growth per call that would have taken the evidence to `needed`, added to the steps as they
/// are without their own rate. Absent where the rounds are too few for any.
std::optional<double> smallest_detectable(const std::vector<Step>& steps, double quantum, double needed);

}  // namespace procmem::testing

#endif
