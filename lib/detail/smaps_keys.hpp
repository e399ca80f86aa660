#ifndef PROCMEM_DETAIL_SMAPS_KEYS_HPP
#define PROCMEM_DETAIL_SMAPS_KEYS_HPP

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <procmem/bytes.hpp>
#include <procmem/smaps.hpp>

namespace procmem::detail {

/// A line of smaps that is read, and the member that it goes to.
class SmapsKey {
 public:
  using Figure = std::optional<Bytes>;

  constexpr SmapsKey(std::string_view text, Figure SmapsRollup::*figure) noexcept
      : text_(text), figure_(figure) {}
  constexpr SmapsKey(std::string_view text, Figure Mapping::*property) noexcept
      : text_(text), property_(property) {}

  constexpr std::string_view text() const noexcept { return text_; }  ///< with its colon
  constexpr std::string_view name() const noexcept { return text_.substr(0, text_.size() - 1); }

  /// Whether it is one of smaps_rollup, too.
  constexpr bool is_figure() const noexcept { return figure_ != nullptr; }
  const Figure& of(const SmapsRollup& figures) const noexcept { return figures.*figure_; }

  Figure& of(Mapping& mapping) const noexcept {
    return figure_ != nullptr ? mapping.figures.*figure_ : mapping.*property_;
  }
  const Figure& of(const Mapping& mapping) const noexcept {
    return figure_ != nullptr ? mapping.figures.*figure_ : mapping.*property_;
  }

 private:
  std::string_view text_;
  Figure SmapsRollup::*figure_ = nullptr;
  Figure Mapping::*property_ = nullptr;
};

/// In the order of Linux 6; the parser learns another one by itself.
constexpr std::array smaps_keys = {
    SmapsKey("Size:", &Mapping::size),
    SmapsKey("KernelPageSize:", &Mapping::kernel_page_size),
    SmapsKey("MMUPageSize:", &Mapping::mmu_page_size),
    SmapsKey("Rss:", &SmapsRollup::rss),
    SmapsKey("Pss:", &SmapsRollup::pss),
    SmapsKey("Pss_Dirty:", &SmapsRollup::pss_dirty),
    SmapsKey("Pss_Anon:", &SmapsRollup::pss_anon),
    SmapsKey("Pss_File:", &SmapsRollup::pss_file),
    SmapsKey("Pss_Shmem:", &SmapsRollup::pss_shmem),
    SmapsKey("Shared_Clean:", &SmapsRollup::shared_clean),
    SmapsKey("Shared_Dirty:", &SmapsRollup::shared_dirty),
    SmapsKey("Private_Clean:", &SmapsRollup::private_clean),
    SmapsKey("Private_Dirty:", &SmapsRollup::private_dirty),
    SmapsKey("Referenced:", &SmapsRollup::referenced),
    SmapsKey("Anonymous:", &SmapsRollup::anonymous),
    SmapsKey("KSM:", &SmapsRollup::ksm),
    SmapsKey("LazyFree:", &SmapsRollup::lazy_free),
    SmapsKey("AnonHugePages:", &SmapsRollup::anon_huge_pages),
    SmapsKey("ShmemPmdMapped:", &SmapsRollup::shmem_pmd_mapped),
    SmapsKey("FilePmdMapped:", &SmapsRollup::file_pmd_mapped),
    SmapsKey("Shared_Hugetlb:", &SmapsRollup::shared_hugetlb),
    SmapsKey("Private_Hugetlb:", &SmapsRollup::private_hugetlb),
    SmapsKey("Swap:", &SmapsRollup::swap),
    SmapsKey("SwapPss:", &SmapsRollup::swap_pss),
    SmapsKey("Locked:", &SmapsRollup::locked),
};

constexpr std::size_t mapping_properties = 3;  // Size and the page sizes
static_assert(sizeof(SmapsRollup) == (smaps_keys.size() - mapping_properties) * sizeof(std::optional<Bytes>),
              "each member of SmapsRollup has its row");

}  // namespace procmem::detail

#endif
