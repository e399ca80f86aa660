#ifndef PROCMEM_DETAIL_GROWTH_METRIC_HPP
#define PROCMEM_DETAIL_GROWTH_METRIC_HPP

#include <cstdint>
#include <optional>
#include <string_view>

#include <procmem/fields.hpp>
#include <procmem/sample.hpp>

namespace procmem::detail {

/// What is judged. Without a field: what only the process can give back, RssAnon + RssShmem + VmSwap, so that
/// neither the page cache's growth nor swapping hides or feigns a leak; VmRSS + VmSwap where the kernel
/// (before 4.5) or the recording does not tell the parts.
struct GrowthMetric {
  std::string_view name = "value";
  const Field* field = nullptr;
  bool parts = false;  // RssAnon and RssShmem rather than VmRSS
};

GrowthMetric choose_metric(const StatusSnapshot& status, const Field* field) noexcept;

/// Whether what malloc holds is within it, so that a part of its growth may be the heap's.
bool includes_heap(const GrowthMetric& metric) noexcept;

/// Nothing where the process has no memory.
std::optional<std::int64_t> read_metric(const GrowthMetric& metric, const Sample& sample) noexcept;

}  // namespace procmem::detail

#endif
