#include "detail/operation_counter.hpp"

#include <thread>
#include <vector>

#include <doctest/doctest.h>

using procmem::detail::OperationCounter;

TEST_CASE("what many threads count adds up, and never goes down meanwhile") {
  OperationCounter counter;
  CHECK(counter.total() == 0);
  constexpr std::uint64_t threads = 20;  // more than there are places
  constexpr std::uint64_t rounds = 2000;
  std::vector<std::thread> workers;
  for (std::uint64_t t = 0; t < threads; ++t)
    workers.emplace_back([&counter] {
      for (std::uint64_t i = 0; i < rounds; ++i) counter.add(i % 2 + 1);
    });
  std::uint64_t before = 0;
  bool monotone = true;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t now = counter.total();
    monotone = monotone && now >= before;
    before = now;
  }
  for (std::thread& worker : workers) worker.join();
  CHECK(monotone);
  CHECK(counter.total() == threads * rounds * 3 / 2);
}
