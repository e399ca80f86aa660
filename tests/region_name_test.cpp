#include <procmem/region_name.hpp>

#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <sys/mman.h>

#include <procmem/process.hpp>
#include <procmem/smaps.hpp>

using namespace procmem;

namespace {

std::string name_at(const void* address) {
  for (const Mapping& mapping : read_maps(Process::self()))
    if (mapping.begin <= reinterpret_cast<std::uintptr_t>(address) &&
        reinterpret_cast<std::uintptr_t>(address) < mapping.end)
      return mapping.name;
  return "not mapped";
}

}  // namespace

TEST_CASE("named memory bears its name in maps where the kernel can, and else nothing happens") {
  constexpr std::size_t size = 1U << 20U;
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  const std::string before = name_at(memory);
  errno = 4711;
  const bool took = name_region(memory, size, "procmem test");
  CHECK(std::exchange(errno, 0) == 4711);
  if (took) {
    CHECK(name_at(memory) == "[anon:procmem test]");
    CHECK(name_region(memory, size, nullptr));
  } else {
    MESSAGE("SKIPPED in part: this kernel names no anonymous memory");
  }
  CHECK(name_at(memory) == before);
  ::munmap(memory, size);
}

TEST_CASE("a name with a character that the kernel refuses does not take") {
  CHECK_FALSE(name_region(nullptr, 4096, "[bracket]"));
}
