#include <procmem/phase.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <procmem/background_sampler.hpp>
#include <procmem/process.hpp>
#include <procmem/sampler.hpp>

#include "support/recorder.hpp"

using namespace procmem;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t mib = 1 << 20;

/// Resident memory for as long as the object lives.
class Pages {
 public:
  explicit Pages(std::int64_t size)
      : size_(static_cast<std::size_t>(size)),
        begin_(::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1,
                      0)) {
    REQUIRE(begin_ != MAP_FAILED);
  }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() { ::munmap(begin_, size_); }

 private:
  std::size_t size_;
  void* begin_;
};

/// A sampler that never runs: what a phase gives does not depend on it.
struct Idle {
  boost::asio::io_context io{1};
  Sampler sampler{io.get_executor()};
};

bool may_reset() {
  const bool may = ::access("/proc/thread-self/clear_refs", W_OK) == 0;
  if (!may) MESSAGE("SKIPPED: VmHWM may not be reset here");
  return may;
}

/// A sampler of this process that is run by hand: what its sink has been told after a phase and a stop.
struct Told {
  boost::asio::io_context io{1};
  std::shared_ptr<Recorder> sink = std::make_shared<Recorder>();
  std::optional<Sampler> sampler;

  Told() {
    SamplerOptions options;
    options.interval = 1h;
    sampler.emplace(io.get_executor(), options);
    sampler->watch(Process::self());
    sampler->add_sink(sink);
  }
  std::vector<Event> marks() const {
    std::vector<Event> marks;
    for (const Event& event : sink->events)
      if (event.kind == EventKind::mark) marks.push_back(event);
    return marks;
  }
};

}  // namespace

TEST_CASE("a phase tells what grew, and a peak that no sample has seen") {
  if (!may_reset()) return;
  Idle idle;
  { const Pages before_it(64 * mib); }
  Phase phase(idle.sampler, "load index");
  { const Pages spike(32 * mib); }
  const Pages kept(8 * mib);
  const PhaseResult result = phase.end();
  REQUIRE(result.growth());
  REQUIRE(result.peak);
  CHECK(result.growth()->count() >= 7 * mib);
  CHECK(result.growth()->count() < 16 * mib);
  CHECK((*result.peak - *result.first).count() >= 31 * mib);
  CHECK((*result.peak - *result.first).count() < 48 * mib);
  CHECK(result.peak_exact);
  CHECK(result.duration > 0ns);
  CHECK(phase.end() == result);
}

TEST_CASE("a nested phase does not take the peak from the one around it, nor gets it") {
  if (!may_reset()) return;
  Idle idle;
  Idle another;
  Phase outer(idle.sampler, "outer");
  { const Pages spike(48 * mib); }
  Phase inner(another.sampler, "inner");
  { const Pages spike(16 * mib); }
  const PhaseResult of_inner = inner.end();
  const PhaseResult of_outer = outer.end();
  CHECK(of_inner.peak_exact);
  CHECK(of_outer.peak_exact);
  CHECK((*of_inner.peak - *of_inner.first).count() < 32 * mib);
  CHECK((*of_inner.peak - *of_inner.first).count() >= 15 * mib);
  CHECK((*of_outer.peak - *of_outer.first).count() >= 47 * mib);
}

TEST_CASE("phases that overlap each keep the peak of their own time") {
  if (!may_reset()) return;
  Idle idle;
  std::optional<Phase> first;
  first.emplace(idle.sampler, "first");
  { const Pages spike(48 * mib); }
  Phase second(idle.sampler, "second");
  { const Pages spike(16 * mib); }
  const PhaseResult of_first = first->end();
  { const Pages spike(32 * mib); }
  const PhaseResult of_second = second.end();
  CHECK((*of_first.peak - *of_first.first).count() >= 47 * mib);
  CHECK((*of_second.peak - *of_second.first).count() >= 31 * mib);
  CHECK((*of_second.peak - *of_second.first).count() < 40 * mib);
  CHECK(of_first.peak_exact);
  CHECK(of_second.peak_exact);
}

TEST_CASE("its beginning and its end are told as marks with one number, in order") {
  Told told;
  told.sampler->start();
  told.io.poll();
  Phase phase(*told.sampler, "load \n index");
  told.sampler->mark("between");
  const PhaseResult result = phase.end();
  told.io.poll();
  told.sampler->stop();
  const std::vector<Event> marks = told.marks();
  REQUIRE(marks.size() == 3);
  CHECK(marks[0].text == "load \n index");
  CHECK(marks[0].pid == ::getpid());
  CHECK(marks[0].phase != 0);
  CHECK(!marks[0].result);
  CHECK(marks[1].text == "between");
  CHECK(marks[1].phase == 0);
  CHECK(marks[2].phase == marks[0].phase);
  CHECK(marks[2].result == result);
  CHECK(marks[2].monotonic - marks[0].monotonic == result.duration);
  CHECK(Phase(*told.sampler, "next").end() != PhaseResult());
}

TEST_CASE("one that begins and ends before the sampler is started is told when it is") {
  Told told;
  Phase(*told.sampler, "start-up").end();
  CHECK(told.sink->events.empty());
  told.sampler->start();
  told.io.poll();
  told.sampler->stop();
  CHECK(told.sink->told() == "joined mark mark stopped");
}

TEST_CASE("an exception ends it, and so does assigning another to it") {
  Told told;
  told.sampler->start();
  try {
    const Phase phase(*told.sampler, "thrown out");
    throw std::runtime_error("no index");
  } catch (const std::runtime_error&) {
  }
  Phase one(*told.sampler, "one");
  Phase moved(std::move(one));
  moved = Phase(*told.sampler, "two");
  one = Phase(*told.sampler, "three");
  one.end();
  told.io.poll();
  std::string order;
  for (const Event& event : told.marks()) order += (event.result ? '/' : '+') + event.text + ' ';
  CHECK(order == "+thrown out /thrown out +one +two /one +three /three ");
}

TEST_CASE("it may outlive its sampler, and gives its result all the same") {
  Told told;
  Phase phase(*told.sampler, "long");
  told.sampler->start();
  told.io.poll();
  told.sampler.reset();
  CHECK(phase.end().first);
  told.io.poll();
  CHECK(told.marks().size() == 1);
}

TEST_CASE("a BackgroundSampler tells marks before its ending, and observes a peak for the phase") {
  const auto sink = std::make_shared<Recorder>();
  SamplerOptions options;
  options.interval = 1h;
  BackgroundSampler sampler(options);
  sampler.watch(Process::self());
  sampler.add_sink(sink);
  Phase phase(sampler, "all of it");
  sampler.start();
  sampler.mark("in the middle");
  const PhaseResult result = phase.end();
  sampler.stop();
  REQUIRE(!sink->samples.empty());
  CHECK(result.peak >= sink->samples.front().status.vm_rss);
  CHECK(sink->told() == "joined mark mark mark stopped");
}

TEST_CASE("threads that mark, count and have phases all at once lose nothing") {
  constexpr int threads = 4;
  constexpr int rounds = 50;
  const auto sink = std::make_shared<Recorder>();
  SamplerOptions options;
  options.interval = 1ms;
  BackgroundSampler sampler(options);
  sampler.watch(Process::self());
  sampler.add_sink(sink);
  sampler.start();
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; ++t)
    workers.emplace_back([&sampler] {
      for (int i = 0; i < rounds; ++i) {
        const Phase phase(sampler, "round");
        sampler.mark("mark");
        sampler.count(2);
        sampler.count();
      }
    });
  for (std::thread& worker : workers) worker.join();
  sampler.stop();
  int marks = 0;
  int begins = 0;
  int ends = 0;
  for (const Event& event : sink->events) {
    if (event.kind != EventKind::mark) continue;
    ++(event.phase == 0 ? marks : event.result ? ends : begins);
    if (event.result) CHECK(event.result->peak >= event.result->first);
  }
  const std::uint64_t dropped = sampler.stats().marks_dropped;
  CHECK(marks + begins + ends + static_cast<int>(dropped) == 3 * threads * rounds);
  CHECK(begins >= 1);
  sampler.start();  // a sample that has all of the count
  sampler.stop();
  CHECK(sink->samples.back().operations == 3U * threads * rounds);
}
