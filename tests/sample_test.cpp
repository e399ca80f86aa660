#include <procmem/sample.hpp>

#include <type_traits>

#include <doctest/doctest.h>

TEST_CASE("copying a sample cannot allocate") {
  static_assert(std::is_trivially_copyable_v<procmem::Sample>);
  CHECK(procmem::Sample().missed == 0);
  CHECK(procmem::Sample().pid == 0);
}
