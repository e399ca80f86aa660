#include "detail/sink_list.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "support/recorder.hpp"

using namespace procmem;

namespace {

struct Throwing : Sink {
  int calls = 0;
  void on_sample(const Sample& /*sample*/) override {
    ++calls;
    throw std::runtime_error("disk on fire");
  }
  void on_event(const Event& /*event*/) override { throw 42; }  // NOLINT: not even an exception
};

}  // namespace

TEST_CASE("a sink that throws is told of once, counted, and called again; the others go on") {
  detail::SinkList sinks;
  const auto before = std::make_shared<Recorder>();
  const auto bad = std::make_shared<Throwing>();
  const auto after = std::make_shared<Recorder>();
  sinks.add(before);
  sinks.add(bad);
  sinks.add(after);
  for (int i = 0; i < 3; ++i) sinks.sample(Sample());
  CHECK(before->samples.size() == 3);
  CHECK(after->samples.size() == 3);
  CHECK(bad->calls == 3);
  CHECK(sinks.failures() == 3);
  CHECK(before->told() == "sink_failed");
  CHECK(after->told() == "sink_failed");
  CHECK(after->events.front().text == "disk on fire");
}

TEST_CASE("sinks that all throw do not throw at each other for ever") {
  detail::SinkList sinks;
  for (int i = 0; i < 3; ++i) sinks.add(std::make_shared<Throwing>());
  sinks.sample(Sample());
  CHECK(sinks.failures() >= 3);
  CHECK(sinks.failures() <= 9);
}

TEST_CASE("nothing comes after the ending, not even the word that a sink has failed at it") {
  detail::SinkList sinks;
  const auto told = std::make_shared<Recorder>();
  sinks.add(told);
  sinks.add(std::make_shared<Throwing>());
  Event stopped;
  stopped.kind = EventKind::stopped;
  sinks.finish(stopped);
  CHECK(told->told() == "stopped");
  CHECK(sinks.failures() == 1);
  sinks.sample(Sample());  // in the next segment it is told
  CHECK(told->told() == "stopped sink_failed");
}

TEST_CASE("a sink added late is told alone what the others know") {
  detail::SinkList sinks;
  const auto first = std::make_shared<Recorder>();
  const auto second = std::make_shared<Recorder>();
  sinks.add(first);
  sinks.add(second);
  sinks.start_last(RecordHeader());
  sinks.event_last(Event());
  CHECK(first->headers.empty());
  CHECK(second->headers.size() == 1);
  CHECK(second->told() == "joined");
}

TEST_CASE("once closed, not even the sinks after the one that closed are called") {
  detail::SinkList sinks;
  const auto last = std::make_shared<Recorder>();
  sinks.add(make_callback_sink([&sinks](const Sample&) { sinks.close(); }));
  sinks.add(last);
  sinks.sample(Sample());
  CHECK(last->samples.empty());
}
