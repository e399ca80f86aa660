#include <procmem/heap_growth.hpp>

#include <string>

#include <doctest/doctest.h>

using namespace procmem;

TEST_CASE("each cause has a name of its own") {
  CHECK(cause_name(GrowthCause::unknown) == "unknown");
  CHECK(cause_name(GrowthCause::heap_in_use) == "heap_in_use");
  CHECK(cause_name(GrowthCause::allocator_retention) == "allocator_retention");
  CHECK(cause_name(GrowthCause::outside_heap) == "outside_heap");
}

TEST_CASE("retention is said not to be a leak, with all three rates and their signs") {
  HeapGrowth growth;
  growth.cause = GrowthCause::allocator_retention;
  growth.in_use_per_hour = -1024;
  growth.retained_per_hour = 41 << 20;
  growth.outside_per_hour = .2;
  CHECK(explain(growth) ==
        "allocator retention (fragmentation), not a leak of allocated memory: in use -1.00 KiB/h, "
        "retained by the allocator +41.00 MiB/h, other memory +0 B/h");
}

TEST_CASE("the other causes are told by their first words, and no rate is too large to be told") {
  HeapGrowth growth;
  growth.in_use_per_hour = 1e300;
  CHECK(explain(growth).rfind("whether it is allocated memory cannot be told yet: in use +", 0) == 0);
  growth.cause = GrowthCause::heap_in_use;
  CHECK(explain(growth).rfind("allocated memory that is not freed: ", 0) == 0);
  growth.cause = GrowthCause::outside_heap;
  CHECK(explain(growth).rfind("memory that does not come from malloc: ", 0) == 0);
}
