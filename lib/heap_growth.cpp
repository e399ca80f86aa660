#include <procmem/heap_growth.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace procmem {
namespace {

std::string rate(double per_hour) {
  constexpr double largest = 9e18;  // what still fits into Bytes
  const std::int64_t whole = std::llround(std::clamp(per_hour, -largest, largest));
  return (whole < 0 ? "" : "+") + format_bytes(Bytes(whole)) + "/h";
}

}  // namespace

std::string_view cause_name(GrowthCause cause) noexcept {
  constexpr std::array<std::string_view, 4> names = {"unknown", "heap_in_use", "allocator_retention",
                                                     "outside_heap"};
  return names[static_cast<std::size_t>(cause)];
}

std::string explain(const HeapGrowth& growth) {
  constexpr std::array<std::string_view, 4> words = {
      "whether it is allocated memory cannot be told yet", "allocated memory that is not freed",
      "allocator retention (fragmentation), not a leak of allocated memory",
      "memory that does not come from malloc"};
  return std::string(words[static_cast<std::size_t>(growth.cause)]) + ": in use " +
         rate(growth.in_use_per_hour) + ", retained by the allocator " + rate(growth.retained_per_hour) +
         ", other memory " + rate(growth.outside_per_hour);
}

}  // namespace procmem
