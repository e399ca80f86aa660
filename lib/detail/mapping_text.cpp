#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <procmem/mapping_growth.hpp>
#include <procmem/text.hpp>

#include "detail/mapping_table.hpp"

namespace procmem {
namespace {

using detail::saturating_sum;

constexpr double most = 9e18;  // what still fits into Bytes

/// By how much a group grew, of whatever is asked about; 0 if it shrank.
using Measure = std::int64_t (*)(const GroupGrowth&);

std::int64_t grown_memory(const GroupGrowth& group) {
  return std::max(memory_growth(group).value_or(Bytes(0)).count(), std::int64_t{0});
}

std::int64_t grown_addresses(const GroupGrowth& group) {
  return std::max((group.after.size - group.before.size).count(), std::int64_t{0});
}

/// Where most of it grew: a kind, its groups that grew, and by how much.
struct Grower {
  std::vector<const GroupGrowth*> groups;  // that which grew most first
  std::int64_t growth = 0;
};

std::int64_t total_growth(const MappingGrowth& growth, Measure measure) {
  std::int64_t total = 0;
  for (const GroupGrowth& group : growth.groups) total = saturating_sum(total, measure(group));
  return total;
}

/// Of many files that grew a little each, no single one stands for all; one with half of the growth does.
Grower largest_grower(const MappingGrowth& growth, Measure measure) {
  std::map<RegionKind, Grower> kinds;
  for (const GroupGrowth& group : growth.groups) {
    if (measure(group) == 0) continue;
    Grower& kind = kinds[group.kind];
    kind.groups.push_back(&group);
    kind.growth = saturating_sum(kind.growth, measure(group));
  }
  Grower largest;
  for (auto& [kind, grower] : kinds)
    if (grower.growth > largest.growth) largest = std::move(grower);
  std::stable_sort(
      largest.groups.begin(), largest.groups.end(),
      [measure](const GroupGrowth* a, const GroupGrowth* b) { return measure(*a) > measure(*b); });
  if (!largest.groups.empty() && measure(*largest.groups[0]) >= largest.growth / 2) {
    largest.groups.resize(1);
    largest.growth = measure(*largest.groups[0]);
  }
  return largest;
}

std::string place_text(const Grower& grower) {
  const GroupGrowth& first = *grower.groups[0];
  if (grower.groups.size() == 1) return printable(first.name);
  const char* const what = first.kind == RegionKind::file            ? " files"
                           : first.kind == RegionKind::named         ? " named regions"
                           : first.kind == RegionKind::shared_memory ? " kinds of shared memory"
                                                                     : " kinds of mappings";
  return std::to_string(grower.groups.size()) + what + ", most in " + printable(first.name);
}

/// How amounts are told: as they are, or by the hour.
struct Scale {
  double factor = 1;
  const char* suffix = "";
};

Scale scale_of(const std::optional<std::chrono::nanoseconds>& over) {
  if (!over || *over <= std::chrono::nanoseconds::zero()) return {};
  return {std::chrono::duration<double>(std::chrono::hours(1)) / *over, "/h"};
}

/// "41.00 of 47.00 MiB/h", and "512.00 KiB of 47.00 MiB/h".
std::string part_text(std::int64_t part, std::int64_t total, const Scale& scale) {
  const auto scaled = [&scale](std::int64_t amount) {
    return format_bytes(Bytes(std::llround(std::min(static_cast<double>(amount) * scale.factor, most))));
  };
  std::string text = scaled(part);
  const std::string whole = scaled(total);
  const std::string unit = whole.substr(whole.find(' '));
  if (text.substr(text.find(' ')) == unit) text.resize(text.size() - unit.size());
  return text + " of " + whole + scale.suffix;
}

std::string count_text(std::size_t count, const char* noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

/// How many more regions of a kind there are than before.
std::size_t new_regions(const MappingGrowth& growth, RegionKind kind) {
  std::size_t before = 0;
  std::size_t after = 0;
  for (const GroupGrowth& group : growth.groups) {
    if (group.kind != kind) continue;
    before += group.regions_before;
    after += group.regions_after;
  }
  return after > before ? after - before : 0;
}

std::string threads_text(const MappingGrowth& growth) {
  if (!growth.threads_before || !growth.threads_after) return "";
  const std::int64_t more = *growth.threads_after - *growth.threads_before;
  if (more == 0) return " (no more threads)";
  return " (" +
         count_text(static_cast<std::size_t>(std::abs(more)), more > 0 ? "more thread" : "fewer thread") +
         ')';
}

std::string newcomers_text(const MappingGrowth& growth) {
  const std::size_t arenas = new_regions(growth, RegionKind::arena);
  const std::size_t stacks = new_regions(growth, RegionKind::thread_stack);
  if (arenas + stacks == 0) return "";
  std::string text = "; ";
  if (arenas != 0) text += count_text(arenas, "arena");
  if (arenas != 0 && stacks != 0) text += " and ";
  if (stacks != 0) text += count_text(stacks, "thread stack");
  text += arenas + stacks == 1 ? " is new" : " are new";
  return stacks != 0 ? text + threads_text(growth) : text;
}

std::string idle_text(const Grower& grower) {
  double idle = 0;
  for (const GroupGrowth* const group : grower.groups) {
    if (!group->idle) return "";
    idle += static_cast<double>(group->idle->count());
  }
  const long percent = std::lround(100 * idle / static_cast<double>(grower.growth));
  return "; " + std::to_string(percent) + " % of that was not touched again";
}

std::string memory_text(const MappingGrowth& growth, const Scale& scale) {
  const std::int64_t total = total_growth(growth, grown_memory);
  if (total == 0) return "no memory grew";
  const Grower grower = largest_grower(growth, grown_memory);
  return part_text(grower.growth, total, scale) + " grew in " + place_text(grower) + idle_text(grower);
}

/// Memory that grows needs addresses; more of them than twice as many are worth a word.
std::string addresses_text(const MappingGrowth& growth, const Scale& scale) {
  const std::int64_t total = total_growth(growth, grown_addresses);
  if (total / 2 <= total_growth(growth, grown_memory)) return "";
  const Grower grower = largest_grower(growth, grown_addresses);
  return part_text(grower.growth, total, scale) + " of addresses grew in " + place_text(grower);
}

}  // namespace

std::string growth_sentence(const MappingGrowth& growth, std::optional<std::chrono::nanoseconds> over) {
  const Scale scale = scale_of(over);
  const std::string addresses = addresses_text(growth, scale);
  std::string text = memory_growth(growth) ? memory_text(growth, scale) : "";
  if (!text.empty() && !addresses.empty()) text += "; ";
  text += addresses;
  if (text.empty()) text = "no addresses were added";
  return text + newcomers_text(growth);
}

}  // namespace procmem
