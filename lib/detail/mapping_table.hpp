#ifndef PROCMEM_DETAIL_MAPPING_TABLE_HPP
#define PROCMEM_DETAIL_MAPPING_TABLE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <procmem/mapping_growth.hpp>
#include <procmem/smaps.hpp>

namespace procmem::detail {

/// A figure that is kept, and what it counts to.
struct FigureRow {
  std::optional<Bytes> SmapsRollup::*source;
  std::optional<Bytes> RegionFigures::*target;
};

constexpr std::array figure_rows = {
    FigureRow{&SmapsRollup::rss, &RegionFigures::rss},
    FigureRow{&SmapsRollup::pss, &RegionFigures::pss},
    FigureRow{&SmapsRollup::private_dirty, &RegionFigures::private_dirty},
    FigureRow{&SmapsRollup::swap, &RegionFigures::swap},
    FigureRow{&SmapsRollup::anon_huge_pages, &RegionFigures::anon_huge_pages},
    FigureRow{&SmapsRollup::shared_hugetlb, &RegionFigures::hugetlb},
    FigureRow{&SmapsRollup::private_hugetlb, &RegionFigures::hugetlb},
    FigureRow{&SmapsRollup::referenced, &RegionFigures::referenced},
};
static_assert(figure_rows.back().target == &RegionFigures::referenced, "same_amounts() leaves it out");

/// a + b, or the most that fits. \param a, b not negative.
std::int64_t saturating_sum(std::int64_t a, std::int64_t b) noexcept;

/// The figures of a mapping, or of several, in bytes; 0 where there is none.
struct Amounts {
  std::int64_t size = 0;
  std::array<std::int64_t, figure_rows.size()> figures{};

  Amounts& operator+=(const Amounts& other) noexcept;
};

/// But for what was touched, which is the last row: a region that is used has not changed.
bool same_amounts(const Amounts& a, const Amounts& b) noexcept;

/// Which rows of figure_rows are known.
using KnownFigures = std::array<bool, figure_rows.size()>;

RegionFigures region_figures(const Amounts& amounts, const KnownFigures& known) noexcept;

/// A mapping without what is not asked about.
struct MappingEntry {
  std::uint64_t begin = 0, end = 0;
  Amounts amounts;
  std::uint32_t name = 0;  ///< its number
  bool readable = false, writable = false, executable = false, shared = false;

  bool accessible() const noexcept { return readable || writable || executable; }
};

/// What a MappingSnapshot holds.
class MappingTable {
 public:
  MappingTable();
  MappingTable(const MappingTable&) = delete;
  MappingTable& operator=(const MappingTable&) = delete;
  ~MappingTable() = default;

  void add(const Mapping& mapping);

  const std::vector<MappingEntry>& entries() const noexcept { return entries_; }  ///< as they were added
  std::size_t name_count() const noexcept { return names_.size(); }
  const std::string& name(std::size_t number) const noexcept { return names_[number]; }  ///< 0: ""
  const KnownFigures& known() const noexcept { return known_; }                          ///< of every mapping

 private:
  std::uint32_t number_of(const std::string& name);

  std::vector<MappingEntry> entries_;
  std::deque<std::string> names_;  // which stay where they are
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  KnownFigures known_{};
};

}  // namespace procmem::detail

#endif
