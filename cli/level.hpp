#ifndef PROCMEM_CLI_LEVEL_HPP
#define PROCMEM_CLI_LEVEL_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <procmem/growth.hpp>

namespace cli {

/// Where a series stands in the end. Keeps some of its points, at most 1024 however long it is.
class Level {
 public:
  void add(const procmem::GrowthPoint& point);

  /// The median of the last tenth of its time.
  std::optional<std::int64_t> at_the_end() const;

 private:
  std::vector<procmem::GrowthPoint> kept_;
  std::size_t seen_ = 0;
  std::size_t stride_ = 1;  // one in so many is kept
};

}  // namespace cli

#endif
