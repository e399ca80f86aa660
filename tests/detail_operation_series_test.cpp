#include "detail/operation_series.hpp"

#include <cmath>
#include <memory>

#include <doctest/doctest.h>

#include "support/series.hpp"

using namespace procmem;
using detail::ContestSpace;
using detail::OperationSeries;

TEST_CASE("the slope is per operation, whatever the count began with") {
  const auto space = std::make_unique<ContestSpace>();
  OperationSeries series;
  tests::Noise noise(7);
  for (std::uint64_t i = 0; i < 400; ++i)
    series.add(1'000'000 + i * 1000, 50'000'000 + static_cast<std::int64_t>(i) * 32'000 +
                                         static_cast<std::int64_t>(4096 * noise()));
  const OperationGrowth growth = series.report(.95, 1024, *space);
  CHECK(growth.operations == 399'000);
  REQUIRE(growth.rate);
  CHECK(growth.rate->low <= 32);
  CHECK(growth.rate->high >= 32);
  CHECK(growth.rate->per_operation == doctest::Approx(32).epsilon(.02));
}

TEST_CASE("what does not grow has no rate, and says which would have shown") {
  const auto space = std::make_unique<ContestSpace>();
  OperationSeries series;
  tests::Noise noise(8);
  for (std::uint64_t i = 0; i < 400; ++i)
    series.add(i * 1000, 50'000'000 + static_cast<std::int64_t>(16384 * noise()));
  const OperationGrowth growth = series.report(.95, 1024, *space);
  CHECK(!growth.rate);
  REQUIRE(growth.smallest_detectable);
  CHECK(*growth.smallest_detectable < 10);
}

TEST_CASE("samples of idle time, and a count that goes back, are left out") {
  const auto space = std::make_unique<ContestSpace>();
  OperationSeries series;
  for (std::uint64_t i = 0; i < 5000; ++i) series.add(7, 100);  // more than there are buckets
  series.add(3, 100);
  CHECK(series.report(.95, 1024, *space).operations == 0);
  CHECK(!series.report(.95, 1024, *space).rate);
  series.add(9, 100);
  CHECK(series.report(.95, 1024, *space).operations == 2);
}
