#include <procmem/background_sampler.hpp>

#include <atomic>
#include <csignal>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <pthread.h>
#include <unistd.h>

#include "support/recorder.hpp"

using namespace procmem;
using namespace std::chrono_literals;

namespace {

SamplerOptions every(std::chrono::nanoseconds interval) {
  SamplerOptions options;
  options.interval = interval;
  return options;
}

}  // namespace

TEST_CASE("it samples by itself, and after stop() the sinks are at rest") {
  BackgroundSampler sampler(every(1ms));
  const auto told = std::make_shared<Recorder>();
  std::promise<void> enough;
  sampler.watch(Process::self());
  sampler.add_sink(told);
  sampler.add_sink([&enough, n = 0](const Sample&) mutable {
    if (++n == 5) enough.set_value();
  });
  sampler.start();
  enough.get_future().wait();
  sampler.stop();
  CHECK(told->samples.size() >= 5);
  CHECK(told->events.back().kind == EventKind::stopped);
  CHECK(sampler.stats().samples == told->samples.size());
}

TEST_CASE("its thread has a small stack, a name, and no signals") {
  BackgroundSampler sampler(every(1ms));
  std::promise<void> seen;
  std::string name(16, '\0');
  std::size_t stack = 0;
  bool blocked = false;
  sampler.watch(Process::self());
  sampler.add_sink([&, samples = 0](const Sample&) mutable {
    if (++samples != 2) return;  // the first is not taken by the thread
    pthread_getname_np(pthread_self(), name.data(), name.size());
    pthread_attr_t attributes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstacksize(&attributes, &stack);
    pthread_attr_destroy(&attributes);
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGINT) == 1 &&
              sigismember(&mask, SIGCHLD) == 1;
    seen.set_value();
  });
  sampler.start();
  seen.get_future().wait();
  sampler.stop();
  CHECK(std::string(name.c_str()) == "procmem");
  CHECK(stack <= std::size_t{1024} * 1024);  // 256 KiB, and what a sanitizer adds
  CHECK(blocked);
  sigset_t mine;
  pthread_sigmask(SIG_SETMASK, nullptr, &mine);
  CHECK(sigismember(&mine, SIGTERM) == 0);  // the host's own mask is as it was
}

TEST_CASE("the first sample is taken inside start() by its caller, the others by the thread") {
  BackgroundSampler sampler(every(1ms));
  std::vector<std::thread::id> threads;
  std::promise<void> seen;
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) {
    threads.push_back(std::this_thread::get_id());
    if (threads.size() == 3) seen.set_value();
  });
  sampler.start();
  seen.get_future().wait();
  sampler.stop();
  CHECK(threads[0] == std::this_thread::get_id());
  CHECK(threads[1] != threads[0]);
  CHECK(threads[2] == threads[1]);
}

TEST_CASE("stopped inside its own callback, it stops, and can be started again") {
  for (const int last : {1, 3}) {  // inside start(), and on the thread
    BackgroundSampler sampler(every(1ms));
    std::atomic<int> samples{0};
    std::atomic<int> endings{0};
    sampler.watch(Process::self());
    sampler.add_sink(
        [&](const Sample&) {
          if (++samples % last == 0) sampler.stop();
        },
        [&](const Event& event) { endings += event.kind == EventKind::stopped ? 1 : 0; });
    for (int round = 1; round <= 3; ++round) {
      sampler.start();
      while (endings < round) std::this_thread::yield();
      CHECK(samples == round * last);
    }
  }
}

void destroy_at_sample(std::size_t last) {
  auto sampler = std::make_unique<BackgroundSampler>(every(1ms));
  std::promise<void> destroyed;
  const auto told = std::make_shared<Recorder>();
  sampler->watch(Process::self());
  sampler->add_sink(told);
  sampler->add_sink([&](const Sample&) {
    if (told->samples.size() != last) return;
    sampler.reset();
    destroyed.set_value();
  });
  sampler->start();
  destroyed.get_future().wait();
  while (told.use_count() > 1) std::this_thread::yield();
  CHECK(told->samples.size() == last);
  CHECK(told->events.back().kind == EventKind::stopped);
}

TEST_CASE("destroyed inside its own callback, the thread ends by itself") {
  destroy_at_sample(3);
}

TEST_CASE("destroyed by its first callback, inside start(), there is never a thread") {
  destroy_at_sample(1);
}

TEST_CASE("never started, it is simply destroyed") {
  BackgroundSampler sampler;
  sampler.watch(Process::self());
  sampler.stop();
  CHECK(sampler.stats().ticks == 0);
}

TEST_CASE("it can be moved while it runs") {
  std::atomic<int> samples{0};
  BackgroundSampler first(every(1ms));
  first.watch(Process::self());
  first.add_sink([&samples](const Sample&) { ++samples; });
  first.start();
  BackgroundSampler second(std::move(first));
  while (samples < 3) std::this_thread::yield();
  second = BackgroundSampler(every(1s));
  const int after = samples;
  std::this_thread::yield();
  CHECK(samples == after);
}

TEST_CASE("an interval that makes no sense is refused") {
  CHECK_THROWS_AS(BackgroundSampler(every(0ns)), std::invalid_argument);
}

TEST_CASE("stopped by a callback and started from outside at once, it runs, every time") {
  BackgroundSampler sampler(every(50us));
  std::atomic<int> samples{0};
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) { ++samples, sampler.stop(); });
  for (int round = 1; round <= 200; ++round) {
    sampler.start();
    while (samples < round) {
      sampler.start();
      std::this_thread::yield();
    }
  }
  sampler.stop();
  CHECK(samples >= 200);
}

TEST_CASE("a sink that stops or starts it when it is told the ending blocks nobody") {
  BackgroundSampler sampler(every(50us));
  std::atomic<int> samples{0};
  sampler.watch(Process::self());
  sampler.add_sink(
      [&](const Sample&) {
        if (++samples % 3 == 0) sampler.stop();
      },
      [&](const Event& event) {
        if (event.kind != EventKind::stopped) return;
        sampler.stop();
        sampler.start();
      });
  for (int round = 0; round < 50; ++round) {
    const int before = samples;
    sampler.start();
    while (samples < before + 4) std::this_thread::yield();
    sampler.stop();
  }
  const int after = samples;
  std::this_thread::yield();
  CHECK(samples == after);  // what the sink had started was stopped
}

TEST_CASE("threads that start and stop it all at once leave it whole") {
  BackgroundSampler sampler(every(50us));
  std::atomic<int> samples{0};
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) { ++samples; });
  std::vector<std::thread> users;
  for (int i = 0; i < 4; ++i)
    users.emplace_back([&sampler] {
      for (int round = 0; round < 100; ++round) {
        sampler.start();
        sampler.stats();
        sampler.stop();
      }
    });
  for (std::thread& user : users) user.join();
  sampler.start();
  const int before = samples;
  while (samples == before) std::this_thread::yield();
  sampler.stop();
  const int after = samples;
  std::this_thread::yield();
  CHECK(samples == after);
}

TEST_CASE("destroyed by a sink that is told the ending, the thread ends by itself") {
  auto sampler = std::make_unique<BackgroundSampler>(every(1ms));
  std::promise<void> sampled;
  const auto told = std::make_shared<Recorder>();
  sampler->watch(Process::self());
  sampler->add_sink(told);
  sampler->add_sink(
      [&, first = true](const Sample&) mutable {
        if (std::exchange(first, false)) sampled.set_value();
      },
      [&](const Event& event) {
        if (event.kind == EventKind::stopped) sampler.reset();
      });
  sampler->start();
  sampled.get_future().wait();
  BackgroundSampler& to_stop = *sampler;
  to_stop.stop();
  CHECK(sampler == nullptr);
  while (told.use_count() > 1) std::this_thread::yield();
  CHECK(told->events.back().kind == EventKind::stopped);
}
