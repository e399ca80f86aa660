#ifndef PROCMEM_MAPPING_GROWTH_HPP
#define PROCMEM_MAPPING_GROWTH_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>
#include <procmem/smaps.hpp>

namespace procmem {

namespace detail {
class MappingTable;
}

/// What a part of the address space is for; docs/attribution.md says how each is recognised.
enum class RegionKind {
  heap,           ///< [heap], which brk(2) moves: the main arena of malloc
  arena,          ///< a 64 MiB heap of one of glibc's other malloc arenas
  thread_stack,   ///< with its guard page
  named,          ///< named with PR_SET_VMA_ANON_NAME
  anonymous,      ///< private memory of no file: mmap(2), large mallocs, .bss
  reserved,       ///< the same, PROT_NONE: addresses alone
  shared_memory,  ///< memfd, POSIX and System V segments, MAP_SHARED | MAP_ANONYMOUS
  file,
  main_stack,  ///< [stack]
  kernel       ///< [vdso] and the like
};

/// "heap", "arena", "thread_stack", …: the enumerator's name.
PROCMEM_EXPORT std::string_view region_kind_name(RegionKind kind) noexcept;

/// Units: Bytes; a sum that would not fit is the largest that does. What a kernel does not print is absent.
struct RegionFigures {
  Bytes size;  ///< of the addresses
  std::optional<Bytes> rss, pss, private_dirty, swap, anon_huge_pages;
  std::optional<Bytes> hugetlb;     ///< of hugetlbfs; not in rss
  std::optional<Bytes> referenced;  ///< touched since reset_referenced()
};

/// What it takes: RSS, and where they are known swap and huge pages of hugetlbfs. Absent without RSS.
PROCMEM_EXPORT std::optional<Bytes> memory_of(const RegionFigures& figures) noexcept;

/// Addresses that belong together: an arena's heap with its unused rest, a stack with its guard page,
/// neighbouring mappings of one group.
struct Region {
  std::uint64_t begin = 0, end = 0;
  RegionFigures figures;
};

/// All regions that a person would call the same.
struct RegionGroup {
  RegionKind kind = RegionKind::anonymous;
  std::string name;  ///< "[heap]", "thread stacks", a path: any bytes, so print it through printable()
  RegionFigures figures;
  std::vector<Region> regions;  ///< by address
};

/// The mappings of a process at one time, at most 200 bytes for each and every name once. Lifetime:
/// move-only.
class PROCMEM_EXPORT MappingSnapshot {
 public:
  MappingSnapshot();
  MappingSnapshot(MappingSnapshot&&) noexcept;
  MappingSnapshot& operator=(MappingSnapshot&&) noexcept;
  ~MappingSnapshot();

  /// Made to be called by a MappingCallback; in any order.
  void add(const Mapping& mapping);

  std::size_t mappings() const noexcept;
  bool has_figures() const noexcept;  ///< not of maps, which has sizes alone
  const detail::MappingTable& table() const noexcept { return *table_; }

 private:
  std::unique_ptr<detail::MappingTable> table_;
};

/// A text of smaps or, without figures, of maps. Errors: as parse_smaps().
PROCMEM_EXPORT MappingSnapshot parse_mapping_snapshot(std::string_view text, std::error_code& error);
PROCMEM_EXPORT MappingSnapshot parse_mapping_snapshot(std::string_view text);

/// What there is, that which takes most memory first.
PROCMEM_EXPORT std::vector<RegionGroup> group_mappings(const MappingSnapshot& snapshot);

enum class RegionChange { appeared, gone, grown, shrunk, split, merged, same };

/// A region of before and one of after that share addresses are the same one, as are all that are linked so.
struct RegionGrowth {
  std::uint64_t begin = 0, end = 0;  ///< as it is after; of one that is gone, before
  RegionFigures before, after;
  std::size_t regions_before = 0, regions_after = 0;  ///< 0: there was none, there is none
  PROCMEM_EXPORT RegionChange change() const noexcept;
};

struct GroupGrowth {
  RegionKind kind = RegionKind::anonymous;
  std::string name;  ///< as RegionGroup has it
  RegionFigures before, after;
  std::size_t regions_before = 0, regions_after = 0;
  std::vector<RegionGrowth> regions;  ///< those that changed, that which grew most first
  std::optional<Bytes> idle;          ///< find_idle(): of what grew, not touched any more
};

struct MappingGrowth {
  RegionFigures before, after;      ///< of all
  std::vector<GroupGrowth> groups;  ///< that whose memory (else size) grew most first
  std::optional<std::int64_t> threads_before, threads_after;  ///< for the caller to set: status tells them
};

/// By how much memory_of() grew; absent where one of the two is.
template <class Growth>
std::optional<Bytes> memory_growth(const Growth& growth) noexcept {
  const std::optional<Bytes> before = memory_of(growth.before);
  const std::optional<Bytes> after = memory_of(growth.after);
  return before && after ? std::optional(*after - *before) : std::nullopt;
}

/// Compares two snapshots of one program; a series of them in pairs, whose growths add up.
PROCMEM_EXPORT MappingGrowth compare_mappings(const MappingSnapshot& before, const MappingSnapshot& after);

/// Fills in GroupGrowth::idle. reset_referenced() was called before both snapshots that were compared and
/// again before `later`. What became untouched memory between `after` and `later` had been touched when it
/// grew and not since; it counts as far as the group grew. Nothing without Referenced (Linux 2.6.22).
PROCMEM_EXPORT void find_idle(MappingGrowth& growth, const MappingSnapshot& after,
                              const MappingSnapshot& later);

/// "41.00 of 47.00 MiB/h grew in [heap]; 3 arenas and 12 thread stacks are new (12 more threads)": safe to
/// print. \param over the time between the snapshots; nothing: amounts, not rates.
PROCMEM_EXPORT std::string growth_sentence(const MappingGrowth& growth,
                                           std::optional<std::chrono::nanoseconds> over);

}  // namespace procmem

#endif
