// The n-th allocation fails, for every n until all goes without a failure; then all allocations from the n-th
// on, for a while. std::bad_alloc comes out of the calls that may throw it and out of nothing else, and what
// was refused can be asked for again: the sampler then does all that it was told to. Run under
// AddressSanitizer, too, which finds what leaks.
#include <procmem/procmem.hpp>

#include <cstdint>
#include <memory>
#include <new>

#include <doctest/doctest.h>
#include <boost/asio/io_context.hpp>

#include "support/allocation_counter.hpp"
#include "support/child.hpp"
#include "support/scratch.hpp"

using namespace procmem;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t endless = 1'000'000'000;
constexpr std::uint64_t wanted_ticks = 50;

/// Calls until there is memory for it; the third refusal ends the shortage.
template <class Call>
auto insist(Call call) {
  for (int refused = 0;; ++refused) {
    if (refused == 3) allow_allocations();
    try {
      return call();
    } catch (const std::bad_alloc&) {
      continue;
    }
  }
}

/// Counts without allocating.
struct Counter : Sink {
  std::uint64_t starts = 0, samples = 0, joined = 0, marks = 0, missed_by_samples = 0, missed_by_events = 0;
  EventKind last = EventKind::joined;

  void on_start(const RecordHeader&) override { ++starts; }
  void on_sample(const Sample& sample) override {
    ++samples;
    missed_by_samples += sample.missed;
  }
  void on_event(const Event& event) override {
    last = event.kind;
    if (event.kind == EventKind::joined) ++joined;
    if (event.kind == EventKind::mark) ++marks;
  }
};

struct Sinks {
  std::shared_ptr<Counter> counter;
  std::shared_ptr<RingSink> ring;
  std::shared_ptr<GrowthSink> growth;
  std::shared_ptr<FileSink> file;
};

Sinks make_sinks(const std::string& path) {
  Sinks sinks;
  sinks.counter = insist([] { return std::make_shared<Counter>(); });
  sinks.ring = insist([] { return std::make_shared<RingSink>(200); });
  sinks.growth = insist([] { return std::make_shared<GrowthSink>(); });
  sinks.file = insist([&] { return std::make_shared<FileSink>(path, RecordFormat::csv); });
  return sinks;
}

void give_orders(Sampler& sampler, const Sinks& sinks, int found_pid) {
  insist([&] { sampler.watch(Process::self()); });
  insist([&] { sampler.add_sink(sinks.counter); });
  insist([&] { sampler.start(); });
  insist([&] { sampler.mark("a mark that is too long to be held inline"); });
  insist([&] { return Phase(sampler, "a phase that is too long to be held inline"); });
  insist([&] { sampler.add_sink(sinks.ring); });
  insist([&] { sampler.add_sink(sinks.growth); });
  insist([&] { sampler.add_sink(sinks.file); });
  insist([&] { sampler.add_sink([](const Sample&) {}); });
  insist([&] {
    sampler.discover([found_pid](const std::vector<ProcessEntry>&) { return std::vector<int>{found_pid}; },
                     3ms);
  });
}

/// Until it has ticked often enough and watches both, or would never again. A shortage ends after so many
/// turns of the loop.
void run(boost::asio::io_context& io, const Sampler& sampler, const Counter& counter) {
  for (int turns = 0; sampler.stats().ticks < wanted_ticks || counter.joined < 2; ++turns) {
    if (turns == 100) allow_allocations();
    if (turns == 100'000 || io.run_one_for(10s) == 0) return;
  }
}

/// A whole recording of this process, and of another that is discovered. \return how many allocations failed.
std::uint64_t record(std::uint64_t n, std::uint64_t how_many, int found_pid) {
  const Scratch folder;
  const std::string path = folder / "r.csv";
  boost::asio::io_context io{1};
  SamplerOptions options;
  options.interval = 20us;
  fail_allocations(n, how_many);
  Sinks sinks = make_sinks(path);
  SamplerStats stats;
  {
    Sampler sampler = insist([&] { return Sampler(io.get_executor(), options); });
    give_orders(sampler, sinks, found_pid);
    run(io, sampler, *sinks.counter);
    sampler.stop();
    stats = sampler.stats();
  }
  const std::uint64_t failed = allow_allocations();
  CAPTURE(n);
  CAPTURE(failed);
  CHECK(stats.ticks >= wanted_ticks);
  CHECK(sinks.counter->starts == 1);
  CHECK(sinks.counter->joined == 2);
  CHECK(sinks.counter->marks == 3);  // one, and both ends of the phase
  CHECK(sinks.counter->last == EventKind::stopped);
  CHECK(sinks.counter->samples == stats.samples);
  CHECK(sinks.ring->size() > 0);
  sinks.file.reset();  // its lock with it
  const Recording recording = read_recording(path);
  CHECK(recording.summary.skipped_lines == 0);
  CHECK(recording.samples.size() + failed >= stats.samples);
  CHECK(!sinks.growth->series().empty());
  return failed;
}

/// Runs `scenario` with the n-th allocation failing, for n = 1, 2, … \return the first n that is never
/// reached.
template <class Scenario>
std::uint64_t for_every_n(Scenario scenario) {
  for (std::uint64_t n = 1;; ++n)
    if (scenario(n) == 0) return n - 1;
}

/// One call that may be refused, and then gives the same as without a shortage.
template <class Call>
std::uint64_t try_call(Call call) {
  const auto expected = call();
  return for_every_n([&](std::uint64_t n) {
    bool refused = false;
    fail_allocations(n);
    try {
      const auto result = call();
      static_cast<void>(result);
    } catch (const std::bad_alloc&) {
      refused = true;
    }
    const std::uint64_t failed = allow_allocations();
    CHECK((failed != 0 || !refused));
    CHECK(call() == expected);
    return failed;
  });
}

std::string write_recording(const std::string& path, RecordFormat format) {
  FileSink sink(path, format);
  Sample sample;
  sample.status = read_status(Process::self());
  sample.pid = format == RecordFormat::memlog ? 0 : 1;
  for (int i = 0; i < 200; ++i) {
    sample.time += 1s;
    sample.monotonic += 1s;
    sink.on_sample(sample);
  }
  return path;
}

}  // namespace

TEST_CASE("a sampler outlives a failure of any allocation, and does all that it was told to") {
  const Child found;
  const std::uint64_t single = for_every_n([&](std::uint64_t n) { return record(n, 1, found.pid()); });
  MESSAGE("a recording: one failure at each of " << single << " allocations");
  CHECK(single > 50);
}

TEST_CASE("a sampler outlives a shortage that begins at any allocation, and goes on once it is over") {
  const Child found;
  const std::uint64_t lasting = for_every_n([&](std::uint64_t n) { return record(n, endless, found.pid()); });
  MESSAGE("a recording: a shortage from each of " << lasting << " allocations on");
  CHECK(lasting > 50);
}

TEST_CASE("an event for which there is no memory is kept, or a new segment begins and it is told as lost") {
  const Scratch folder;
  const std::uint64_t tried = for_every_n([&](std::uint64_t n) {
    const std::string path = folder / ("e" + std::to_string(n) + ".jsonl");
    Event event;
    event.kind = EventKind::joined;
    event.pid = 812;
    event.name = "a-name";
    event.text = std::string(100, 'x');
    Event next = event;
    next.kind = EventKind::mark;
    next.text = "next";
    bool refused = false;
    std::uint64_t failed = 0;
    {
      FileSink sink(path, RecordFormat::jsonl);
      fail_allocations(n, endless);
      try {
        sink.on_event(event);
      } catch (const std::bad_alloc&) {
        refused = true;
      }
      failed = allow_allocations();
      CHECK((!refused || sink.first_error() == std::errc::not_enough_memory));
      sink.on_event(next);
    }
    const Recording recording = read_recording(path);
    bool there = false;
    bool told = false;
    for (const Event& found : recording.events) {
      there = there || found.text == event.text;
      told = told || found.text == "1 event was lost";
    }
    CAPTURE(n);
    CHECK((there || (refused && told)));
    CHECK(recording.events.back().text == "next");
    CHECK(recording.summary.skipped_lines == 0);
    return failed;
  });
  MESSAGE("an event: a shortage from each of " << tried << " allocations on");
  CHECK(tried > 2);
}

TEST_CASE("what reads answers as before, or refuses for want of memory") {
  const Scratch folder;
  std::uint64_t tried = 0;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl, RecordFormat::memlog}) {
    const std::string path = write_recording(folder / std::to_string(static_cast<int>(format)), format);
    tried += try_call([&] { return read_recording(path).samples.size(); });
  }
  const Recording recording = read_recording(folder / "0");
  tried += try_call([&] { return analyze_growth(recording.samples, GrowthOptions()).verdict; });
  const Process self = Process::self();
  tried += try_call([&] { return read_memory_limit(self).bytes; });
  tried += try_call([&] { return read_memory_limits(self).size(); });
  tried += try_call([&] { return Process::open(self.pid()).start_ticks(); });
  tried += try_call([&] { return list_processes().empty(); });
  tried += try_call([&] { return read_status(self).name; });
  tried += try_call([&] { return printable("a\nb").size() + json_string("a\nb").size(); });
  MESSAGE("reading: one failure at each of " << tried << " allocations");
  CHECK(tried > 50);
}
