#include <procmem/smaps.hpp>

#include <algorithm>
#include <limits>
#include <tuple>

#include <procmem/error.hpp>

#include "detail/smaps_keys.hpp"
#include "detail/smaps_parser.hpp"

namespace procmem {
namespace {

using detail::MappingFile;
using detail::ParseFault;

std::vector<Mapping> parse_mappings(MappingFile file, std::string_view text, ParseFault& fault) {
  std::vector<Mapping> mappings;
  const MappingCallback collect = [&mappings](const Mapping& mapping) { mappings.push_back(mapping); };
  detail::MappingParser parser(file, collect);
  if (parser.feed(text)) parser.finish();
  fault = parser.fault();
  if (fault.code) mappings.clear();
  return mappings;
}

bool equal_properties(const Mapping& a, const Mapping& b) noexcept {
  const auto all = [](const Mapping& m) {
    return std::tie(m.begin, m.end, m.readable, m.writable, m.executable, m.shared, m.offset, m.device_major,
                    m.device_minor, m.inode, m.name);
  };
  return all(a) == all(b);
}

}  // namespace

bool operator==(const SmapsRollup& a, const SmapsRollup& b) noexcept {
  return std::all_of(detail::smaps_keys.begin(), detail::smaps_keys.end(),
                     [&](const detail::SmapsKey& key) { return !key.is_figure() || key.of(a) == key.of(b); });
}

bool operator==(const Mapping& a, const Mapping& b) noexcept {
  return equal_properties(a, b) &&
         std::all_of(detail::smaps_keys.begin(), detail::smaps_keys.end(),
                     [&](const detail::SmapsKey& key) { return key.of(a) == key.of(b); });
}

std::optional<Bytes> private_memory(const SmapsRollup& figures) noexcept {
  if (!figures.private_clean || !figures.private_dirty) return std::nullopt;
  Bytes sum;
  for (const Bytes part :
       {*figures.private_clean, *figures.private_dirty, figures.private_hugetlb.value_or(Bytes(0))}) {
    if (part > Bytes(std::numeric_limits<std::int64_t>::max()) - sum) return std::nullopt;
    sum += part;
  }
  return sum;
}

SmapsRollup parse_smaps_rollup(std::string_view text, std::error_code& error) {
  ParseFault fault;
  const SmapsRollup rollup = detail::parse_smaps_rollup_text(text, fault);
  error = fault.code;
  return rollup;
}

SmapsRollup parse_smaps_rollup(std::string_view text) {
  ParseFault fault;
  const SmapsRollup rollup = detail::parse_smaps_rollup_text(text, fault);
  if (fault.code) detail::throw_fault(fault, "smaps_rollup");
  return rollup;
}

std::vector<Mapping> parse_smaps(std::string_view text, std::error_code& error) {
  ParseFault fault;
  std::vector<Mapping> mappings = parse_mappings(MappingFile::smaps, text, fault);
  error = fault.code;
  return mappings;
}

std::vector<Mapping> parse_smaps(std::string_view text) {
  ParseFault fault;
  std::vector<Mapping> mappings = parse_mappings(MappingFile::smaps, text, fault);
  if (fault.code) detail::throw_fault(fault, "smaps");
  return mappings;
}

std::vector<Mapping> parse_maps(std::string_view text, std::error_code& error) {
  ParseFault fault;
  std::vector<Mapping> mappings = parse_mappings(MappingFile::maps, text, fault);
  error = fault.code;
  return mappings;
}

std::vector<Mapping> parse_maps(std::string_view text) {
  ParseFault fault;
  std::vector<Mapping> mappings = parse_mappings(MappingFile::maps, text, fault);
  if (fault.code) detail::throw_fault(fault, "maps");
  return mappings;
}

}  // namespace procmem
