#include "detail/cost_budget.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using procmem::detail::CostBudget;

namespace {
constexpr CostBudget::Clock::time_point zero{1h};
}

TEST_CASE("the first piece is free at once") {
  CHECK(CostBudget(0.01).free() <= zero);
}

TEST_CASE("a pause follows that makes the cost its share of the time") {
  CostBudget budget(0.01);
  budget.spend(10ms, zero);
  CHECK(budget.free() == zero + 990ms);  // 10 ms of 1 s
  SUBCASE("taken at once the next is free") {
    budget.spend(5ms, zero + 1s);
    CHECK(budget.free() == zero + 1s + 495ms);
  }
  SUBCASE("taken too early its pause is added") {
    budget.spend(10ms, zero + 100ms);
    CHECK(budget.free() == zero + 2 * 990ms);
  }
}

TEST_CASE("idle time is not saved up") {
  CostBudget budget(0.5);
  budget.spend(1s, zero);
  budget.spend(1s, zero + 1h);
  CHECK(budget.free() == zero + 1h + 1s);
}
