#include "detail/region_finder.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace procmem::detail {
namespace {

// glibc: HEAP_MAX_SIZE where a long has 64 bits. Each heap of an arena begins at a multiple of it.
constexpr std::uint64_t arena_size = 64U << 20U;
constexpr std::uint64_t largest_guard = 64U << 10U;
constexpr std::uint64_t smallest_stack = 16U << 10U;  // PTHREAD_STACK_MIN
// The usual stack, and a little more: before Linux 6.7 it is joined with what happens to be mapped above it.
constexpr std::uint64_t usual_stack = (8U << 20U) + (256U << 10U);
constexpr std::uint64_t largest_stack = 1U << 30U;

constexpr std::string_view arena_name = "[anon: glibc: malloc arena]";
constexpr std::array<std::string_view, 5> stack_names = {
    "[stack:",                            // Linux 3.4 to 4.4
    "[anon: glibc: pthread stack:",       // glibc.mem.decorate_maps
    "[anon: glibc: pthread user stack:",  //
    "[anon: glibc: unused stack",         //
    "[anon:stack_and_tls:"                // bionic
};

bool begins_with(std::string_view text, std::string_view prefix) noexcept {
  return text.substr(0, prefix.size()) == prefix;
}

/// The kernel's mark of a file without a name is not part of it.
std::string_view without_deleted(std::string_view name) noexcept {
  constexpr std::string_view mark = " (deleted)";
  const bool marked = name.size() >= mark.size() && name.substr(name.size() - mark.size()) == mark;
  return marked ? name.substr(0, name.size() - mark.size()) : name;
}

GroupKey group_of_path(std::string_view path, bool shared) {
  path = without_deleted(path);
  const RegionKind memory = shared ? RegionKind::shared_memory : RegionKind::anonymous;
  if (path == "/dev/zero") return {memory, shared ? "/dev/zero (shared anonymous)" : "anonymous"};
  if (path == "/anon_hugepage") return {memory, "/anon_hugepage"};
  if (begins_with(path, "/memfd:")) return {RegionKind::shared_memory, std::string(path)};
  if (begins_with(path, "/SYSV")) return {RegionKind::shared_memory, "/SYSV (System V)"};
  if (begins_with(path, "/dev/shm/")) return {RegionKind::shared_memory, "/dev/shm"};
  return {RegionKind::file, std::string(path)};
}

const GroupKey arenas = {RegionKind::arena, "malloc arenas"};
const GroupKey stacks = {RegionKind::thread_stack, "thread stacks"};
const GroupKey reserved = {RegionKind::reserved, "reserved (PROT_NONE)"};

bool is_usable(const MappingEntry& entry) noexcept {
  return entry.readable && entry.writable && !entry.executable;
}

class RegionFinder {
 public:
  explicit RegionFinder(const MappingTable& table);
  FoundRegions find();

 private:
  using Place = std::size_t;  // in sorted_

  bool is_anonymous(const MappingEntry& entry) const noexcept { return entry.name == 0 && !entry.shared; }
  bool is_arena_part(const MappingEntry& entry) const;
  bool is_guard(const MappingEntry& entry) const noexcept;
  bool follows(Place place) const noexcept { return sorted_[place]->begin == sorted_[place - 1]->end; }
  Place behind_parts(Place place, std::uint64_t begin, std::uint64_t limit, bool writable) const;
  std::size_t arena_at(Place place) const;
  std::uint64_t guarded_size(Place place) const;
  bool stack_at(Place place) const;
  const GroupKey& group_of(const MappingEntry& entry) const;
  void tell(const GroupKey& group, Place first, std::size_t count, bool joins);
  std::uint32_t number_of(const GroupKey& group);

  const MappingTable& table_;
  std::vector<const MappingEntry*> sorted_;
  std::array<std::vector<GroupKey>, 2> named_;  // private and shared, by the name's number
  std::unordered_map<std::uint64_t, int> guarded_sizes_;
  std::map<GroupKey, std::uint32_t> numbers_;
  FoundRegions found_;
};

RegionFinder::RegionFinder(const MappingTable& table) : table_(table) {
  sorted_.reserve(table.entries().size());
  for (const MappingEntry& entry : table.entries()) sorted_.push_back(&entry);
  std::stable_sort(sorted_.begin(), sorted_.end(), [](const MappingEntry* a, const MappingEntry* b) {
    return std::tie(a->begin, a->end) < std::tie(b->begin, b->end);
  });
  for (const bool shared : {false, true})
    for (std::size_t i = 0; i < table.name_count(); ++i)
      named_[shared ? 1 : 0].push_back(group_of_name(table.name(i), shared));
  for (Place i = 0; i < sorted_.size(); ++i)
    if (const std::uint64_t size = guarded_size(i)) ++guarded_sizes_[size];
}

const GroupKey& RegionFinder::group_of(const MappingEntry& entry) const {
  const GroupKey& named = named_[entry.shared ? 1 : 0][entry.name];
  return is_anonymous(entry) && !entry.accessible() ? reserved : named;
}

bool RegionFinder::is_arena_part(const MappingEntry& entry) const {
  return !entry.shared && (entry.name == 0 || table_.name(entry.name) == arena_name);
}

/// The place behind the parts of an arena that lie from `begin` on side by side, at most up to `limit`, and
/// are either writable or without access.
RegionFinder::Place RegionFinder::behind_parts(Place place, std::uint64_t begin, std::uint64_t limit,
                                               bool writable) const {
  for (; place < sorted_.size(); ++place) {
    const MappingEntry& entry = *sorted_[place];
    const bool fits = entry.begin == begin && entry.end > begin && entry.end <= limit && is_arena_part(entry);
    if (!fits || (writable ? !is_usable(entry) : entry.accessible())) break;
    begin = entry.end;
  }
  return place;
}

/// How many mappings from here on are a heap of an arena: a writable part at a multiple of 64 MiB, then the
/// rest, without access, up to the next multiple. A heap that is full has no rest.
std::size_t RegionFinder::arena_at(Place place) const {
  const std::uint64_t begin = sorted_[place]->begin;
  if (begin % arena_size != 0 || begin > std::numeric_limits<std::uint64_t>::max() - arena_size) return 0;
  const std::uint64_t limit = begin + arena_size;
  const Place rest = behind_parts(place, begin, limit, true);
  if (rest == place) return 0;
  const Place behind = behind_parts(rest, sorted_[rest - 1]->end, limit, false);
  return sorted_[behind - 1]->end == limit ? behind - place : 0;
}

bool RegionFinder::is_guard(const MappingEntry& entry) const noexcept {
  return is_anonymous(entry) && !entry.accessible() && entry.end - entry.begin <= largest_guard;
}

/// A guard's size and that of the anonymous memory above it together; 0 if this is no such pair.
std::uint64_t RegionFinder::guarded_size(Place place) const {
  if (place + 1 >= sorted_.size() || !is_guard(*sorted_[place]) || !follows(place + 1)) return 0;
  const MappingEntry& above = *sorted_[place + 1];
  const bool usable = is_anonymous(above) && above.readable && above.writable;
  return usable && above.end - above.begin >= smallest_stack ? above.end - sorted_[place]->begin : 0;
}

/// A guard page and a stack above it. One of an unusual size has to have a fellow: memory that was mapped
/// below another's guard page, perhaps much of it, looks the same.
bool RegionFinder::stack_at(Place place) const {
  if (place + 1 >= sorted_.size() || !is_guard(*sorted_[place]) || !follows(place + 1)) return false;
  if (group_of(*sorted_[place + 1]).kind == RegionKind::thread_stack) return true;
  const std::uint64_t size = guarded_size(place);
  return size != 0 && (size <= usual_stack || (size <= largest_stack && guarded_sizes_.at(size) > 1));
}

std::uint32_t RegionFinder::number_of(const GroupKey& group) {
  const auto [place, is_new] = numbers_.emplace(group, static_cast<std::uint32_t>(found_.groups.size()));
  if (is_new) found_.groups.push_back(group);
  return place->second;
}

/// \param joins with the region before it, if that ends here and is of the same group.
void RegionFinder::tell(const GroupKey& group, Place first, std::size_t count, bool joins) {
  const std::uint32_t number = number_of(group);
  const bool continues = joins && !found_.regions.empty() && found_.regions.back().group == number &&
                         found_.regions.back().end == sorted_[first]->begin;
  if (!continues) found_.regions.push_back({sorted_[first]->begin, sorted_[first]->end, number, {}});
  FoundRegion& region = found_.regions.back();
  for (Place i = first; i < first + count; ++i) region.amounts += sorted_[i]->amounts;
  region.end = std::max(region.end, sorted_[first + count - 1]->end);
}

FoundRegions RegionFinder::find() {
  for (Place i = 0; i < sorted_.size();) {
    std::size_t count = arena_at(i);
    if (count != 0) {
      tell(arenas, i, count, false);
    } else if (stack_at(i)) {
      count = 2;
      tell(stacks, i, count, false);
    } else {
      count = 1;
      const GroupKey& group = group_of(*sorted_[i]);
      tell(group, i, count, group.kind != RegionKind::thread_stack);
    }
    i += count;
  }
  return std::move(found_);
}

}  // namespace

GroupKey group_of_name(std::string_view name, bool shared) {
  if (name.empty()) return {RegionKind::anonymous, "anonymous"};
  if (name.front() != '[') return group_of_path(name, shared);
  if (name == "[heap]") return {RegionKind::heap, "[heap]"};
  if (name == "[stack]") return {RegionKind::main_stack, "[stack]"};
  if (name == arena_name) return arenas;
  if (std::any_of(stack_names.begin(), stack_names.end(),
                  [name](std::string_view prefix) { return begins_with(name, prefix); }))
    return stacks;
  const bool named = begins_with(name, "[anon:") || begins_with(name, "[anon_shmem:");
  return {named ? RegionKind::named : RegionKind::kernel, std::string(name)};
}

FoundRegions find_regions(const MappingTable& table) {
  return RegionFinder(table).find();
}

}  // namespace procmem::detail
