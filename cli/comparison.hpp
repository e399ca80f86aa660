#ifndef PROCMEM_CLI_COMPARISON_HPP
#define PROCMEM_CLI_COMPARISON_HPP

#include <cstdint>
#include <optional>
#include <string_view>

#include "judge.hpp"

namespace cli {

enum class Change { not_enough_data, same, faster, slower };

/// "not_enough_data", "same", "faster", "slower".
std::string_view change_name(Change change) noexcept;

/// How the second series differs from the first.
struct Comparison {
  Change change = Change::not_enough_data;
  std::optional<procmem::GrowthRate> rate_increase;  ///< nothing where one cannot be judged
  std::optional<std::int64_t> level_increase;        ///< of the plateau: the median of the last tenth
  std::optional<std::int64_t> peak_increase;
};

Comparison compare_series(const JudgedSeries& before, const JudgedSeries& after);

/// The series of a judgement that is compared: the one with the most samples; of several the first.
const JudgedSeries& main_series(const Judgement& judgement);

}  // namespace cli

#endif
