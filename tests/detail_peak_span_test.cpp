#include "detail/peak_span.hpp"

#include <doctest/doctest.h>

using namespace procmem;
using detail::PeakReading;
using detail::PeakSpan;

namespace {

PeakReading reading(std::int64_t rss, std::int64_t hwm) {
  return {Bytes(rss), Bytes(hwm)};
}

}  // namespace

TEST_CASE("reset at its beginning, the kernel's count is the peak") {
  PeakSpan span(reading(10, 99), true);
  span.read(reading(12, 40));
  CHECK(span.peak() == Bytes(40));
  CHECK(span.exact());
}

TEST_CASE("without a reset the count is the peak only if the span has exceeded all before it") {
  PeakSpan lower(reading(10, 99), false);
  lower.observe(Bytes(50));
  lower.read(reading(12, 99));
  CHECK(lower.peak() == Bytes(50));
  CHECK(!lower.exact());

  PeakSpan higher(reading(10, 99), false);
  higher.read(reading(12, 120));
  CHECK(higher.peak() == Bytes(120));
  CHECK(higher.exact());
}

TEST_CASE("what was read before another's reset stays") {
  PeakSpan span(reading(10, 99), true);
  span.read(reading(15, 70));
  span.reset();
  span.read(reading(20, 30));
  CHECK(span.peak() == Bytes(70));
  CHECK(span.exact());
}

TEST_CASE("a reset by another does not tell what was before it") {
  PeakSpan span(reading(10, 99), false);
  span.read(reading(15, 99));  // somewhere up to 99
  span.reset();
  span.read(reading(20, 60));
  CHECK(span.peak() == Bytes(60));
  CHECK(!span.exact());
  span.read(reading(20, 100));
  CHECK(span.peak() == Bytes(100));
  CHECK(span.exact());
}

TEST_CASE("what was seen and the count has not noticed is the peak, as observed") {
  PeakSpan span(reading(10, 99), true);
  span.observe(Bytes(80));
  span.read(reading(12, 40));
  CHECK(span.peak() == Bytes(80));
  CHECK(!span.exact());
}

TEST_CASE("a reading that fails leaves what was observed") {
  PeakSpan span(reading(10, 99), true);
  span.read({});
  span.read(reading(12, 40));
  CHECK(span.peak() == Bytes(40));
  CHECK(!span.exact());
  PeakSpan blind({}, false);
  CHECK(!blind.peak());
  CHECK(!blind.exact());
}
