// What the library promises: once warm, a tick allocates nothing.
#include <procmem/procmem.hpp>

#include <cstdint>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include "support/allocation_counter.hpp"
#include "support/child.hpp"

using namespace procmem;
using namespace std::chrono_literals;

TEST_CASE("ten thousand ticks allocate nothing, with a process ending among them as a zombie") {
  constexpr int warm = 100;
  constexpr int ticks = 10000;
  constexpr int kill_at = 5000;
  Child zombie;
  boost::asio::io_context io;
  SamplerOptions options;
  options.interval = 20us;
  options.sum = true;
  options.heap = true;
  FileSinkOptions file;
  for (const Field& field : sample_fields()) file.columns.push_back(&field);
  Sampler sampler(io.get_executor(), options);
  sampler.watch(Process::self());
  sampler.watch(Process::open(zombie.pid()));
  sampler.add_sink(std::make_shared<RingSink>(64));
  sampler.add_sink(std::make_shared<FileSink>("/dev/null", RecordFormat::csv, file));
  sampler.add_sink(std::make_shared<FileSink>("/dev/null", RecordFormat::jsonl));
  sampler.add_sink(std::make_shared<FileSink>("/dev/null", RecordFormat::memlog));
  int sums = 0;
  int exits = 0;
  std::uint64_t before = 0;
  sampler.add_sink(
      [&](const Sample& sample) {
        if (sample.pid != 0) return;
        ++sums;
        if (sums == warm) before = allocations();
        if (sums == kill_at) zombie.kill();
        sampler.count(sample.missed + 1);
        if (sums == warm + ticks) sampler.stop();
      },
      [&exits](const Event& event) { exits += event.kind == EventKind::exited ? 1 : 0; });
  sampler.start();
  io.run();
  CHECK(sums == warm + ticks);
  CHECK(exits == 1);
  CHECK(allocations() - before == 0);
}

TEST_CASE("counting allocates nothing, nor does telling marks, nor ending a phase") {
  boost::asio::io_context io;
  SamplerOptions options;
  options.interval = 1h;
  Sampler sampler(io.get_executor(), options);
  int marks = 0;
  sampler.watch(Process::self());
  sampler.add_sink(std::make_shared<FileSink>("/dev/null", RecordFormat::jsonl));
  sampler.add_sink([](const Sample&) {},
                   [&marks](const Event& event) { marks += event.kind == EventKind::mark ? 1 : 0; });
  sampler.start();
  io.poll();
  Phase phase(sampler, "a name that is too long to be held inline");
  for (int i = 0; i < 10; ++i) sampler.mark("a text that is too long to be held inline");
  const std::uint64_t before = allocations();
  for (int i = 0; i < 1000; ++i) sampler.count();
  io.poll();
  CHECK(phase.end().first);
  io.poll();
  CHECK(allocations() - before == 0);
  CHECK(marks == 12);
}

TEST_CASE("a tracker allocates nothing after construction, neither while it judges nor for its report") {
  GrowthTracker tracker;
  Sample sample;
  sample.status = read_status(Process::self());
  const std::uint64_t before = allocations();
  for (int i = 1; i <= 2000; ++i) {
    sample.monotonic = std::chrono::steady_clock::time_point(i * 1s);
    sample.status.rss_anon = Bytes(50'000'000 + i * 10'000);
    tracker.add(sample);
  }
  const GrowthReport report = tracker.report();
  CHECK(allocations() - before == 0);
  CHECK(report.verdict == Verdict::leaking);
}

TEST_CASE(
    "where samples tell of the heap a tracker allocates room for it with the first, and nothing after") {
  GrowthTracker tracker;
  Sample sample;
  sample.status = read_status(Process::self());
  std::uint64_t before = 0;
  for (int i = 1; i <= 2000; ++i) {
    sample.monotonic = std::chrono::steady_clock::time_point(i * 1s);
    sample.status.rss_anon = Bytes(50'000'000 + i * 10'000);
    sample.heap_in_use = Bytes(40'000'000);
    sample.heap_retained = Bytes(1'000'000 + i * 10'000);
    tracker.add(sample);
    if (i == 1) before = allocations();
  }
  const GrowthReport report = tracker.report();
  CHECK(allocations() - before == 0);
  REQUIRE(report.heap);
  CHECK(report.heap->cause == GrowthCause::allocator_retention);
}
