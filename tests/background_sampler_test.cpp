#include <procmem/background_sampler.hpp>

#include <atomic>
#include <csignal>
#include <future>
#include <stdexcept>
#include <thread>

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
  sampler.add_sink([&, first = true](const Sample&) mutable {
    if (!std::exchange(first, false)) return;
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

TEST_CASE("stopped inside its own callback, it stops, and can be started again") {
  BackgroundSampler sampler(every(1ms));
  std::atomic<int> samples{0};
  std::atomic<int> endings{0};
  sampler.watch(Process::self());
  sampler.add_sink([&](const Sample&) { ++samples, sampler.stop(); },
                   [&](const Event& event) { endings += event.kind == EventKind::stopped ? 1 : 0; });
  for (int round = 1; round <= 3; ++round) {
    sampler.start();
    while (endings < round) std::this_thread::yield();
    CHECK(samples == round);
  }
}

TEST_CASE("destroyed inside its own callback, the thread ends by itself") {
  auto sampler = std::make_unique<BackgroundSampler>(every(1ms));
  std::promise<void> destroyed;
  const auto told = std::make_shared<Recorder>();
  sampler->watch(Process::self());
  sampler->add_sink(told);
  sampler->add_sink([&](const Sample&) {
    sampler.reset();
    destroyed.set_value();
  });
  sampler->start();
  destroyed.get_future().wait();
  while (told.use_count() > 1) std::this_thread::yield();
  CHECK(told->samples.size() == 1);
  CHECK(told->events.back().kind == EventKind::stopped);
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
