#ifndef PROCMEM_CLI_MAPS_RESULT_HPP
#define PROCMEM_CLI_MAPS_RESULT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <procmem/mapping_growth.hpp>

namespace cli {

/// Whose mappings they are.
struct MapsSubject {
  int pid = 0;  ///< 0: nobody's that is known, they come from files
  std::string name;
};

/// What there is.
struct MapsTable {
  MapsSubject subject;
  std::optional<std::int64_t> threads;
  std::size_t mappings = 0;
  std::vector<procmem::RegionGroup> groups;
};

/// What has grown.
struct MapsGrowth {
  MapsSubject subject;
  std::optional<std::chrono::nanoseconds> over;       ///< nothing: not known
  std::optional<std::chrono::nanoseconds> idle_over;  ///< nothing: not asked for
  procmem::MappingGrowth growth;
};

std::string format_maps_text(const MapsTable& table);
std::string format_maps_text(const MapsGrowth& growth);
std::string format_maps_json(const MapsTable& table);
std::string format_maps_json(const MapsGrowth& growth);

/// Bytes per hour; nothing without a time.
std::optional<double> maps_rate(std::optional<procmem::Bytes> growth, const MapsGrowth& of);

}  // namespace cli

#endif
