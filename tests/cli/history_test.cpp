#include <algorithm>
#include <cstdint>

#include <doctest/doctest.h>

#include "history.hpp"

using cli::History;

TEST_CASE("a history keeps each sample of a short series as it was") {
  History history;
  for (int i = 0; i < 480; ++i) history.add(i, 10 * i);
  REQUIRE(history.stretches().size() == 480);
  CHECK(history.stretches()[7].begin == 7);
  CHECK(history.stretches()[7].last == 70);
}

TEST_CASE("a history of days stays small, keeps every peak, and begins and ends where the series does") {
  History history;
  constexpr int samples = 1'000'000;
  for (int i = 0; i < samples; ++i) history.add(1000 + .1 * i, i == 654'321 ? 1'000'000'000 : i);
  const auto& all = history.stretches();
  CHECK(all.size() <= History::capacity);
  CHECK(all.size() >= History::capacity / 4);
  CHECK(all.front().begin == 1000);
  CHECK(all.back().last == samples - 1);
  CHECK(std::count_if(all.begin(), all.end(), [](const auto& one) { return one.max == 1'000'000'000; }) == 1);
  for (std::size_t i = 1; i < all.size(); ++i) REQUIRE(all[i].begin > all[i - 1].end);
}

TEST_CASE("a history does not bridge a pause") {
  History history;
  for (int i = 0; i < 100'000; ++i) history.add(i < 50'000 ? i : i + 100'000, 5);
  for (const auto& one : history.stretches()) REQUIRE_FALSE((one.begin < 50'000 && one.end > 50'000));
}
