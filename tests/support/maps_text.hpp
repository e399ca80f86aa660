#ifndef PROCMEM_TESTS_MAPS_TEXT_HPP
#define PROCMEM_TESTS_MAPS_TEXT_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include <procmem/mapping_growth.hpp>

namespace tests {

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

/// A mapping of which all that is resident is private, dirty and touched.
inline procmem::Mapping mapping(std::uint64_t begin, std::uint64_t size, std::string_view permissions,
                                std::uint64_t rss = 0, std::string_view name = "") {
  procmem::Mapping made;
  made.begin = begin;
  made.end = begin + size;
  made.readable = permissions[0] == 'r';
  made.writable = permissions[1] == 'w';
  made.executable = permissions[2] == 'x';
  made.shared = permissions[3] == 's';
  made.name = name;
  const procmem::Bytes resident(static_cast<std::int64_t>(rss));
  made.figures.rss = made.figures.pss = made.figures.private_dirty = made.figures.referenced = resident;
  made.figures.swap = made.figures.anon_huge_pages = made.figures.shared_hugetlb =
      made.figures.private_hugetlb = procmem::Bytes(0);
  return made;
}

template <class... Mappings>
procmem::MappingSnapshot snapshot(const Mappings&... mappings) {
  procmem::MappingSnapshot made;
  (made.add(mappings), ...);
  return made;
}

}  // namespace tests

#endif
