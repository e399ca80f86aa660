#include "detail/heap_reader.hpp"

#include <ctime>
#include <optional>

#include <doctest/doctest.h>

#include <procmem/heap.hpp>
#include <procmem/process.hpp>

using namespace procmem;
using detail::HeapReader;

namespace {

int readings = 0;

std::optional<HeapUsage> quick() noexcept {
  ++readings;
  return HeapUsage{Bytes(3), Bytes(4)};
}

std::optional<HeapUsage> slow() noexcept {
  const std::clock_t until = std::clock() + CLOCKS_PER_SEC / 200;  // of CPU time
  while (std::clock() < until) continue;
  return quick();
}

/// A source for one test.
struct Source {
  explicit Source(decltype(HeapSource::read) read) {
    readings = 0;
    set_heap_source({read, nullptr});
  }
  ~Source() { set_heap_source({}); }
};

Sample sample_of(int pid) {
  Sample sample;
  sample.pid = pid;
  return sample;
}

}  // namespace

TEST_CASE("this process's samples have the heap's figures, and no other's") {
  const Source source(quick);
  HeapReader reader(true);
  Sample own = sample_of(Process::self().pid());
  Sample other = sample_of(own.pid + 1);
  Sample sum = sample_of(0);
  reader.read(other);
  reader.read(sum);
  CHECK(readings == 0);
  reader.read(own);
  CHECK(readings == 1);
  CHECK(own.heap_in_use == Bytes(3));
  CHECK(own.heap_retained == Bytes(4));
  CHECK_FALSE(other.heap_in_use);
  CHECK_FALSE(sum.heap_in_use);
}

TEST_CASE("who has not asked for it has no figures") {
  const Source source(quick);
  HeapReader reader(false);
  Sample own = sample_of(Process::self().pid());
  reader.read(own);
  CHECK(readings == 0);
  CHECK_FALSE(own.heap_in_use);
}

TEST_CASE("after a slow reading samples go without until it is a hundredth of a CPU") {
  const Source source(slow);
  HeapReader reader(true);
  for (int i = 0; i < 1000; ++i) {
    Sample own = sample_of(Process::self().pid());
    reader.read(own);
    CHECK(own.heap_in_use.has_value() == (i == 0));
  }
  CHECK(readings == 1);
}

TEST_CASE("an allocator that tells nothing leaves the figures absent") {
  const Source source([]() noexcept { return std::optional<HeapUsage>(); });
  HeapReader reader(true);
  Sample own = sample_of(Process::self().pid());
  reader.read(own);
  CHECK_FALSE(own.heap_in_use);
  CHECK_FALSE(own.heap_retained);
}
