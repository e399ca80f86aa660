#ifndef PROCMEM_DETAIL_HEAP_SERIES_HPP
#define PROCMEM_DETAIL_HEAP_SERIES_HPP

#include <cstdint>
#include <optional>

#include <procmem/heap_growth.hpp>
#include <procmem/sample.hpp>

#include "detail/series_store.hpp"

namespace procmem::detail {

/// What the allocator told, over the same buckets as the series that is judged: a sample without figures goes
/// on with those before it.
class HeapSeries {
 public:
  /// The first has figures, and is the first that is judged.
  void add(double seconds, const Sample& sample) noexcept;

  /// \param grown the series that is judged, in bytes. \param grows whether it is called growing.
  /// \param from in seconds: what came before is not judged. Nothing where there are too few figures.
  std::optional<HeapGrowth> growth(const SeriesStore& grown, bool grows, double from) const noexcept;

 private:
  SeriesStore in_use_, held_;  // held: in use and retained
  HeapGrowth range_;           // first and last figures
  std::uint64_t figures_ = 0;
};

}  // namespace procmem::detail

#endif
