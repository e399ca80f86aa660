#include "detail/growth_metric.hpp"

#include <algorithm>
#include <array>

namespace procmem::detail {

GrowthMetric choose_metric(const StatusSnapshot& status, const Field* field) noexcept {
  if (field != nullptr) return {field->name, field, false};
  if (!status.rss_anon) return {status.vm_swap ? "vm_rss+vm_swap" : "vm_rss", nullptr, false};
  if (!status.rss_shmem) return {status.vm_swap ? "rss_anon+vm_swap" : "rss_anon", nullptr, true};
  return {status.vm_swap ? "rss_anon+rss_shmem+vm_swap" : "rss_anon+rss_shmem", nullptr, true};
}

bool includes_heap(const GrowthMetric& metric) noexcept {
  constexpr std::array<std::string_view, 4> names = {"vm_rss", "vm_size", "vm_data", "rss_anon"};
  return metric.field == nullptr || std::find(names.begin(), names.end(), metric.name) != names.end();
}

std::optional<std::int64_t> read_metric(const GrowthMetric& metric, const Sample& sample) noexcept {
  if (metric.field != nullptr) return metric.field->get(sample);
  const StatusSnapshot& status = sample.status;
  const auto& resident = metric.parts ? status.rss_anon : status.vm_rss;
  if (!resident) return std::nullopt;
  Bytes sum = *resident + status.vm_swap.value_or(Bytes());
  if (metric.parts) sum += status.rss_shmem.value_or(Bytes());
  return sum.count();
}

}  // namespace procmem::detail
