#include <procmem/testing/memory_use.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/allocator.hpp"

using namespace procmem;
using procmem::testing::MemoryUse;
using procmem::testing::UseMeter;

TEST_CASE("the peak of a stretch is what it had at once, and its net what it kept") {
  if (allocator() != "glibc") return;
  constexpr std::size_t mib = 1024 * 1024;
  UseMeter meter;
  meter.start();
  { const std::vector<char> scratch(16 * mib, 1); }
  const std::vector<char> kept(2 * mib, 1);
  const MemoryUse use = meter.stop();
  REQUIRE(use.net);
  CHECK(*use.net >= Bytes(2 * mib));
  CHECK(*use.net < Bytes(3 * mib));
  if (!use.peak_exact) return;  // clear_refs may not be written here
  CHECK(use.peak >= Bytes(16 * mib - mib / 4));
  CHECK(use.peak < Bytes(20 * mib));
}

TEST_CASE("the next stretch knows nothing of the peak before") {
  if (allocator() != "glibc") return;
  constexpr std::size_t mib = 1024 * 1024;
  UseMeter meter;
  meter.start();
  { const std::vector<char> scratch(16 * mib, 1); }
  meter.stop();
  meter.start();
  const MemoryUse use = meter.stop();
  if (use.peak_exact) CHECK(use.peak < Bytes(2 * mib));
}
