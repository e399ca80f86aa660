#include <procmem/heap.hpp>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "support/allocator.hpp"

// ThreadSanitizer has none in clang 14.
extern "C" [[gnu::weak]] void __sanitizer_purge_allocator();

using namespace procmem;

namespace {

constexpr std::size_t block = 1000;
constexpr std::size_t blocks = 20000;
constexpr Bytes all(static_cast<std::int64_t>(block* blocks));

using Blocks = std::vector<std::unique_ptr<char[]>>;

Blocks fill() {
  Blocks held(blocks);
  for (auto& one : held) {
    one = std::make_unique<char[]>(block);
    std::memset(one.get(), 1, block);
  }
  return held;
}

Bytes in_use() {
  const auto usage = read_heap();
  REQUIRE(usage);
  return usage->in_use;
}

}  // namespace

TEST_CASE("what is allocated is in use, and what is freed is not") {
  if (!allocator_counts()) {
    CHECK_FALSE(read_heap());
    return;
  }
  const Bytes before = in_use();
  Blocks held = fill();
  const Bytes with = in_use();
  CHECK(with - before >= all);
  CHECK(with - before < all + all);
  held.clear();
  CHECK(in_use() - before < Bytes::from_kib(1024));  // the vector's own, and what caches keep
}

TEST_CASE("a block too large for the heap is in use as well") {
  if (!allocator_counts()) return;
  const Bytes before = in_use();
  void* volatile large = std::malloc(std::size_t{64} << 20);  // volatile, or a compiler takes it away
  const Bytes with = in_use();
  std::free(large);
  CHECK(with - before >= Bytes::from_kib(65536));
  CHECK(in_use() - before < Bytes::from_kib(1024));
}

TEST_CASE("freed blocks below a living one are retained, and trimming gives them back") {
  if (allocator() != "glibc") return;  // the others give back when they like
  Blocks held = fill();
  const std::unique_ptr<char[]> last = std::move(held.back());
  const auto full = read_heap();
  held.clear();
  const auto probe = probe_trim();
  REQUIRE(full);
  REQUIRE(probe);
  CHECK(probe->before.retained - full->retained > Bytes(all.count() * 9 / 10));
  CHECK(probe->returned() > Bytes(all.count() * 9 / 10));
  CHECK(probe->took.count() > 0);
}

TEST_CASE("only an allocator that cannot be trimmed says so") {
  const bool can =
      allocator() == "sanitizer" ? __sanitizer_purge_allocator != nullptr : allocator() != "other";
  CHECK(trim_heap() == can);
}

TEST_CASE("the probe is told in a sentence, and other threads' growth is not called a return") {
  TrimProbe probe;
  probe.before.retained = Bytes::from_kib(41984);
  probe.rss_before = Bytes::from_kib(102400);
  probe.rss_after = Bytes::from_kib(63488);
  probe.took = std::chrono::microseconds(12149);
  CHECK(explain(probe) == "of 41.00 MiB retained 38.00 MiB went back to the system, in 12.1 ms");
  probe.rss_after = Bytes::from_kib(204800);
  CHECK(explain(probe) == "of 41.00 MiB retained 0 B went back to the system, in 12.1 ms");
}

TEST_CASE("a source of the host's own takes the allocator's place until it is taken away") {
  const bool counts = read_heap().has_value();
  set_heap_source({[]() noexcept {
                     return std::optional(HeapUsage{Bytes(5), Bytes(7)});
                   },
                   []() noexcept { return false; }});
  CHECK(read_heap() == HeapUsage{Bytes(5), Bytes(7)});
  CHECK_FALSE(trim_heap());
  CHECK_FALSE(probe_trim());
  set_heap_source({[]() noexcept { return std::optional<HeapUsage>(); }, nullptr});
  CHECK_FALSE(read_heap());
  set_heap_source({});
  CHECK(read_heap().has_value() == counts);
  CHECK(read_heap() != HeapUsage{Bytes(5), Bytes(7)});
}
