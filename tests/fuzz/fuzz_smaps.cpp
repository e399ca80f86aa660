// Any bytes as smaps, smaps_rollup and maps: no crash, in pieces the same as whole, and a text that was cut
// never gives a figure that the whole one does not have.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include <procmem/mapping_growth.hpp>
#include <procmem/smaps.hpp>

#include "detail/number.hpp"
#include "detail/smaps_keys.hpp"
#include "detail/smaps_parser.hpp"
#include "targets.hpp"

namespace {

using namespace procmem;

/// Bytes of the text itself decide how it is parted, so that the fuzzer can steer it.
std::size_t piece_size(std::string_view rest) {
  return std::min<std::size_t>(1 + static_cast<unsigned char>(rest.front()) % 40U, rest.size());
}

bool parse_in_pieces(detail::MappingFile file, std::string_view text, std::vector<Mapping>& mappings) {
  const MappingCallback collect = [&mappings](const Mapping& mapping) { mappings.push_back(mapping); };
  detail::MappingParser parser(file, collect);
  while (!text.empty()) {
    const std::size_t size = piece_size(text);
    if (!parser.feed(text.substr(0, size))) return false;
    text.remove_prefix(size);
  }
  return parser.finish();
}

/// All that `part` knows, `whole` knows the same; only the last mapping may lack something.
void require_subset(const std::vector<Mapping>& part, const std::vector<Mapping>& whole) {
  require(part.size() <= whole.size());
  for (std::size_t i = 0; i < part.size(); ++i) {
    Mapping filled = part[i];
    if (i + 1 == part.size())
      for (const detail::SmapsKey& key : detail::smaps_keys)
        if (!key.of(filled)) key.of(filled) = key.of(whole[i]);
    require(filled == whole[i]);
  }
}

using Parse = std::vector<Mapping> (*)(std::string_view, std::error_code&);

void check(detail::MappingFile file, Parse parse, std::string_view text) {
  std::error_code error;
  const std::vector<Mapping> whole = parse(text, error);
  require(!error || whole.empty());
  std::vector<Mapping> pieces;
  require(parse_in_pieces(file, text, pieces) == !error);
  if (error) return;
  require(pieces == whole);
  // Cut behind each of its first lines, and within them.
  for (std::size_t length = 0, cuts = 0; length < text.size() && cuts < 64; ++cuts) {
    std::error_code cut;
    const std::vector<Mapping> part = parse(text.substr(0, length), cut);
    require(!cut || part.empty());
    require_subset(part, whole);
    length += piece_size(text.substr(length));
    if (cuts % 2 == 0) length = std::min(text.find('\n', length), text.size() - 1) + 1;
  }
}

/// Where the fast reading of a value has an answer, it is the exact one's.
void check_value(std::string_view value) {
  std::optional<Bytes> fast;
  std::optional<Bytes> exact;
  if (!detail::parse_kernel_kib(value, fast)) return;
  require(!detail::parse_kib(value, exact));
  require(fast == exact);
}

void check_values(std::string_view text) {
  for (std::size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
    end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = line.find(':');
    check_value(colon == std::string_view::npos ? line : line.substr(colon + 1));
  }
}

void check_rollup(std::string_view text) {
  std::error_code error;
  const SmapsRollup whole = parse_smaps_rollup(text, error);
  require(!error || whole == SmapsRollup());
  if (error) return;
  require(whole.rss.has_value());
  const SmapsRollup part = parse_smaps_rollup(text.substr(0, text.size() / 2), error);
  for (const detail::SmapsKey& key : detail::smaps_keys)
    if (key.is_figure() && key.of(part)) require(key.of(part) == key.of(whole));
  private_memory(whole);
}

/// The groups' RSS is the mappings'; where a sum is beyond Bytes it is the largest.
void check_groups(const MappingSnapshot& snapshot) {
  std::size_t regions = 0;
  for (const RegionGroup& group : group_mappings(snapshot)) {
    require(!group.name.empty() && !group.regions.empty());
    require(group.figures.rss.has_value() == snapshot.has_figures());
    for (std::size_t i = 1; i < group.regions.size(); ++i)
      require(group.regions[i - 1].begin <= group.regions[i].begin);
    regions += group.regions.size();
  }
  require(regions <= snapshot.mappings());
}

/// What is told of the growth from one text to another is the growth back from it, with its sign turned.
void check_growth(std::string_view text) {
  const std::size_t middle = text.size() / 2;
  std::error_code ignored;
  const MappingSnapshot before = parse_mapping_snapshot(text.substr(0, middle), ignored);
  const MappingSnapshot after = parse_mapping_snapshot(text.substr(middle), ignored);
  const MappingSnapshot whole = parse_mapping_snapshot(text, ignored);
  for (const MappingSnapshot* const one : {&before, &after, &whole}) {
    check_groups(*one);
    MappingGrowth growth = compare_mappings(before, *one);
    const auto forth = memory_growth(growth);
    const auto back = memory_growth(compare_mappings(*one, before));
    require(forth.has_value() == back.has_value() && (!forth || *forth == -*back));
    find_idle(growth, *one, whole);
    require(!growth_sentence(growth, std::chrono::hours(1)).empty());
    for (const GroupGrowth& group : compare_mappings(*one, *one).groups)
      for (const RegionGrowth& region : group.regions)
        require(memory_growth(region).value_or(Bytes(0)) == Bytes(0));
  }
}

}  // namespace

void fuzz_smaps(std::string_view text) {
  check(
      detail::MappingFile::smaps, [](std::string_view t, std::error_code& e) { return parse_smaps(t, e); },
      text);
  check(
      detail::MappingFile::maps, [](std::string_view t, std::error_code& e) { return parse_maps(t, e); },
      text);
  check_rollup(text);
  check_growth(text);
  check_values(text);
}
