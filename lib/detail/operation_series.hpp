#ifndef PROCMEM_DETAIL_OPERATION_SERIES_HPP
#define PROCMEM_DETAIL_OPERATION_SERIES_HPP

#include <cstdint>

#include <procmem/operation_growth.hpp>

#include "detail/growth_judge.hpp"
#include "detail/series_store.hpp"

namespace procmem::detail {

/// What is judged, over a count of operations: judged as it is over time.
class OperationSeries {
 public:
  void add(std::uint64_t operations, std::int64_t value) noexcept;

  /// \param confidence of the interval. \param unit as for judge().
  OperationGrowth report(double confidence, double unit, ContestSpace& space) const noexcept;

 private:
  SeriesStore store_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace procmem::detail

#endif
