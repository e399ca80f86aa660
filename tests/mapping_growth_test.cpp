#include <procmem/mapping_growth.hpp>

#include <chrono>
#include <string>
#include <system_error>

#include <doctest/doctest.h>

#include <procmem/error.hpp>

#include "support/fixtures.hpp"
#include "support/maps_text.hpp"

using namespace procmem;
using namespace std::chrono_literals;
using tests::kib;
using tests::mapping;
using tests::mib;
using tests::snapshot;

namespace {

constexpr std::uint64_t base = 0x7f0000000000;
constexpr std::uint64_t heap = 0x555500000000;

Bytes mebi(std::int64_t count) {
  return Bytes(count * static_cast<std::int64_t>(mib));
}

Mapping heap_of(std::uint64_t size) {
  return mapping(heap, size, "rw-p", size, "[heap]");
}

const GroupGrowth& group(const MappingGrowth& growth, RegionKind kind) {
  for (const GroupGrowth& one : growth.groups)
    if (one.kind == kind) return one;
  FAIL("there is no such group");
  return growth.groups.front();
}

/// The only region that changed.
const RegionGrowth& only_change(const MappingGrowth& growth) {
  REQUIRE(growth.groups.size() == 1);
  REQUIRE(growth.groups[0].regions.size() == 1);
  return growth.groups[0].regions[0];
}

}  // namespace

TEST_CASE("each kind has a name of its own") {
  CHECK(region_kind_name(RegionKind::heap) == "heap");
  CHECK(region_kind_name(RegionKind::shared_memory) == "shared_memory");
  CHECK(region_kind_name(RegionKind::kernel) == "kernel");
}

TEST_CASE("what grew most comes first, then what grew in addresses alone") {
  const MappingGrowth growth =
      compare_mappings(snapshot(heap_of(mib), mapping(base, mib, "rw-p", mib)),
                       snapshot(heap_of(6 * mib), mapping(base, 3 * mib, "rw-p", 3 * mib),
                                mapping(base + 90 * mib, 40 * mib, "---p")));
  REQUIRE(growth.groups.size() == 3);
  CHECK(growth.groups[0].kind == RegionKind::heap);
  CHECK(memory_growth(growth.groups[0]) == mebi(5));
  CHECK(growth.groups[1].kind == RegionKind::anonymous);
  CHECK(growth.groups[2].kind == RegionKind::reserved);
  CHECK(memory_growth(growth.groups[2]) == Bytes(0));
  CHECK(memory_growth(growth) == mebi(7));
}

TEST_CASE("pages that went to swap are memory that is still held") {
  Mapping swapped = heap_of(4 * mib);
  swapped.figures.rss = mebi(1);
  swapped.figures.swap = mebi(3);
  CHECK(memory_growth(compare_mappings(snapshot(heap_of(4 * mib)), snapshot(swapped))) == Bytes(0));
}

TEST_CASE("a region that is the same is not told; one that grew, shrank, came or went is") {
  const MappingSnapshot before = snapshot(mapping(base, mib, "rw-p"));
  CHECK(compare_mappings(before, snapshot(mapping(base, mib, "rw-p"))).groups[0].regions.empty());
  CHECK(only_change(compare_mappings(before, snapshot(mapping(base, 2 * mib, "rw-p")))).change() ==
        RegionChange::grown);
  CHECK(only_change(compare_mappings(before, snapshot(mapping(base, kib, "rw-p")))).change() ==
        RegionChange::shrunk);
  CHECK(only_change(compare_mappings(before, snapshot(mapping(base, mib, "rw-p", kib)))).change() ==
        RegionChange::same);
  CHECK(only_change(compare_mappings(before, snapshot())).change() == RegionChange::gone);
  CHECK(only_change(compare_mappings(snapshot(), before)).change() == RegionChange::appeared);
}

TEST_CASE("two neighbours that the kernel has merged with what came between them did not go and come anew") {
  const MappingGrowth growth =
      compare_mappings(snapshot(mapping(base, mib, "rw-p", mib), mapping(base + 2 * mib, mib, "rw-p", mib)),
                       snapshot(mapping(base, 3 * mib, "rw-p", 3 * mib)));
  const RegionGrowth& region = only_change(growth);
  CHECK(region.change() == RegionChange::merged);
  CHECK(memory_growth(region) == mebi(1));
  CHECK(region.begin == base);
  CHECK(region.end == base + 3 * mib);
}

TEST_CASE("a mapping that was split by a hole, or in which neighbours differ now, is still itself") {
  const MappingSnapshot before = snapshot(mapping(base, 3 * mib, "rw-p", 3 * mib));
  const MappingGrowth holed = compare_mappings(
      before, snapshot(mapping(base, mib, "rw-p", mib), mapping(base + 2 * mib, mib, "rw-p", mib)));
  CHECK(only_change(holed).change() == RegionChange::split);
  CHECK(memory_growth(only_change(holed)) == mebi(-1));
  const MappingGrowth parted = compare_mappings(
      before, snapshot(mapping(base, mib, "rw-p", mib), mapping(base + mib, 2 * mib, "r--p", 2 * mib)));
  CHECK(parted.groups[0].regions.empty());
}

TEST_CASE("a block that moved is gone and appeared, and its group has not grown") {
  const MappingGrowth growth = compare_mappings(snapshot(mapping(base, mib, "rw-p", mib)),
                                                snapshot(mapping(base + 9 * mib, mib, "rw-p", mib)));
  REQUIRE(growth.groups.size() == 1);
  CHECK(growth.groups[0].regions.size() == 2);
  CHECK(memory_growth(growth.groups[0]) == Bytes(0));
}

TEST_CASE("growths of consecutive pairs add up to that of the first and the last") {
  const MappingSnapshot a = snapshot(heap_of(mib));
  const MappingSnapshot b = snapshot(heap_of(5 * mib), mapping(base, mib, "rw-p", mib));
  const MappingSnapshot c = snapshot(heap_of(3 * mib), mapping(base, 4 * mib, "rw-p", 2 * mib));
  CHECK(memory_growth(compare_mappings(a, b)).value() + memory_growth(compare_mappings(b, c)).value() ==
        memory_growth(compare_mappings(a, c)));
}

TEST_CASE("what there is, is told by group, the largest first, each with its regions") {
  const auto groups = group_mappings(snapshot(heap_of(mib), mapping(base, 4 * mib, "rw-p", 2 * mib),
                                              mapping(base + 9 * mib, 4 * mib, "rw-p", 2 * mib)));
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].name == "anonymous");
  CHECK(groups[0].figures.rss == mebi(4));
  REQUIRE(groups[0].regions.size() == 2);
  CHECK(groups[0].regions[1].begin == base + 9 * mib);
  CHECK(groups[1].name == "[heap]");
}

TEST_CASE("the sentence says where most of it grew, and what is new") {
  const Mapping arena = mapping(base, 3 * mib, "rw-p", mib);
  const Mapping rest = mapping(base + 3 * mib, 61 * mib, "---p");
  const Mapping guard = mapping(base + 200 * mib, 4 * kib, "---p");
  const Mapping stack = mapping(base + 200 * mib + 4 * kib, 8 * mib, "rw-p", mib);
  MappingGrowth growth =
      compare_mappings(snapshot(heap_of(mib)), snapshot(heap_of(42 * mib), arena, rest, guard, stack));
  CHECK(growth_sentence(growth, 1h) ==
        "41.00 of 43.00 MiB/h grew in [heap]; 64.00 of 113.00 MiB/h of addresses grew in malloc arenas; "
        "1 arena and 1 thread stack are new");
  growth.threads_before = 1;
  growth.threads_after = 2;
  CHECK(growth_sentence(growth, std::nullopt) ==
        "41.00 of 43.00 MiB grew in [heap]; 64.00 of 113.00 MiB of addresses grew in malloc arenas; "
        "1 arena and 1 thread stack are new (1 more thread)");
  growth.threads_after = 1;
  CHECK(growth_sentence(growth, 30min).find("82.00 of 86.00 MiB/h grew in [heap]") == 0);
  CHECK(growth_sentence(growth, 30min).find("(no more threads)") != std::string::npos);
}

TEST_CASE("of many files that grew a little the sentence names none alone") {
  MappingSnapshot after;
  for (std::uint64_t i = 0; i < 4; ++i)
    after.add(mapping(base + i * mib, mib, "r--p", (10 + i) * kib, "/data/" + std::to_string(i)));
  CHECK(growth_sentence(compare_mappings(MappingSnapshot(), after), std::nullopt) ==
        "46.00 of 46.00 KiB grew in 4 files, most in /data/3; 4.00 of 4.00 MiB of addresses grew in 4 files, "
        "most in /data/3");
}

TEST_CASE("a sentence about nothing, about addresses alone, and with a name that would steer a terminal") {
  CHECK(growth_sentence(compare_mappings(MappingSnapshot(), MappingSnapshot()), 1h) == "no memory grew");
  const MappingGrowth reserved =
      compare_mappings(MappingSnapshot(), snapshot(mapping(base, 64 * kib, "---p")));
  CHECK(growth_sentence(reserved, std::nullopt) ==
        "no memory grew; 64.00 of 64.00 KiB of addresses grew in reserved (PROT_NONE)");
  const MappingGrowth hostile =
      compare_mappings(MappingSnapshot(), snapshot(mapping(base, kib, "r--p", kib, "/a\x1b[31m")));
  CHECK(growth_sentence(hostile, std::nullopt) == "1.00 of 1.00 KiB grew in /a\\x1b[31m");
}

TEST_CASE("memory that grew and became untouched is idle; memory that is still touched is not") {
  Mapping cleared = heap_of(10 * mib);  // 4 MiB are old and untouched, 5 MiB new
  cleared.figures.referenced = mebi(6);
  Mapping later = heap_of(10 * mib);
  later.figures.referenced = mebi(1);
  MappingGrowth growth = compare_mappings(snapshot(heap_of(5 * mib)), snapshot(cleared));
  find_idle(growth, snapshot(cleared), snapshot(later));
  CHECK(group(growth, RegionKind::heap).idle == mebi(5));
  CHECK(growth_sentence(growth, std::nullopt) ==
        "5.00 of 5.00 MiB grew in [heap]; 100 % of that was not touched again");
  later.figures.referenced = mebi(6);
  find_idle(growth, snapshot(cleared), snapshot(later));
  CHECK(group(growth, RegionKind::heap).idle == Bytes(0));
}

TEST_CASE("without Referenced nothing is said about what is idle") {
  Mapping old = heap_of(mib);
  old.figures.referenced.reset();
  MappingGrowth growth = compare_mappings(snapshot(old), snapshot(old));
  find_idle(growth, snapshot(old), snapshot(old));
  CHECK_FALSE(group(growth, RegionKind::heap).idle);
}

TEST_CASE("a text of maps has sizes alone, and compares with one of smaps by them") {
  const MappingSnapshot sizes = parse_mapping_snapshot(fixtures::read("procfs/live618_shapes_maps"));
  const MappingSnapshot figures = parse_mapping_snapshot(fixtures::read("procfs/live618_shapes_smaps"));
  CHECK_FALSE(sizes.has_figures());
  CHECK(figures.has_figures());
  CHECK(sizes.mappings() == figures.mappings());
  const MappingGrowth growth = compare_mappings(sizes, figures);
  CHECK(growth.before.size == growth.after.size);
  CHECK_FALSE(memory_growth(growth));
  CHECK(growth_sentence(growth, std::nullopt) == "no addresses were added");
}

TEST_CASE("a text that is neither is an error with its place, whichever of the two it resembles") {
  std::error_code error;
  CHECK(parse_mapping_snapshot("nonsense\n", error).mappings() == 0);
  CHECK(error == Errc::not_a_smaps_file);
  const std::string line = "00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/x\n";
  CHECK_THROWS_WITH_AS(parse_mapping_snapshot(line + line + "0040"), "smaps:3: the text is cut off", Error);
  CHECK_THROWS_WITH_AS(parse_mapping_snapshot(line + "Rss: 4 kB\nPss: x kB\n"),
                       "smaps:3: Pss: malformed line", Error);
}

TEST_CASE("fixtures of old kernels: all memory is in a group, and none twice") {
  for (const char* const file :
       {"procfs/zte_1_smaps", "procfs/goprocinfo_3323_smaps", "procfs/prom_26231_smaps"}) {
    CAPTURE(file);
    Bytes all;
    for (const Mapping& one : parse_smaps(fixtures::read(file))) all += one.figures.rss.value();
    Bytes sum;
    for (const RegionGroup& one : group_mappings(parse_mapping_snapshot(fixtures::read(file))))
      sum += one.figures.rss.value();
    CHECK(sum == all);
  }
}
