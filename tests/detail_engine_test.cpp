#include "detail/engine.hpp"

#include <csignal>
#include <stdexcept>

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/child.hpp"
#include "support/recorder.hpp"

using namespace procmem;
using namespace std::chrono_literals;
using detail::Engine;
using detail::instant_now;

namespace {

struct Watched {
  Engine engine;
  std::shared_ptr<Recorder> told = std::make_shared<Recorder>();

  explicit Watched(bool sum = false, std::chrono::nanoseconds slice = 1h)
      : engine({1s, sum, false, SampleSource::status, slice}) {
    engine.add_sink(told);
  }

  /// A whole look over all processes.
  void discover(
      const Selector& selector, const std::function<void(detail::Target&)>& joined = [](auto&) {}) {
    engine.begin_discovery(selector);
    while (engine.in_discovery()) engine.discover(joined);
  }

  /// In the order in which they were sampled.
  std::vector<int> sampled() const {
    std::vector<int> pids;
    for (const Sample& sample : told->samples) pids.push_back(sample.pid);
    return pids;
  }
};

}  // namespace

TEST_CASE("a segment begins with its header and who is watched, and ends with stopped") {
  Child child;
  Watched watched;
  watched.engine.join(Process::open(child.pid()));
  watched.engine.begin(instant_now());
  watched.engine.tick(0);
  watched.engine.finish(instant_now());
  REQUIRE(watched.told->headers.size() == 1);
  const RecordHeader& header = watched.told->headers.front();
  CHECK(header.pid == child.pid());
  CHECK(header.start_ticks == Process::open(child.pid()).start_ticks());
  CHECK(header.interval == 1s);
  CHECK(header.boot_id == boot_id());
  CHECK(watched.told->told() == "joined stopped");
  REQUIRE(watched.told->samples.size() == 1);
  CHECK(watched.told->samples.front().pid == child.pid());
}

TEST_CASE("the header has the limit that all have, and none where they differ") {
  const Child child;
  const rlimit low{1 << 30, 1 << 30};
  const Child limited([&low] { ::setrlimit(RLIMIT_AS, &low); });
  Watched watched;
  watched.engine.join(Process::self());
  watched.engine.join(Process::open(child.pid()));
  watched.engine.begin(instant_now());
  CHECK(watched.told->headers.back().limit == read_memory_limit(Process::self()).bytes);
  watched.engine.join(Process::open(limited.pid()));
  watched.engine.begin(instant_now());
  CHECK(!watched.told->headers.back().limit);
}

TEST_CASE("a sink that comes late is told what it missed") {
  Watched watched;
  watched.engine.join(Process::self());
  watched.engine.begin(instant_now());
  const auto late = std::make_shared<Recorder>();
  watched.engine.add_sink(late);
  CHECK(late->headers.size() == 1);
  CHECK(late->told() == "joined");
  CHECK(watched.told->headers.size() == 1);
}

TEST_CASE("missed ticks are told once and counted in the next sample of each process") {
  Child late;
  Watched watched;
  watched.engine.join(Process::self());
  watched.engine.begin(instant_now());
  watched.engine.tick(0);
  watched.engine.join(Process::open(late.pid()));
  watched.engine.tick(3);
  watched.engine.tick(0);
  CHECK(watched.told->told() == "joined joined missed");
  CHECK(watched.told->events.back().count == 3);
  CHECK(watched.engine.missed() == 3);
  const auto& samples = watched.told->samples;
  REQUIRE(samples.size() == 5);
  CHECK(samples[1].missed == 3);
  CHECK(samples[2].missed == 0);  // the child was not there to be missed
  CHECK(samples[3].missed == 0);
}

TEST_CASE("a process that ends is told as exited and sampled no more") {
  Child child;
  Watched watched;
  watched.engine.join(Process::open(child.pid()));
  watched.engine.begin(instant_now());
  watched.engine.tick(0);
  child.kill();
  SUBCASE("as a zombie met by a tick") {
    watched.engine.tick(0);
  }
  SUBCASE("as a zombie told by its pidfd") {
    watched.engine.check_ended(child.pid());
  }
  SUBCASE("reaped") {
    child.reap();
    watched.engine.tick(0);
  }
  CHECK(watched.told->told() == "joined exited");
  CHECK(watched.told->samples.size() == 1);
  CHECK(watched.engine.idle());
}

TEST_CASE("a word that a living process has ended is not believed") {
  Child child;
  Watched watched;
  watched.engine.join(Process::open(child.pid()));
  watched.engine.check_ended(child.pid());
  CHECK(!watched.engine.idle());
}

TEST_CASE("a pid is watched once") {
  Watched watched;
  CHECK(watched.engine.join(Process::self()) != nullptr);
  CHECK(watched.engine.join(Process::self()) == nullptr);
  CHECK(watched.engine.targets().size() == 1);
}

TEST_CASE("a process that is left is told so and sampled no more") {
  Watched watched;
  watched.engine.join(Process::self());
  watched.engine.begin(instant_now());
  watched.engine.leave(::getpid());
  watched.engine.leave(4711);  // not watched: nothing to tell
  watched.engine.tick(0);
  CHECK(watched.told->told() == "joined left");
  CHECK(watched.told->samples.empty());
}

TEST_CASE("the sum is the sum of what was sampled") {
  Child child;
  Watched watched(true);
  watched.engine.join(Process::self());
  watched.engine.join(Process::open(child.pid()));
  watched.engine.begin(instant_now());
  watched.engine.tick(0);
  const auto& samples = watched.told->samples;
  REQUIRE(samples.size() == 3);
  CHECK(samples[2].pid == 0);
  CHECK(samples[2].status.vm_rss == *samples[0].status.vm_rss + *samples[1].status.vm_rss);
  CHECK(samples[2].status.vm_size == *samples[0].status.vm_size + *samples[1].status.vm_size);
}

TEST_CASE("a tick that takes long is interrupted, and goes on with whom it has not sampled") {
  Child first, second, third;
  Watched watched(true, 1ns);  // after each of them
  for (const Child* const child : {&first, &second}) watched.engine.join(Process::open(child->pid()));
  watched.engine.begin(instant_now());
  watched.engine.tick(0);
  CHECK(watched.engine.in_tick());
  CHECK(watched.sampled() == std::vector{first.pid()});

  SUBCASE("the sum comes when it is complete") {
    watched.engine.go_on();
    CHECK(!watched.engine.in_tick());
    CHECK(watched.sampled() == std::vector{first.pid(), second.pid(), 0});
    const auto& samples = watched.told->samples;
    CHECK(samples[2].status.vm_rss == *samples[0].status.vm_rss + *samples[1].status.vm_rss);
    CHECK(samples[2].monotonic == samples[0].monotonic);
    CHECK(samples[1].monotonic > samples[0].monotonic);
  }
  SUBCASE("one who joins meanwhile is sampled, too") {
    watched.engine.join(Process::open(third.pid()));
    while (watched.engine.in_tick()) watched.engine.go_on();
    CHECK(watched.sampled() == std::vector{first.pid(), second.pid(), third.pid(), 0});
  }
  SUBCASE("one who leaves meanwhile is not, and may come again") {
    watched.engine.leave(second.pid());
    watched.engine.join(Process::open(second.pid()));
    while (watched.engine.in_tick()) watched.engine.go_on();
    CHECK(watched.sampled() == std::vector{first.pid(), second.pid(), 0});
    CHECK(watched.told->told() == "joined joined left joined");
    CHECK(watched.engine.targets().size() == 2);
  }
  SUBCASE("one who has left is let go of at the end of the tick, and the others keep their places") {
    watched.engine.leave(first.pid());
    watched.engine.go_on();
    CHECK(watched.sampled() == std::vector{first.pid(), second.pid(), 0});
    CHECK(watched.engine.targets().size() == 1);
  }
  SUBCASE("the ending leaves it as it is, and the next segment begins anew") {
    watched.engine.leave(second.pid());
    watched.engine.finish(instant_now());
    CHECK(!watched.engine.in_tick());
    watched.engine.begin(instant_now());
    watched.engine.tick(0);
    CHECK(watched.sampled() == std::vector{first.pid(), first.pid(), 0});
    CHECK(watched.told->told() == "joined joined left stopped joined");
  }
}

TEST_CASE("discovery watches what is chosen, once, and passes over what has ended") {
  Child living;
  Child dead;
  dead.kill();
  Watched watched;
  watched.engine.begin(instant_now());
  const Selector both = [&](const std::vector<ProcessEntry>&) {
    return std::vector<int>{living.pid(), dead.pid()};
  };
  int joined = 0;
  for (int pass = 0; pass < 2; ++pass) watched.discover(both, [&joined](detail::Target&) { ++joined; });
  CHECK(joined == 1);
  CHECK(watched.told->told() == "joined");
  CHECK(watched.engine.targets().size() == 1);
}

TEST_CASE("what cannot be watched for want of descriptors is told once, and watched when there are some") {
  const Child child;
  Watched watched;
  watched.engine.begin(instant_now());
  const Selector choose = [&](const std::vector<ProcessEntry>&) { return std::vector<int>{child.pid()}; };
  const auto pass = [&] { watched.discover(choose); };
  rlimit enough{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &enough) == 0);
  const rlimit none{0, enough.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  pass();
  pass();
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &enough) == 0);
  REQUIRE(watched.told->told() == "gap");
  CHECK(watched.told->events.front().error == std::errc::too_many_files_open);
  CHECK(watched.engine.read_errors() == 2);
  pass();
  CHECK(watched.told->told() == "gap joined");
}

TEST_CASE("a look over all processes is interrupted as a tick is, and asks only after who is not watched") {
  const Child first, second;
  Watched watched(false, 1ns);
  watched.engine.join(Process::open(first.pid()));
  watched.engine.begin(instant_now());
  int asked = 0;
  std::string name_of_first;
  const Selector both = [&](const std::vector<ProcessEntry>& all) {
    ++asked;
    for (const ProcessEntry& entry : all)
      if (entry.pid == first.pid()) name_of_first = std::string(entry.name.view());
    return std::vector<int>{first.pid(), second.pid()};
  };
  watched.engine.begin_discovery(both);
  int steps = 0;
  for (; watched.engine.in_discovery(); ++steps) watched.engine.discover([](detail::Target&) {});
  CHECK(asked == 1);
  CHECK(steps >= 5);  // three processes at least, the choice, one that joins
  CHECK(name_of_first == read_status(Process::open(first.pid())).name.view());
  CHECK(watched.told->told() == "joined joined");
  CHECK(watched.told->events.back().pid == second.pid());
}

TEST_CASE("an ending ends a look over all processes, and the next segment begins its own") {
  const Child child;
  Watched watched(false, 1ns);
  watched.engine.begin(instant_now());
  const Selector choose = [&](const std::vector<ProcessEntry>&) { return std::vector<int>{child.pid()}; };
  watched.engine.begin_discovery(choose);
  watched.engine.discover([](detail::Target&) {});
  CHECK(watched.engine.in_discovery());
  watched.engine.finish(instant_now());
  CHECK(!watched.engine.in_discovery());
  watched.engine.begin(instant_now());
  CHECK(!watched.engine.in_discovery());
  watched.discover(choose);
  CHECK(watched.told->told() == "stopped joined");
}

TEST_CASE("a selector that throws is counted, whatever it throws") {
  Watched watched;
  const auto throwing = [](const std::vector<ProcessEntry>&) -> std::vector<int> {
    throw std::runtime_error("no");
  };
  watched.engine.begin(instant_now());
  watched.discover(throwing);
  CHECK(watched.engine.failures() == 1);
  const auto throwing_anything = [](const std::vector<ProcessEntry>&) -> std::vector<int> { throw 42; };
  watched.discover(throwing_anything);
  CHECK(watched.engine.failures() == 2);
}

TEST_CASE("an exec is told before the first sample of the new program") {
  Child child([] { std::signal(SIGUSR1, [](int) { ::execl("/bin/sleep", "sleep", "60", nullptr); }); });
  Watched watched;
  watched.engine.join(Process::open(child.pid()));
  watched.engine.begin(instant_now());
  watched.engine.tick(0);
  ::kill(child.pid(), SIGUSR1);
  const Process process = Process::open(child.pid());
  while (read_status(process).name != "sleep") ::sched_yield();
  watched.engine.tick(0);
  watched.engine.tick(0);
  CHECK(watched.told->told() == "joined exec");
  CHECK(watched.told->events.back().name == "sleep");
  CHECK(watched.told->samples.size() == 3);
}
