#ifndef PROCMEM_DETAIL_HEAP_SERIES_HPP
#define PROCMEM_DETAIL_HEAP_SERIES_HPP

#include <optional>

#include <procmem/heap_growth.hpp>
#include <procmem/sample.hpp>

#include "detail/series_store.hpp"

namespace procmem::detail {

/// What grows, in three parts that add up to it in each sample: what is in use, what the allocator retains,
/// and what lies outside of its heap. A sample without the allocator's figures is in none of them, so that
/// figures which come seldom are compared with memory of the same moments.
class HeapSeries {
 public:
  /// What the parts are of.
  enum class Whole { judged, addresses };

  /// No effect without both figures. \param judged in bytes, of the same sample.
  void add(double seconds, const Sample& sample, double judged) noexcept;

  /// \param from in seconds: what came before is not judged. Nothing where there are too few figures.
  std::optional<HeapGrowth> growth(Whole whole, double from) const noexcept;

 private:
  SeriesStore in_use_, retained_;
  SeriesStore outside_, addresses_outside_;  // the judged and VmSize without the two
  HeapGrowth range_;                         // first and last figures
};

}  // namespace procmem::detail

#endif
