#include <procmem/sampler.hpp>

#include <algorithm>
#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "support/child.hpp"
#include "support/recorder.hpp"

using namespace procmem;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

SamplerOptions every(std::chrono::nanoseconds interval) {
  SamplerOptions options;
  options.interval = interval;
  return options;
}

/// A callback that stops the sampler when it has been called so often.
SampleCallback stop_after(Sampler& sampler, int count) {
  return [&sampler, left = count](const Sample&) mutable {
    if (--left == 0) sampler.stop();
  };
}

}  // namespace

TEST_CASE("samples come at absolute deadlines, the first at once") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(5ms));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink(told);
  sampler.add_sink(stop_after(sampler, 40));
  const auto begin = std::chrono::steady_clock::now();
  sampler.start();
  io.run();
  REQUIRE(told->samples.size() == 40);
  CHECK(told->samples.front().monotonic - begin < 100ms);
  std::uint64_t ticks = 0;
  for (std::size_t i = 0; i < told->samples.size(); ++i) {
    ticks += told->samples[i].missed + (i == 0 ? 0 : 1);
    // A sample is never early, and its lateness is not carried over to the next.
    CHECK(told->samples[i].monotonic - told->samples[0].monotonic + 1ms >= static_cast<int>(ticks) * 5ms);
  }
  CHECK(sampler.stats().samples == 40);
  CHECK(sampler.stats().missed + 40 == ticks + 1);
  CHECK(told->told().substr(0, 6) == "joined");
  CHECK(told->events.back().kind == EventKind::stopped);
}

TEST_CASE("it shares an io_context with other work") {
  asio::io_context io;
  int other = 0;
  asio::steady_timer timer(io, 1ms);
  std::function<void(const boost::system::error_code&)> again = [&](const boost::system::error_code& error) {
    if (error || ++other == 20) return;
    timer.expires_after(1ms);
    timer.async_wait(again);
  };
  timer.async_wait(again);
  Sampler sampler(io.get_executor(), every(2ms));
  int samples = 0;
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) {
    if (++samples == 10) sampler.stop();
  });
  sampler.start();
  io.run();
  CHECK(samples == 10);
  CHECK(other == 20);
}

TEST_CASE("with nothing to watch it leaves the executor without work") {
  asio::io_context io;
  Sampler sampler(io.get_executor());
  sampler.start();
  io.run();  // returns
  Child child;
  sampler.watch(Process::open(child.pid()));
  const auto told = std::make_shared<Recorder>();
  sampler.add_sink(told);
  std::thread killer([&child] { child.kill(); });
  io.restart();
  io.run();  // returns once the child has ended, although the sampler was not stopped
  killer.join();
  CHECK(told->events.back().kind == EventKind::exited);
}

TEST_CASE("the end of a process is noticed at once, not at the next tick") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1h));
  Child child;
  sampler.watch(Process::open(child.pid()));
  const auto told = std::make_shared<Recorder>();
  sampler.add_sink(told);
  sampler.add_sink([&child](const Sample&) { child.kill(); });
  sampler.start();
  io.run_for(10s);
  CHECK(told->told() == "joined exited");
  CHECK(told->samples.size() == 1);
}

TEST_CASE("processes come and go while it runs") {
  asio::io_context io;
  Child first;
  Child second;
  Sampler sampler(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::open(first.pid()));
  sampler.add_sink(told);
  sampler.add_sink([&, n = 0](const Sample&) mutable {
    ++n;
    if (n == 2) sampler.watch(Process::open(second.pid()));
    if (n == 8) sampler.unwatch(first.pid());
    if (n == 12) sampler.stop();
  });
  sampler.start();
  io.run();
  std::vector<EventKind> kinds;
  for (const Event& event : told->events)
    if (event.kind != EventKind::missed) kinds.push_back(event.kind);
  CHECK(kinds ==
        std::vector<EventKind>{EventKind::joined, EventKind::joined, EventKind::left, EventKind::stopped});
  CHECK(told->samples.back().pid == second.pid());
}

TEST_CASE("a stall is counted in ticks, and no burst follows") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(10ms));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink(told);
  sampler.add_sink([&, n = 0](const Sample&) mutable {
    if (++n == 2) {  // the host's loop is busy for five intervals and a half
      const auto until = std::chrono::steady_clock::now() + 55ms;
      while (std::chrono::steady_clock::now() < until) continue;
    }
    if (n == 4) sampler.stop();
  });
  sampler.start();
  io.run();
  REQUIRE(told->samples.size() == 4);
  CHECK(told->samples[2].missed >= 4);
  CHECK(told->samples[3].monotonic - told->samples[2].monotonic > 1ms);
  CHECK(sampler.stats().missed >= told->samples[2].missed);
  CHECK(told->told().find("missed") != std::string::npos);
}

TEST_CASE("stopped inside a callback, all sinks get the sample at hand and then the ending") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink(stop_after(sampler, 3));
  sampler.add_sink(told);
  sampler.start();
  io.run();
  CHECK(told->samples.size() == 3);
  CHECK(told->events.back().kind == EventKind::stopped);
}

TEST_CASE("destroyed inside its own callback, it tells the ending and nothing after it") {
  asio::io_context io;
  auto sampler = std::make_unique<Sampler>(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  int calls = 0;
  sampler->watch(Process::self());
  sampler->add_sink(told);
  sampler->add_sink([&](const Sample&) {
    if (++calls == 3) sampler.reset();
  });
  sampler->start();
  io.run();
  CHECK(calls == 3);
  CHECK(told->samples.size() == 3);
  CHECK(told->events.back().kind == EventKind::stopped);
  CHECK(told.use_count() == 1);  // sinks are let go
}

TEST_CASE("destroyed while it waits, it calls nobody any more") {
  asio::io_context io;
  int calls = 0;
  {
    Sampler sampler(io.get_executor(), every(1ms));
    sampler.watch(Process::self());
    sampler.add_sink([&calls](const Sample&) { ++calls; });
    sampler.start();
    io.poll();
  }
  const int before = calls;
  io.run_for(20ms);
  CHECK(calls == before);
}

TEST_CASE("it may be polled, and an io_context stopped and run again misses ticks but no beat") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink(told);
  sampler.start();
  while (told->samples.size() < 3) io.poll();
  io.stop();
  io.restart();
  while (told->samples.size() < 6) io.poll();
  sampler.stop();
  CHECK(told->events.back().kind == EventKind::stopped);
}

TEST_CASE("started again after stop, it begins a new segment") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink(told);
  for (int segment = 0; segment < 2; ++segment) {
    const std::size_t before = told->samples.size();
    sampler.start();
    sampler.start();  // no effect
    while (told->samples.size() < before + 2) io.poll();
    sampler.stop();
    sampler.stop();  // no effect
  }
  SUBCASE("from outside") {}
  SUBCASE("from inside its callback") {
    sampler.add_sink([&, n = 0](const Sample&) mutable {
      if (++n == 1) {
        sampler.stop();
        sampler.start();
      }
      if (n == 3) sampler.stop();
    });
    sampler.start();
    io.restart();
    io.run();
    CHECK(told->headers.size() == 4);
  }
  int stops = 0;
  for (const Event& event : told->events) stops += event.kind == EventKind::stopped ? 1 : 0;
  CHECK(static_cast<std::size_t>(stops) == told->headers.size());
}

TEST_CASE("several threads in run() never enter a sink twice at once") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(200us));
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> calls{0};
  const auto visit = [&] {
    most = std::max(most.load(), ++inside);
    ++calls;
    std::this_thread::yield();
    --inside;
  };
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) { visit(); }, [&](const Event&) { visit(); });
  sampler.start();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&io] { io.run(); });
  std::thread orders([&] {
    for (int i = 0; i < 50; ++i) {
      Child child;
      sampler.watch(Process::open(child.pid()));
    }
  });
  orders.join();
  while (calls < 500) std::this_thread::yield();
  sampler.stop();
  const int after_stop = calls;
  for (std::thread& thread : threads) thread.join();
  CHECK(most == 1);
  CHECK(calls == after_stop);  // stop() waited for the sink that was being called
}

TEST_CASE("it runs on a thread pool as well") {
  asio::thread_pool pool(2);
  std::atomic<int> samples{0};
  Sampler sampler(pool.get_executor(), every(1ms));
  sampler.watch(Process::self());
  sampler.add_sink([&samples](const Sample&) { ++samples; });
  sampler.start();
  while (samples < 5) std::this_thread::yield();
  sampler.stop();
  pool.join();
  CHECK(samples >= 5);
}

TEST_CASE("a sink that throws costs neither the others nor the sampler anything") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink([](const Sample&) { throw std::runtime_error("no"); });
  sampler.add_sink(told);
  sampler.add_sink(stop_after(sampler, 5));
  sampler.start();
  io.run();
  CHECK(told->samples.size() == 5);
  CHECK(sampler.stats().sink_failures == 5);
}

TEST_CASE("discovery finds a process that appears later") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  std::unique_ptr<Child> late;
  sampler.add_sink(told);
  sampler.discover(
      [&late](const std::vector<ProcessEntry>&) {
        if (!late) {
          late = std::make_unique<Child>();
          return std::vector<int>();
        }
        return std::vector<int>{late->pid()};
      },
      1ms);
  sampler.start();
  while (told->samples.empty()) io.run_one();
  sampler.stop();
  CHECK(told->samples.front().pid == late->pid());
}

TEST_CASE("what makes no sense is refused") {
  asio::io_context io;
  CHECK_THROWS_AS(Sampler(io.get_executor(), every(0ns)), std::invalid_argument);
  CHECK_THROWS_AS(Sampler(io.get_executor(), every(-1s)), std::invalid_argument);
  Sampler sampler(io.get_executor());
  CHECK_THROWS_AS(sampler.add_sink(std::shared_ptr<Sink>()), std::invalid_argument);
  CHECK_THROWS_AS(sampler.discover(select_tree(1), 0s), std::invalid_argument);
}

TEST_CASE("a sampler can be moved while it runs") {
  asio::io_context io;
  Sampler first(io.get_executor(), every(1ms));
  const auto told = std::make_shared<Recorder>();
  first.watch(Process::self());
  first.add_sink(told);
  first.start();
  io.poll();
  Sampler second(std::move(first));
  while (told->samples.size() < 3) io.poll();
  second = Sampler(io.get_executor());
  CHECK(told->events.back().kind == EventKind::stopped);
}

TEST_CASE("started again by a sink that is told the ending, it runs on") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1h));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink(told);
  sampler.add_sink({}, [&, restarts = 0](const Event& event) mutable {
    if (event.kind == EventKind::stopped && restarts++ == 0) sampler.start();
  });
  sampler.start();
  while (told->samples.empty()) io.run_one();
  sampler.stop();
  while (told->samples.size() < 2) REQUIRE(io.run_one_for(10s) == 1);
  sampler.stop();
  CHECK(told->headers.size() == 2);
  CHECK(told->told() == "joined stopped joined stopped");
}

TEST_CASE("started and stopped by a sink that is told the ending, its next segment is whole") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1h));
  const auto told = std::make_shared<Recorder>();
  sampler.watch(Process::self());
  sampler.add_sink(told);
  sampler.add_sink({}, [&](const Event& event) {
    if (event.kind != EventKind::stopped) return;
    sampler.start();
    sampler.stop();
  });
  for (std::size_t segment = 1; segment <= 2; ++segment) {
    sampler.start();
    while (told->samples.size() < segment) REQUIRE(io.run_one_for(10s) == 1);
    sampler.stop();
  }
  CHECK(told->told() == "joined stopped joined stopped");
}

TEST_CASE("destroyed by a sink that is told the ending, it is gone when stop() returns") {
  asio::io_context io;
  auto sampler = std::make_unique<Sampler>(io.get_executor(), every(1h));
  const auto told = std::make_shared<Recorder>();
  sampler->watch(Process::self());
  sampler->add_sink({}, [&sampler](const Event& event) {
    if (event.kind == EventKind::stopped) sampler.reset();
  });
  sampler->add_sink(told);
  sampler->start();
  while (told->samples.empty()) io.run_one();
  Sampler& to_stop = *sampler;
  to_stop.stop();
  CHECK(sampler == nullptr);
  CHECK(told.use_count() == 1);
  CHECK(told->told() == "joined");  // after its destruction nobody is called
}

TEST_CASE("a sink that starts it again whenever it has ended cannot outlive its destruction") {
  asio::io_context io;
  const auto told = std::make_shared<Recorder>();
  {
    Sampler sampler(io.get_executor(), every(1ms));
    sampler.watch(Process::self());
    sampler.add_sink(told);
    sampler.add_sink({}, [&sampler](const Event& event) {
      if (event.kind == EventKind::stopped) sampler.start();
    });
    sampler.start();
    while (told->samples.empty()) io.run_one();
  }
  const std::size_t before = told->samples.size();
  io.run();  // returns: nothing is left to do
  CHECK(told->samples.size() == before);
  CHECK(told->told() == "joined stopped");
}

TEST_CASE("what it was given and never used is let go with it, although its executor was never run") {
  asio::io_context io;
  const auto told = std::make_shared<Recorder>();
  {
    Sampler sampler(io.get_executor(), every(1ms));
    sampler.start();
    sampler.add_sink(told);
    sampler.discover([told](const std::vector<ProcessEntry>&) { return std::vector<int>(); });
  }
  CHECK(told.use_count() == 1);
}

TEST_CASE("a sink may run the executor while it is called") {
  asio::io_context io;
  const auto work = asio::make_work_guard(io);
  Sampler sampler(io.get_executor(), every(1ms));
  int samples = 0;
  int deep = 0;
  int deepest = 0;
  sampler.watch(Process::self());
  sampler.add_sink(
      [&](const Sample&) {
        deepest = std::max(deepest, ++deep);
        ++samples;
        io.poll();
        --deep;
      },
      [&, restarts = 0](const Event& event) mutable {
        if (event.kind != EventKind::stopped || restarts++ != 0) return;
        sampler.start();
        io.poll();  // meets the wait that stop() has cancelled
      });
  sampler.start();
  while (samples < 3) io.run_one();
  sampler.stop();
  while (samples < 6) REQUIRE(io.run_one_for(10s) == 1);
  sampler.stop();
  CHECK(deepest == 1);
}

TEST_CASE("a sink that blocks holds up neither the executor nor the ending") {
  asio::io_context io;
  Sampler sampler(io.get_executor(), every(1ms));
  std::atomic<bool> blocking{false};
  std::atomic<int> others{0};
  std::atomic<bool> done{false};
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) {
    blocking = true;
    while (others < 1000) std::this_thread::yield();  // until the rest of the program has done its work
    done = true;
  });
  sampler.start();
  std::thread first([&io] { io.run(); });
  std::thread second([&io] { io.run(); });
  while (!blocking) std::this_thread::yield();
  std::thread poster([&] {
    for (int i = 0; i < 1000; ++i) asio::post(io, [&others] { ++others; });
  });
  sampler.stop();
  CHECK(done);  // stop() has waited for it
  for (std::thread* const thread : {&poster, &first, &second}) thread->join();
  CHECK(sampler.stats().ticks <= 2);
}

TEST_CASE("threads that start, stop, watch, add and run all at once leave it whole") {
  asio::io_context io;
  auto work = asio::make_work_guard(io);
  std::optional<Sampler> owner(std::in_place, io.get_executor(), every(100us));
  Sampler& sampler = *owner;
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> calls{0};
  const auto visit = [&] {
    most = std::max(most.load(), ++inside);
    if (++calls % 7 == 0) sampler.stop();
    if (calls % 7 == 1) sampler.start();
    --inside;
    if (calls % 5 == 0) throw std::runtime_error("every fifth time");
  };
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) { visit(); }, [&](const Event&) { visit(); });
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back([&io] { io.run(); });
  std::vector<std::thread> users;
  for (int i = 0; i < 3; ++i)
    users.emplace_back([&] {
      for (int round = 0; round < 100; ++round) {
        sampler.start();
        Child child;
        sampler.watch(Process::open(child.pid()));
        sampler.add_sink([](const Sample&) {});
        sampler.stats();
        sampler.unwatch(child.pid());
        sampler.stop();
      }
    });
  for (std::thread& user : users) user.join();
  sampler.start();
  const int before = calls;
  while (calls < before + 20) {  // it still runs
    sampler.start();
    std::this_thread::yield();
  }
  owner.reset();
  const int after = calls;
  work.reset();
  for (std::thread& thread : threads) thread.join();
  CHECK(most == 1);
  CHECK(calls == after);
}
