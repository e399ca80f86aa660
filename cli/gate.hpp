#ifndef PROCMEM_CLI_GATE_HPP
#define PROCMEM_CLI_GATE_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "judge.hpp"
#include "options.hpp"

namespace cli {

enum class GateResult {
  holds,
  does_not_count,  ///< too short to be judged, beside others that could be
  cannot_tell,
  fails
};

/// "holds", "does_not_count", "cannot_tell", "fails".
std::string_view gate_result_name(GateResult result) noexcept;

/// One question about one series, and its answer.
struct Finding {
  std::size_t series = 0;     ///< which of the judgement's
  std::string_view question;  ///< "leak", "growth" or "peak"
  GateResult result = GateResult::holds;
  std::string text;  ///< why
};

/// Holds what was seen against the limits.
std::vector<Finding> examine(const Judgement& judgement, const GateLimits& limits);

/// The worst of them.
GateResult gate_result(const std::vector<Finding>& findings);

}  // namespace cli

#endif
