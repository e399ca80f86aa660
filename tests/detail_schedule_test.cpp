#include "detail/schedule.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using procmem::detail::Schedule;

namespace {
const Schedule::Clock::time_point start{1000s};
}

TEST_CASE("the first tick is due at once, the next one interval later") {
  Schedule schedule(start, 100ms);
  CHECK(schedule.due(start));
  CHECK(schedule.take(start) == 0);
  CHECK(!schedule.due(start + 99ms));
  CHECK(schedule.due(start + 100ms));
}

TEST_CASE("lateness does not add up") {
  Schedule schedule(start, 100ms);
  for (int i = 0; i < 1000; ++i) CHECK(schedule.take(start + i * 100ms + 7ms) == 0);
  CHECK(schedule.next() == start + 1000 * 100ms);
}

TEST_CASE("ticks that went by are counted once and not made up for") {
  Schedule schedule(start, 100ms);
  CHECK(schedule.take(start) == 0);
  CHECK(schedule.take(start + 555ms) == 4);  // 100, 200, 300 and 400 went by; 500 is taken
  CHECK(schedule.next() == start + 600ms);
  CHECK(!schedule.due(start + 599ms));
  CHECK(schedule.take(start + 600ms) == 0);
}

TEST_CASE("after a night in suspend one tick is taken, and the others are counted") {
  Schedule schedule(start, 10ms);
  CHECK(schedule.take(start) == 0);
  CHECK(schedule.take(start + 8h) == 2'879'999);
  CHECK(schedule.next() == start + 8h + 10ms);
  CHECK(schedule.take(start + 8h + 10ms) == 0);
}

TEST_CASE("a tick taken early counts as its own") {
  Schedule schedule(start, 100ms);
  CHECK(schedule.take(start - 1ms) == 0);
  CHECK(schedule.next() == start + 100ms);
}
