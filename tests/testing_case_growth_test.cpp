#include <procmem/testing/case_growth.hpp>

#include <doctest/doctest.h>

#include <memory>

#include "support/allocator.hpp"

using namespace procmem;
using procmem::testing::CaseGrowthLog;

TEST_CASE("a case that keeps something is in the table, one that does not is counted only") {
  if (!allocator_counts()) return;
  CaseGrowthLog log;
  log.begin("warms up");
  log.end();
  log.begin("keeps nothing");
  { const auto scratch = std::make_unique<char[]>(500'000); }
  const auto nothing = log.end();
  log.begin("keeps half a megabyte,\nand has a name of two lines");
  const auto kept = std::make_unique<char[]>(500'000);
  const auto growth = log.end();
  REQUIRE(growth.heap);
  CHECK(*growth.heap >= Bytes(500'000));
  CHECK(*growth.heap < Bytes(600'000));
  CHECK(nothing.heap.value_or(Bytes()) < Bytes(10'000));
  CHECK(log.cases().size() == 3);
  const std::string table = log.table();
  CHECK(table.find("of 3 test cases left something behind") != std::string::npos);
  CHECK(table.find("keeps half a megabyte,\\x0Aand has a name of two lines\n") != std::string::npos);
}
