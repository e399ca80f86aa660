#ifndef PROCMEM_HEAP_GROWTH_HPP
#define PROCMEM_HEAP_GROWTH_HPP

#include <string>
#include <string_view>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>

namespace procmem {

/// Where growth comes from, by what the process's allocator told beside its samples (SamplerOptions::heap).
enum class GrowthCause {
  unknown,              ///< what grows can be told from neither of the others yet
  heap_in_use,          ///< what the program allocates and does not free
  allocator_retention,  ///< what the program has freed and the allocator keeps: fragmentation
  outside_heap          ///< what does not come from malloc: mappings, stacks, shared memory
};

/// "unknown", "heap_in_use", … as results spell it.
PROCMEM_EXPORT std::string_view cause_name(GrowthCause cause) noexcept;

/// What grows, in three parts, each with its own trend: in use, retained, and outside of the heap, which is
/// what is judged less the two. The rates are those of the last two thirds of what is judged, where a warm-up
/// is over; noise aside they add up to its growth. Copying allocates nothing.
struct HeapGrowth {
  /// The part that has surely (two standard errors) more than half of the growth, while each of the others
  /// has surely less. Unknown where there is none, and where the report calls nothing growing.
  GrowthCause cause = GrowthCause::unknown;

  Bytes in_use_first, in_use_last;
  Bytes retained_first, retained_last;
  double in_use_per_hour = 0;    ///< bytes
  double retained_per_hour = 0;  ///< bytes
  double outside_per_hour = 0;   ///< bytes
};

/// In one clause: "allocator retention (fragmentation), not a leak of allocated memory: in use +0 B/h,
/// retained by the allocator +41.00 MiB/h, other memory +12.00 KiB/h".
PROCMEM_EXPORT std::string explain(const HeapGrowth& growth);

}  // namespace procmem

#endif
