#ifndef PROCMEM_BENCH_TABLES_HPP
#define PROCMEM_BENCH_TABLES_HPP

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/growth/scores.hpp"

namespace bench {

/// All that is told of a set.
struct SetResult {
  std::string set;
  std::vector<std::pair<std::string_view, Score>> methods;  ///< the library's first
  Details details;
  std::optional<Online> online;
};

void print(const SetResult& result);

/// The same as one JSON object.
std::string to_json(const SetResult& result);

/// One row per trace, with truth and verdict. Errors: std::runtime_error.
void write_csv(const std::string& path, const std::vector<Outcome>& outcomes);

}  // namespace bench

#endif
