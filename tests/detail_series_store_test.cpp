#include "detail/series_store.hpp"

#include <doctest/doctest.h>

using procmem::detail::SeriesStore;

TEST_CASE("each sample has a bucket of its own until they are used up") {
  SeriesStore store;
  for (int i = 0; i < 256; ++i) store.add(i, 2.0 * i);
  REQUIRE(store.size() == 256);
  CHECK(store[100].count == 1);
  CHECK(store[100].mean() == 200);
  CHECK(store[100].middle() == 100);
  CHECK(store.complete() == 256);
}

TEST_CASE("a bucket too many halves their number, and nothing is lost") {
  SeriesStore store;
  for (int i = 0; i < 100'000; ++i) store.add(i, i % 1000);
  CHECK(store.size() <= 256);
  CHECK(store.size() >= 96);
  double sum = 0;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < store.size(); ++i) {
    sum += store[i].sum;
    count += store[i].count;
    CHECK(store[i].min >= 0);
    CHECK(store[i].max <= 999);
    if (i > 0) CHECK(store[i].first > store[i - 1].last);
  }
  CHECK(count == 100'000);
  CHECK(sum == 100'000 * 499.5);
  CHECK(store[0].first == 0);
  CHECK(store.back().last == 99'999);
}

TEST_CASE("time decides which bucket a sample goes to, not its number") {
  SeriesStore store;  // ten samples a second at first, then one in ten seconds
  double t = 0;
  for (int i = 0; i < 5000; ++i, t += .1) store.add(t, 1);
  for (int i = 0; i < 5000; ++i, t += 10) store.add(t, 2);
  std::size_t slow = 0;
  for (std::size_t i = 0; i < store.size(); ++i) slow += store[i].mean() > 1.5 ? 1 : 0;
  CHECK(slow > store.size() * 9 / 10);  // 50,000 s of 50,500 s
}

TEST_CASE("a gap leaves no buckets behind") {
  SeriesStore store;
  for (int i = 0; i < 300; ++i) store.add(i, 1);
  for (int i = 0; i < 300; ++i) store.add(100'000 + i, 1);
  for (std::size_t i = 0; i < store.size(); ++i) {
    const bool in_gap = store[i].first > 300 && store[i].first < 100'000;
    CHECK_FALSE(in_gap);
    CHECK(store[i].count > 0);
  }
}

TEST_CASE("the last bucket is complete when half its samples are there") {
  SeriesStore store;
  int i = 0;
  while (store.size() < 256) store.add(i++, 1);
  store.add(i++, 1);  // now two samples a bucket
  while (store.back().count != 1 || store[store.size() - 2].count != 2) store.add(i++, 1);
  CHECK(store.complete() == store.size() - 1);
  store.add(i++, 1);
  CHECK(store.complete() == store.size());
}
