#include "detail/mapping_table.hpp"

#include <limits>

#include <doctest/doctest.h>

#include "support/maps_text.hpp"

using namespace procmem;
using tests::kib;
using tests::mapping;

TEST_CASE("a name is kept once, however many mappings bear it") {
  detail::MappingTable table;
  for (std::uint64_t i = 0; i < 3; ++i) table.add(mapping(i * 4 * kib, 4 * kib, "r--p", 0, "/lib/libc.so.6"));
  table.add(mapping(64 * kib, 4 * kib, "rw-p"));
  CHECK(table.name_count() == 2);
  CHECK(table.name(table.entries()[2].name) == "/lib/libc.so.6");
  CHECK(table.name(table.entries()[3].name).empty());
}

TEST_CASE("a mapping takes no more than 100 bytes beside its name") {
  CHECK(sizeof(detail::MappingEntry) <= 100);
}

TEST_CASE("a figure that one mapping lacks is not known of the whole") {
  detail::MappingTable table;
  Mapping old = mapping(0, 4 * kib, "rw-p", 4 * kib);
  table.add(old);
  old.figures.swap.reset();
  old.begin = 4 * kib;
  old.end = 8 * kib;
  table.add(old);
  detail::Amounts sum = table.entries()[0].amounts;
  sum += table.entries()[1].amounts;
  const RegionFigures figures = region_figures(sum, table.known());
  CHECK(figures.size == Bytes(8 * 1024));
  CHECK(figures.rss == Bytes(8 * 1024));
  CHECK_FALSE(figures.swap);
}

TEST_CASE("both parts of hugetlb are one figure, and a sum that does not fit is the largest that does") {
  detail::MappingTable table;
  Mapping huge = mapping(0, 4 * kib, "rw-p");
  huge.end = std::numeric_limits<std::uint64_t>::max();
  huge.figures.shared_hugetlb = Bytes(5);
  huge.figures.private_hugetlb = Bytes(7);
  huge.figures.rss = Bytes(std::numeric_limits<std::int64_t>::max());
  table.add(huge);
  detail::Amounts sum = table.entries()[0].amounts;
  CHECK(region_figures(sum, table.known()).hugetlb == Bytes(12));
  sum += sum;
  CHECK(region_figures(sum, table.known()).size == Bytes(std::numeric_limits<std::int64_t>::max()));
  CHECK(memory_of(region_figures(sum, table.known())) == Bytes(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("a mapping that was touched meanwhile has not changed, and one with another figure has") {
  detail::MappingTable table;
  Mapping one = mapping(0, 4 * kib, "rw-p", 4 * kib);
  table.add(one);
  one.figures.referenced = Bytes(0);
  table.add(one);
  one.figures.private_dirty = Bytes(0);
  table.add(one);
  CHECK(same_amounts(table.entries()[0].amounts, table.entries()[1].amounts));
  CHECK_FALSE(same_amounts(table.entries()[1].amounts, table.entries()[2].amounts));
}
