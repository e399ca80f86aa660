#include <procmem/mapping_growth.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include <procmem/error.hpp>

#include "detail/mapping_table.hpp"
#include "detail/region_finder.hpp"
#include "detail/smaps_parser.hpp"

namespace procmem {
namespace {

using detail::Amounts;
using detail::FoundRegion;
using detail::FoundRegions;
using detail::GroupKey;
using detail::KnownFigures;
using detail::MappingFile;
using detail::ParseFault;

MappingSnapshot parse_as(MappingFile file, std::string_view text, ParseFault& fault) {
  MappingSnapshot snapshot;
  const MappingCallback add = [&snapshot](const Mapping& mapping) { snapshot.add(mapping); };
  detail::MappingParser parser(file, add);
  if (parser.feed(text)) parser.finish();
  fault = parser.fault();
  if (fault.code) snapshot = MappingSnapshot();
  return snapshot;
}

/// A text of maps is none of smaps and the other way round; of one that is neither, that which got further
/// says what is wrong.
MappingSnapshot parse_either(std::string_view text, ParseFault& fault) {
  ParseFault maps_fault;
  MappingSnapshot maps = parse_as(MappingFile::maps, text, maps_fault);
  if (!maps_fault.code) return maps;
  MappingSnapshot smaps = parse_as(MappingFile::smaps, text, fault);
  if (fault.code && maps_fault.line > fault.line) fault = maps_fault;
  return smaps;
}

/// What is sorted by: the memory, and where it is not known or the same, the addresses.
std::pair<std::int64_t, std::int64_t> weight(const RegionFigures& figures) noexcept {
  return {memory_of(figures).value_or(Bytes(0)).count(), figures.size.count()};
}

template <class Growth>
std::pair<std::int64_t, std::int64_t> growth_weight(const Growth& growth) noexcept {
  return {memory_growth(growth).value_or(Bytes(0)).count(), (growth.after.size - growth.before.size).count()};
}

template <class Growth>
bool grew_more(const Growth& a, const Growth& b) noexcept {
  return std::tuple(growth_weight(a), weight(a.after)) > std::tuple(growth_weight(b), weight(b.after));
}

Amounts total_of(const std::vector<const FoundRegion*>& regions) noexcept {
  Amounts total;
  for (const FoundRegion* const region : regions) total += region->amounts;
  return total;
}

using RegionList = std::vector<const FoundRegion*>;

/// The regions of each group, by address.
std::map<GroupKey, RegionList> by_group(const FoundRegions& found) {
  std::map<GroupKey, RegionList> groups;
  std::vector<RegionList*> lists;
  lists.reserve(found.groups.size());
  for (const GroupKey& key : found.groups) lists.push_back(&groups[key]);
  for (const FoundRegion& region : found.regions) lists[region.group]->push_back(&region);
  return groups;
}

/// Two lists by address, of which the front that begins first is taken as long as it begins below `end`.
class RegionPairs {
 public:
  RegionPairs(const RegionList& before, const RegionList& after) noexcept : lists_{&before, &after} {}

  bool at_end() const noexcept { return left(0) == 0 && left(1) == 0; }

  /// All that are linked with the one that begins first by sharing addresses.
  std::array<RegionList, 2> next() {
    std::array<RegionList, 2> linked;
    const std::size_t first = left(0) == 0 || (left(1) != 0 && front(1).begin < front(0).begin) ? 1 : 0;
    std::uint64_t end = take(first, linked);
    for (bool taken = true; taken;) {
      taken = false;
      for (const std::size_t side : {0U, 1U})
        for (; left(side) != 0 && front(side).begin < end; taken = true)
          end = std::max(end, take(side, linked));
    }
    return linked;
  }

 private:
  std::size_t left(std::size_t side) const noexcept { return lists_[side]->size() - next_[side]; }
  const FoundRegion& front(std::size_t side) const noexcept { return *(*lists_[side])[next_[side]]; }
  std::uint64_t take(std::size_t side, std::array<RegionList, 2>& linked) {
    linked[side].push_back(&front(side));
    return (*lists_[side])[next_[side]++]->end;
  }

  std::array<const RegionList*, 2> lists_;
  std::array<std::size_t, 2> next_{};
};

/// The figures that each snapshot knows.
struct Known {
  KnownFigures before, after;
};

RegionGrowth growth_of(const std::array<RegionList, 2>& linked, const Known& known) {
  const auto& [before, after] = linked;
  RegionGrowth growth;
  for (const FoundRegion* const region : after.empty() ? before : after) {
    growth.begin = growth.end == 0 ? region->begin : std::min(growth.begin, region->begin);
    growth.end = std::max(growth.end, region->end);
  }
  growth.before = region_figures(total_of(before), known.before);
  growth.after = region_figures(total_of(after), known.after);
  growth.regions_before = before.size();
  growth.regions_after = after.size();
  return growth;
}

bool is_same(const std::array<RegionList, 2>& linked) noexcept {
  const auto& [before, after] = linked;
  return before.size() == 1 && after.size() == 1 && before[0]->begin == after[0]->begin &&
         before[0]->end == after[0]->end && same_amounts(before[0]->amounts, after[0]->amounts);
}

GroupGrowth compare_group(const GroupKey& key, const RegionList& before, const RegionList& after,
                          const Known& known) {
  GroupGrowth growth;
  growth.kind = key.kind;
  growth.name = key.name;
  growth.before = region_figures(total_of(before), known.before);
  growth.after = region_figures(total_of(after), known.after);
  growth.regions_before = before.size();
  growth.regions_after = after.size();
  for (RegionPairs pairs(before, after); !pairs.at_end();) {
    const std::array<RegionList, 2> linked = pairs.next();
    if (!is_same(linked)) growth.regions.push_back(growth_of(linked, known));
  }
  std::sort(growth.regions.begin(), growth.regions.end(), grew_more<RegionGrowth>);
  return growth;
}

RegionFigures total_of(const FoundRegions& found, const KnownFigures& known) {
  Amounts total;
  for (const FoundRegion& region : found.regions) total += region.amounts;
  return region_figures(total, known);
}

/// RSS that was not touched, and swap, which nobody touches.
std::optional<std::int64_t> untouched(const RegionFigures& figures) noexcept {
  if (!figures.rss || !figures.referenced) return std::nullopt;
  const std::int64_t all =
      detail::saturating_sum(figures.rss->count(), figures.swap.value_or(Bytes(0)).count());
  return std::max(all - figures.referenced->count(), std::int64_t{0});
}

}  // namespace

std::string_view region_kind_name(RegionKind kind) noexcept {
  constexpr std::array<std::string_view, 10> names = {"heap",       "arena",    "thread_stack",  "named",
                                                      "anonymous",  "reserved", "shared_memory", "file",
                                                      "main_stack", "kernel"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<Bytes> memory_of(const RegionFigures& figures) noexcept {
  if (!figures.rss) return std::nullopt;
  std::int64_t sum = figures.rss->count();
  for (const std::optional<Bytes>& part : {figures.swap, figures.hugetlb})
    sum = detail::saturating_sum(sum, part.value_or(Bytes(0)).count());
  return Bytes(sum);
}

MappingSnapshot::MappingSnapshot() : table_(std::make_unique<detail::MappingTable>()) {}
MappingSnapshot::MappingSnapshot(MappingSnapshot&&) noexcept = default;
MappingSnapshot& MappingSnapshot::operator=(MappingSnapshot&&) noexcept = default;
MappingSnapshot::~MappingSnapshot() = default;

void MappingSnapshot::add(const Mapping& mapping) {
  table_->add(mapping);
}

std::size_t MappingSnapshot::mappings() const noexcept {
  return table_->entries().size();
}

bool MappingSnapshot::has_figures() const noexcept {
  return table_->known()[0];  // RSS
}

MappingSnapshot parse_mapping_snapshot(std::string_view text, std::error_code& error) {
  ParseFault fault;
  MappingSnapshot snapshot = parse_either(text, fault);
  error = fault.code;
  return snapshot;
}

MappingSnapshot parse_mapping_snapshot(std::string_view text) {
  ParseFault fault;
  MappingSnapshot snapshot = parse_either(text, fault);
  if (fault.code) detail::throw_fault(fault, "smaps");
  return snapshot;
}

std::vector<RegionGroup> group_mappings(const MappingSnapshot& snapshot) {
  const KnownFigures& known = snapshot.table().known();
  const FoundRegions found = find_regions(snapshot.table());
  std::vector<RegionGroup> groups;
  for (const auto& [key, regions] : by_group(found)) {
    groups.push_back({key.kind, key.name, region_figures(total_of(regions), known), {}});
    for (const FoundRegion* const region : regions)
      groups.back().regions.push_back({region->begin, region->end, region_figures(region->amounts, known)});
  }
  std::stable_sort(groups.begin(), groups.end(), [](const RegionGroup& a, const RegionGroup& b) {
    return weight(a.figures) > weight(b.figures);
  });
  return groups;
}

RegionChange RegionGrowth::change() const noexcept {
  if (regions_before == 0) return RegionChange::appeared;
  if (regions_after == 0) return RegionChange::gone;
  if (regions_before != regions_after)
    return regions_before < regions_after ? RegionChange::split : RegionChange::merged;
  if (before.size == after.size) return RegionChange::same;
  return before.size < after.size ? RegionChange::grown : RegionChange::shrunk;
}

MappingGrowth compare_mappings(const MappingSnapshot& before, const MappingSnapshot& after) {
  const Known known = {before.table().known(), after.table().known()};
  const std::array<FoundRegions, 2> found = {find_regions(before.table()), find_regions(after.table())};
  std::map<GroupKey, std::array<RegionList, 2>> groups;
  for (const std::size_t side : {0U, 1U})
    for (auto& [key, regions] : by_group(found[side])) groups[key][side] = std::move(regions);
  MappingGrowth growth;
  growth.before = total_of(found[0], known.before);
  growth.after = total_of(found[1], known.after);
  growth.groups.reserve(groups.size());
  for (const auto& [key, sides] : groups)
    growth.groups.push_back(compare_group(key, sides[0], sides[1], known));
  std::stable_sort(growth.groups.begin(), growth.groups.end(), grew_more<GroupGrowth>);
  return growth;
}

void find_idle(MappingGrowth& growth, const MappingSnapshot& after, const MappingSnapshot& later) {
  const MappingGrowth since = compare_mappings(after, later);
  std::map<GroupKey, const GroupGrowth*> groups;
  for (const GroupGrowth& group : since.groups) groups[{group.kind, group.name}] = &group;
  for (GroupGrowth& group : growth.groups) {
    const auto found = groups.find({group.kind, group.name});
    const std::optional<Bytes> grown = memory_growth(group);
    if (found == groups.end() || !grown) continue;
    const auto first = untouched(found->second->before);
    const auto last = untouched(found->second->after);
    if (!first || !last) continue;
    group.idle =
        Bytes(std::clamp<std::int64_t>(*last - *first, 0, std::max(grown->count(), std::int64_t{0})));
  }
}

}  // namespace procmem
