#ifndef PROCMEM_OPERATION_GROWTH_HPP
#define PROCMEM_OPERATION_GROWTH_HPP

#include <cstdint>
#include <optional>

namespace procmem {

/// Growth per operation with its interval. Units: bytes (of a plain count: that) per operation.
struct OperationRate {
  double per_operation = 0;
  double low = 0;
  double high = 0;
};

/// What is judged, over the operations that the program has counted (Sampler::count()) in the place of time:
/// a load that varies does not bend it. Only samples with more operations than the one before count.
struct OperationGrowth {
  std::uint64_t operations = 0;  ///< from the first sample to the last

  /// Where what is judged grows or shrinks with them; absent where it does not, as where a leak goes by time.
  std::optional<OperationRate> rate;
  std::optional<double> smallest_detectable;  ///< a leak of less per operation would not have shown
};

}  // namespace procmem

#endif
