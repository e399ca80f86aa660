#include <procmem/testing/growth_guard.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <sys/mman.h>

#include "support/allocator.hpp"

using namespace procmem;
using namespace procmem::testing;

namespace {

/// What happens in a round of n calls.
using Change = void (*)(GuardRound& figures, std::int64_t round, std::int64_t calls);

std::vector<GuardRound> rounds_of(std::size_t count, Change change) {
  GuardRound figures{0, Bytes(500'000), Bytes(100'000), Bytes(4'096'000), Bytes(9'000'000), 50, 1};
  std::vector<GuardRound> rounds{figures};
  for (std::size_t i = 1; i <= count; ++i) {
    figures.calls = 1000 + 50 * i;
    change(figures, static_cast<std::int64_t>(i), static_cast<std::int64_t>(figures.calls));
    rounds.push_back(figures);
  }
  return rounds;
}

const KindGrowth* find(const GuardReport& report, GrowthKind kind) {
  const auto found = std::find_if(report.kinds.begin(), report.kinds.end(),
                                  [kind](const KindGrowth& growth) { return growth.kind == kind; });
  return found == report.kinds.end() ? nullptr : &*found;
}

std::vector<GrowthKind> growing(const GuardReport& report) {
  std::vector<GrowthKind> kinds;
  for (const KindGrowth& growth : report.kinds)
    if (growth.growing) kinds.push_back(growth.kind);
  return kinds;
}

bool says(const GuardReport& report, const char* words) {
  return describe(report).find(words) != std::string::npos;
}

void keep_block(std::size_t size) {
  static void* last = nullptr;  // a chain, so that no leak checker complains
  void* const block = std::malloc(size);
  *static_cast<void**>(block) = std::exchange(last, block);
}

}  // namespace

TEST_CASE("what does not move is clean, and the report says what would have shown") {
  const GuardReport report = judge_rounds(rounds_of(18, [](GuardRound&, std::int64_t, std::int64_t) {}));
  CHECK(report.verdict == GuardVerdict::clean);
  CHECK(report.passed());
  REQUIRE(find(report, GrowthKind::heap) != nullptr);
  CHECK(*find(report, GrowthKind::heap)->detectable < 0.032);
  CHECK(says(report, "memory does not grow with the calls"));
  CHECK(says(report, "bytes per call of heap"));
}

TEST_CASE("blocks that are kept are heap in use, although they are resident as well") {
  const auto leak = [](GuardRound& figures, std::int64_t, std::int64_t calls) {
    *figures.heap += Bytes(80 * calls);
    *figures.resident += Bytes(80 * calls / 4096 * 4096);
    *figures.address_space += Bytes(80 * calls);
  };
  const GuardReport report = judge_rounds(rounds_of(17, leak));
  CHECK(report.verdict == GuardVerdict::growing);
  CHECK_FALSE(report.passed());
  CHECK(growing(report) == std::vector{GrowthKind::heap});
  CHECK(find(report, GrowthKind::heap)->per_call == doctest::Approx(80));
  CHECK(says(report, "80 bytes per call (95 %: 79.83 to 80.17), heap in use"));
  CHECK(says(report, "      1      1050        +84000        +81920"));
}

TEST_CASE("sixteen rounds of growth are not enough, and the report says so") {
  const auto leak = [](GuardRound& figures, std::int64_t, std::int64_t calls) {
    *figures.heap += Bytes(80 * calls);
  };
  const GuardReport report = judge_rounds(rounds_of(16, leak));
  CHECK(report.verdict == GuardVerdict::undecided);
  CHECK(report.passed());
  CHECK(says(report, "too few rounds"));
}

TEST_CASE("pages that are kept are mapped memory") {
  const auto leak = [](GuardRound& figures, std::int64_t, std::int64_t calls) {
    *figures.resident += Bytes(calls / 100 * 4096);
    *figures.address_space += Bytes(calls / 100 * 4096);
    *figures.mappings += calls / 100;
  };
  const GuardReport report = judge_rounds(rounds_of(17, leak));
  CHECK(growing(report) == std::vector{GrowthKind::mapped, GrowthKind::address_space, GrowthKind::mappings});
  CHECK(find(report, GrowthKind::mapped)->low <= 40.96);
  CHECK(find(report, GrowthKind::mapped)->high >= 40.0);
}

TEST_CASE("a vector that is only ever appended to is heap in use, however rarely that grows") {
  const auto append = [](GuardRound& figures, std::int64_t round, std::int64_t calls) {
    if (round % 8 == 0) *figures.heap += Bytes(8 * calls * 10);
    *figures.resident += Bytes(8 * calls);
  };
  const GuardReport report = judge_rounds(rounds_of(17, append));
  CHECK(growing(report) == std::vector{GrowthKind::heap});
  CHECK(find(report, GrowthKind::heap)->per_call == doctest::Approx(8).epsilon(0.1));
}

TEST_CASE("what malloc may keep for other threads is no leak, and more than that is one") {
  const auto leak = [](GuardRound& figures, std::int64_t, std::int64_t calls) {
    figures.threads = 3;
    *figures.heap += Bytes(40 * calls);
    *figures.resident += Bytes(40 * calls);
  };
  const GuardReport little = judge_rounds(rounds_of(17, leak));
  CHECK(little.verdict == GuardVerdict::undecided);
  CHECK(says(little, "what malloc may keep for the other threads"));
  CHECK(*find(little, GrowthKind::heap)->detectable > 40);
  const GuardReport much = judge_rounds(rounds_of(30, leak));
  CHECK(growing(much) == std::vector{GrowthKind::heap});
  CHECK(*find(much, GrowthKind::heap)->detectable < 40);
}

TEST_CASE("resident memory that malloc retains is no leak, and is told") {
  const auto fragment = [](GuardRound& figures, std::int64_t, std::int64_t calls) {
    *figures.retained += Bytes(20 * calls);
    *figures.resident += Bytes(20 * calls);
    *figures.address_space += Bytes(20 * calls);
  };
  const GuardReport report = judge_rounds(rounds_of(17, fragment));
  CHECK(report.passed());
  CHECK(says(report, "fragmentation, no leak"));
}

TEST_CASE("what is set up once, and what fills up, is no leak") {
  const auto set_up = [](GuardRound& figures, std::int64_t round, std::int64_t) {
    if (round % 3 == 0) *figures.heap += Bytes(10'000);
  };
  CHECK(judge_rounds(rounds_of(24, set_up)).passed());
  const auto fill = [](GuardRound& figures, std::int64_t round, std::int64_t) {
    *figures.heap += Bytes((1 << 24) >> round);
  };
  const GuardReport filling = judge_rounds(rounds_of(24, fill));
  CHECK(filling.verdict == GuardVerdict::undecided);
  CHECK(says(filling, "dying out"));
}

TEST_CASE("growth that is tolerated is no failure, and more than that is") {
  const auto leak = [](GuardRound& figures, std::int64_t, std::int64_t calls) {
    *figures.heap += Bytes(100 * calls);
  };
  GuardOptions options;
  options.tolerated = 101;
  CHECK(judge_rounds(rounds_of(20, leak), options).passed());
  options.tolerated = 99;
  CHECK_FALSE(judge_rounds(rounds_of(20, leak), options).passed());
}

TEST_CASE("where the heap cannot be read, resident memory is judged and called so") {
  const auto leak = [](GuardRound& figures, std::int64_t, std::int64_t calls) {
    figures.heap.reset();
    figures.retained.reset();
    *figures.resident += Bytes(calls / 50 * 4096);
  };
  std::vector<GuardRound> rounds = rounds_of(17, leak);
  rounds[0].heap.reset();
  rounds[0].retained.reset();
  const GuardReport report = judge_rounds(std::move(rounds));
  CHECK(growing(report) == std::vector{GrowthKind::mapped});
  CHECK(says(report, "resident memory, mapped or of the heap"));
}

TEST_CASE("a body that frees what it takes is clean") {
  const GuardReport report = watch_growth([] { const std::string text(1000, 'x'); });
  INFO(describe(report));
  CHECK(report.passed());
  CHECK(report.rounds.size() > 17);
  CHECK(report.elapsed < std::chrono::seconds(2));
}

TEST_CASE("a body that keeps small blocks is found, with what malloc makes of them") {
  const GuardReport report = watch_growth([] { keep_block(64); });
  INFO(describe(report));
  CHECK(report.verdict == GuardVerdict::growing);
  if (!allocator_counts()) return;
  REQUIRE(find(report, GrowthKind::heap) != nullptr);
  CHECK(find(report, GrowthKind::heap)->growing);
  if (allocator() == "glibc")
    CHECK(find(report, GrowthKind::heap)->per_call == doctest::Approx(80).epsilon(0.02));
}

TEST_CASE("a body that keeps a page at each hundredth call is found where resident memory means something") {
  if (allocator() == "sanitizer") return;
  const GuardReport report = watch_growth([calls = 0]() mutable {
    if (++calls % 100 != 0) return;
    void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *static_cast<volatile char*>(page) = 1;
  });
  INFO(describe(report));
  CHECK(report.verdict == GuardVerdict::growing);
  const KindGrowth* const mapped = find(report, GrowthKind::mapped);
  REQUIRE(mapped != nullptr);
  CHECK(mapped->growing);
  CHECK(mapped->low <= 40.96);
  CHECK(mapped->high >= 40.96);
}

TEST_CASE("threads that do not end are found, and are not let become too many") {
  std::promise<void> end;
  const std::shared_future<void> ended(end.get_future());
  std::vector<std::thread> threads;
  const GuardReport report = watch_growth([&] { threads.emplace_back([ended] { ended.wait(); }); });
  end.set_value();
  for (std::thread& thread : threads) thread.join();
  INFO(describe(report));
  CHECK(report.verdict == GuardVerdict::growing);
  REQUIRE(find(report, GrowthKind::threads) != nullptr);
  CHECK(find(report, GrowthKind::threads)->growing);
  CHECK(threads.size() < 2000);
}

TEST_CASE("a slow body is not decided on, and the time is kept") {
  GuardOptions options;
  options.time = std::chrono::milliseconds(50);
  std::size_t calls = 0;
  const GuardReport report = watch_growth(
      [&] {
        ++calls;
        const auto begun = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(5)) continue;
      },
      options);
  CHECK(report.verdict == GuardVerdict::undecided);
  CHECK(calls < 17);
  CHECK(says(report, "too few rounds"));
}

TEST_CASE("the warm-up is done and not judged") {
  GuardOptions options;
  options.warm_up = 1000;
  const GuardReport report = watch_growth(
      [calls = 0]() mutable {
        if (++calls <= 1000) keep_block(500);
      },
      options);
  INFO(describe(report));
  CHECK(report.passed());
  CHECK(report.warm_up_calls > 1000);
}

TEST_CASE("what the body throws is passed on, and options that make no sense are refused") {
  CHECK_THROWS_WITH_AS(watch_growth([] { throw std::runtime_error("no"); }), "no", std::runtime_error);
  CHECK_THROWS_AS(watch_growth({}), std::invalid_argument);
  GuardOptions options;
  options.false_alarms = 0;
  CHECK_THROWS_AS(watch_growth([] {}, options), std::invalid_argument);
  options = {};
  options.time = std::chrono::milliseconds(0);
  CHECK_THROWS_AS(watch_growth([] {}, options), std::invalid_argument);
  options = {};
  options.tolerated = -1;
  CHECK_THROWS_AS(watch_growth([] {}, options), std::invalid_argument);
  options = {};
  options.sensitivity = 0;
  CHECK_THROWS_AS(watch_growth([] {}, options), std::invalid_argument);
  CHECK_THROWS_AS(judge_rounds({{}, {}}), std::invalid_argument);
}

TEST_CASE("under valgrind nothing is looked at, and the report says why") {
  const bool valgrind = std::getenv("PROCMEM_TEST_VALGRIND") != nullptr;
  const GuardReport report = watch_growth([] {});
  CHECK((report.verdict == GuardVerdict::skipped) == valgrind);
  CHECK(says(report, "valgrind runs this program") == valgrind);
  CHECK(report.passed());
}
