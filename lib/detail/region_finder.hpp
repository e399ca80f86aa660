#ifndef PROCMEM_DETAIL_REGION_FINDER_HPP
#define PROCMEM_DETAIL_REGION_FINDER_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/mapping_growth.hpp>

#include "detail/mapping_table.hpp"

namespace procmem::detail {

/// What a group is called, and what it is.
struct GroupKey {
  RegionKind kind = RegionKind::anonymous;
  std::string name;

  friend bool operator==(const GroupKey& a, const GroupKey& b) noexcept {
    return a.kind == b.kind && a.name == b.name;
  }
  friend bool operator<(const GroupKey& a, const GroupKey& b) noexcept {
    return a.kind != b.kind ? a.kind < b.kind : a.name < b.name;
  }
};

/// As far as the name tells: a mapping without one is anonymous.
GroupKey group_of_name(std::string_view name, bool shared);

struct FoundRegion {
  std::uint64_t begin = 0, end = 0;
  std::uint32_t group = 0;  ///< its place in FoundRegions::groups
  Amounts amounts;
};

struct FoundRegions {
  std::vector<GroupKey> groups;      ///< each once
  std::vector<FoundRegion> regions;  ///< by address
};

/// Puts together what belongs together, and calls it by its name.
FoundRegions find_regions(const MappingTable& table);

}  // namespace procmem::detail

#endif
