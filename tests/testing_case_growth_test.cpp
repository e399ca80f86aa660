#include <procmem/testing/case_growth.hpp>

#include <doctest/doctest.h>

#include <memory>

#include "support/allocator.hpp"

using namespace procmem;
using procmem::testing::CaseGrowthLog;

namespace {

/// Half a megabyte that the compiler cannot leave out.
std::unique_ptr<char[]> half_a_megabyte() {
  std::unique_ptr<char[]> memory(new char[500'000]);
  *static_cast<volatile char*>(memory.get()) = 1;
  return memory;
}

}  // namespace

TEST_CASE("a case that keeps something is in the table, one that does not is counted only") {
  if (!allocator_counts()) return;
  CaseGrowthLog log;
  log.begin("warms up");
  log.end();
  log.begin("keeps nothing");
  half_a_megabyte();
  const auto nothing = log.end();
  log.begin("keeps half a megabyte,\nand has a name of two lines");
  const auto kept = half_a_megabyte();
  const auto growth = log.end();
  REQUIRE(growth.heap);
  CHECK(*growth.heap >= Bytes(500'000));
  CHECK(*growth.heap < Bytes(600'000));
  CHECK(nothing.heap.value_or(Bytes()) < Bytes(10'000));
  CHECK(log.cases().size() == 3);
  const std::string table = log.table();
  CHECK(table.find("of 3 test cases left something behind") != std::string::npos);
  CHECK(table.find("keeps half a megabyte,\\x0aand has a name of two lines\n") != std::string::npos);
}
