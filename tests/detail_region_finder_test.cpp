#include "detail/region_finder.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "support/fixtures.hpp"
#include "support/maps_text.hpp"

using namespace procmem;
using tests::kib;
using tests::mapping;
using tests::mib;
using tests::snapshot;

namespace {

constexpr std::uint64_t slot = 64 * mib;  // a heap of an arena
constexpr std::uint64_t base = 0x7f0000000000;

/// "arena 65536, anonymous 8": each region's kind and its size in KiB.
std::string kinds_of(const MappingSnapshot& made) {
  const detail::FoundRegions found = find_regions(made.table());
  std::string text;
  for (const detail::FoundRegion& region : found.regions)
    text += (text.empty() ? "" : ", ") + std::string(region_kind_name(found.groups[region.group].kind)) +
            ' ' + std::to_string((region.end - region.begin) / kib);
  return text;
}

template <class... Mappings>
std::string kinds(const Mappings&... mappings) {
  return kinds_of(snapshot(mappings...));
}

std::pair<std::string, std::string> group(std::string_view name, bool shared = false) {
  const detail::GroupKey key = detail::group_of_name(name, shared);
  return {std::string(region_kind_name(key.kind)), key.name};
}

using Pair = std::pair<std::string, std::string>;

}  // namespace

TEST_CASE("a name tells what a mapping is for") {
  CHECK(group("") == Pair("anonymous", "anonymous"));
  CHECK(group("[heap]") == Pair("heap", "[heap]"));
  CHECK(group("[stack]") == Pair("main_stack", "[stack]"));
  CHECK(group("[stack:812]") == Pair("thread_stack", "thread stacks"));
  CHECK(group("[anon:stack_and_tls:812]") == Pair("thread_stack", "thread stacks"));
  CHECK(group("[anon: glibc: pthread stack: 812]") == Pair("thread_stack", "thread stacks"));
  CHECK(group("[anon: glibc: malloc arena]") == Pair("arena", "malloc arenas"));
  CHECK(group("[anon: glibc: malloc]") == Pair("named", "[anon: glibc: malloc]"));
  CHECK(group("[anon:index]") == Pair("named", "[anon:index]"));
  CHECK(group("[anon_shmem:ring]", true) == Pair("named", "[anon_shmem:ring]"));
  CHECK(group("[vdso]") == Pair("kernel", "[vdso]"));
  CHECK(group("/usr/bin/redis-server") == Pair("file", "/usr/bin/redis-server"));
  CHECK(group("/memfd:pool (deleted)", true) == Pair("shared_memory", "/memfd:pool"));
  CHECK(group("/dev/zero (deleted)", true) == Pair("shared_memory", "/dev/zero (shared anonymous)"));
  CHECK(group("/dev/zero") == Pair("anonymous", "anonymous"));
  CHECK(group("/SYSV0000002a (deleted)", true) == Pair("shared_memory", "/SYSV (System V)"));
  CHECK(group("/dev/shm/queue.17", true) == Pair("shared_memory", "/dev/shm"));
  CHECK(group("/anon_hugepage (deleted)") == Pair("anonymous", "/anon_hugepage"));
}

TEST_CASE("a file that was deleted meanwhile is the same file") {
  CHECK(group("/usr/lib/libx.so (deleted)") == group("/usr/lib/libx.so"));
}

TEST_CASE("a writable part at a multiple of 64 MiB and its rest up to the next are one arena") {
  CHECK(kinds(mapping(base, 132 * kib, "rw-p"), mapping(base + 132 * kib, slot - 132 * kib, "---p")) ==
        "arena 65536");
}

TEST_CASE("two arenas side by side are two, and so are two that are full") {
  CHECK(kinds(mapping(base, mib, "rw-p"), mapping(base + mib, slot - mib, "---p"),
              mapping(base + slot, mib, "rw-p"),
              mapping(base + slot + mib, slot - mib, "---p")) == "arena 65536, arena 65536");
  CHECK(kinds(mapping(base, slot, "rw-p"), mapping(base + slot, slot, "rw-p")) == "arena 65536, arena 65536");
}

TEST_CASE("an arena in several parts, as a fork or a shrunk heap leaves it, is one") {
  CHECK(kinds(mapping(base, mib, "rw-p"), mapping(base + mib, mib, "rw-p"),
              mapping(base + 2 * mib, mib, "---p"),
              mapping(base + 3 * mib, slot - 3 * mib, "---p")) == "arena 65536");
}

TEST_CASE("an arena that glibc has named is one, too") {
  constexpr std::string_view name = "[anon: glibc: malloc arena]";
  CHECK(kinds(mapping(base, mib, "rw-p", 0, name), mapping(base + mib, slot - mib, "---p")) == "arena 65536");
}

TEST_CASE(
    "what only resembles an arena is anonymous memory: no multiple of 64 MiB, short, a file, executable") {
  CHECK(kinds(mapping(base + mib, mib, "rw-p"), mapping(base + 2 * mib, slot - mib, "---p")) ==
        "anonymous 1024, reserved 64512");
  CHECK(kinds(mapping(base, mib, "rw-p"), mapping(base + mib, 31 * mib, "---p")) ==
        "anonymous 1024, reserved 31744");
  CHECK(kinds(mapping(base, mib, "rw-p", 0, "/f"), mapping(base + mib, slot - mib, "---p")) ==
        "file 1024, reserved 64512");
  CHECK(kinds(mapping(base, mib, "rwxp"), mapping(base + mib, slot - mib, "---p")) ==
        "anonymous 1024, reserved 64512");
  CHECK(kinds(mapping(base, slot, "---p")) == "reserved 65536");
}

TEST_CASE("a heap of 1 MiB, as 32-bit programs have it, is not guessed at") {
  CHECK(kinds(mapping(0xf7500000, 132 * kib, "rw-p"),
              mapping(0xf7500000 + 132 * kib, mib - 132 * kib, "---p")) == "anonymous 132, reserved 892");
}

TEST_CASE("a guard page and what is writable above it are a thread's stack") {
  CHECK(kinds(mapping(base, 4 * kib, "---p"), mapping(base + 4 * kib, 8 * mib, "rw-p")) ==
        "thread_stack 8196");
  CHECK(kinds(mapping(base, 4 * kib, "---p"), mapping(base + 4 * kib, 8 * mib, "rw-p"),
              mapping(base + 8196 * kib, 4 * kib, "---p"),
              mapping(base + 8200 * kib, 8 * mib, "rw-p")) == "thread_stack 8196, thread_stack 8196");
}

TEST_CASE("a stack with which the kernel has joined much memory is not taken for a stack of that size") {
  CHECK(kinds(mapping(base, 4 * kib, "---p"), mapping(base + 4 * kib, 500 * mib, "rw-p")) ==
        "reserved 4, anonymous 512000");
}

TEST_CASE("stacks of an unusual size are stacks if there are two of them") {
  CHECK(kinds(mapping(base, 4 * kib, "---p"), mapping(base + 4 * kib, 32 * mib, "rw-p"),
              mapping(base + 64 * mib, 4 * kib, "---p"),
              mapping(base + 64 * mib + 4 * kib, 32 * mib, "rw-p")) ==
        "thread_stack 32772, thread_stack 32772");
}

TEST_CASE("a stack that the kernel names is one of any size, with its guard page or without") {
  CHECK(kinds(mapping(base, 4 * kib, "---p"), mapping(base + 4 * kib, 99 * mib, "rw-p", 0, "[stack:7]"),
              mapping(base + 200 * mib, 4 * kib, "rw-p", 0, "[stack:8]")) ==
        "thread_stack 101380, thread_stack 4");
}

TEST_CASE("no stack: a large reservation below, a gap between, a file's own gap, too small") {
  CHECK(kinds(mapping(base, 128 * kib, "---p"), mapping(base + 128 * kib, mib, "rw-p")) ==
        "reserved 128, anonymous 1024");
  CHECK(kinds(mapping(base, 4 * kib, "---p"), mapping(base + 8 * kib, mib, "rw-p")) ==
        "reserved 4, anonymous 1024");
  CHECK(kinds(mapping(base, 4 * kib, "---p", 0, "/lib/a"), mapping(base + 4 * kib, mib, "rw-p")) ==
        "file 4, anonymous 1024");
  CHECK(kinds(mapping(base, 4 * kib, "---p"), mapping(base + 4 * kib, 8 * kib, "rw-p")) ==
        "reserved 4, anonymous 8");
}

TEST_CASE("neighbours of one group are one region, so that it does not matter where the kernel parts them") {
  CHECK(kinds(mapping(base, mib, "rw-p"), mapping(base + mib, mib, "r--p"),
              mapping(base + 2 * mib, mib, "rw-p")) == "anonymous 3072");
  CHECK(kinds(mapping(base, mib, "r--p", 0, "/a"), mapping(base + mib, mib, "r-xp", 0, "/a"),
              mapping(base + 2 * mib, mib, "rw-p", 0, "/b")) == "file 2048, file 1024");
}

TEST_CASE("mappings may come in any order, overlap, and be empty") {
  CHECK(kinds(mapping(base + mib, mib, "rw-p"), mapping(base, mib, "rw-p")) == "anonymous 2048");
  CHECK(kinds(mapping(base, 2 * mib, "rw-p"), mapping(base + mib, 2 * mib, "rw-p")) ==
        "anonymous 2048, anonymous 2048");
  CHECK(kinds(mapping(base, 0, "rw-p"), mapping(base, 0, "rw-p")) == "anonymous 0");
}

TEST_CASE("a recorded process: every byte of it is in one region") {
  const MappingSnapshot made = parse_mapping_snapshot(fixtures::read("procfs/live618_shapes_smaps"));
  std::int64_t sizes = 0;
  for (const detail::MappingEntry& entry : made.table().entries()) sizes += entry.amounts.size;
  std::int64_t found = 0;
  for (const detail::FoundRegion& region : find_regions(made.table()).regions) found += region.amounts.size;
  CHECK(found == sizes);
  CHECK(sizes > 0);
}
