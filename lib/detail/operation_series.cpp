#include "detail/operation_series.hpp"

#include "detail/growth_slope.hpp"

namespace procmem::detail {

void OperationSeries::add(std::uint64_t operations, std::int64_t value) noexcept {
  if (store_.empty())
    first_ = operations;
  else if (operations <= last_)
    return;
  last_ = operations;
  store_.add(static_cast<double>(operations - first_), static_cast<double>(value));
}

OperationGrowth OperationSeries::report(double confidence, double unit, ContestSpace& space) const noexcept {
  OperationGrowth growth;
  growth.operations = last_ - first_;
  const Judgement judgement = judge(store_, 0, unit, space);
  if (judgement.slope) {
    const Interval rate = interval_of(*judgement.slope, unit, confidence);
    growth.rate = OperationRate{rate.value, rate.low, rate.high};
  }
  if (judgement.detectable) growth.smallest_detectable = *judgement.detectable * unit;
  return growth;
}

}  // namespace procmem::detail
