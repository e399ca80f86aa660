#include <procmem/ring_sink.hpp>

#include <atomic>
#include <stdexcept>
#include <thread>

#include <doctest/doctest.h>

using namespace procmem;

namespace {
Sample numbered(int number) {
  Sample sample;
  sample.pid = number;
  return sample;
}
}  // namespace

TEST_CASE("a ring keeps the last samples, oldest first") {
  RingSink ring(3);
  CHECK(ring.samples().empty());
  CHECK(!ring.last());
  for (int i = 1; i <= 5; ++i) {
    ring.on_sample(numbered(i));
    CHECK(ring.last()->pid == i);
    CHECK(ring.size() == static_cast<std::size_t>(i < 3 ? i : 3));
  }
  const auto samples = ring.samples();
  REQUIRE(samples.size() == 3);
  CHECK(samples[0].pid == 3);
  CHECK(samples[1].pid == 4);
  CHECK(samples[2].pid == 5);
  CHECK(ring.capacity() == 3);
}

TEST_CASE("a ring of nothing is refused") {
  CHECK_THROWS_AS(RingSink(0), std::invalid_argument);
}

TEST_CASE("a ring may be read while it is written") {
  RingSink ring(16);
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 1; i <= 20000; ++i) ring.on_sample(numbered(i));
    done = true;
  });
  bool in_order = true;
  while (!done) {
    const auto samples = ring.samples();
    for (std::size_t i = 1; i < samples.size(); ++i)
      in_order = in_order && samples[i].pid == samples[i - 1].pid + 1;
  }
  writer.join();
  CHECK(in_order);
  CHECK(ring.last()->pid == 20000);
}
