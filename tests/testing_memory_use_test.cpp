#include <procmem/testing/memory_use.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/allocator.hpp"

using namespace procmem;
using procmem::testing::MemoryUse;
using procmem::testing::UseMeter;

namespace {

constexpr std::size_t mib = 1024 * 1024;

/// Written to, in a way that the compiler cannot leave out.
std::vector<char> touched(std::size_t size) {
  std::vector<char> memory(size);
  for (std::size_t at = 0; at < size; at += 1024) *static_cast<volatile char*>(&memory[at]) = 1;
  return memory;
}

}  // namespace

TEST_CASE("the peak of a stretch is what it had at once, and its net what it kept") {
  if (allocator() != "glibc") return;
  UseMeter meter;
  meter.start();
  touched(16 * mib);
  const std::vector<char> kept = touched(2 * mib);
  const MemoryUse use = meter.stop();
  REQUIRE(use.net);
  CHECK(*use.net >= Bytes(2 * mib));
  CHECK(*use.net < Bytes(3 * mib));
  if (!use.peak_exact) return;         // clear_refs may not be written here
  CHECK(use.peak >= Bytes(15 * mib));  // the kernel counts pages in batches, for each CPU
  CHECK(use.peak < Bytes(20 * mib));
}

TEST_CASE("the next stretch knows nothing of the peak before") {
  if (allocator() != "glibc") return;
  UseMeter meter;
  meter.start();
  touched(16 * mib);
  meter.stop();
  meter.start();
  const MemoryUse use = meter.stop();
  if (use.peak_exact) CHECK(use.peak < Bytes(2 * mib));
}
