#include <procmem/sink.hpp>

#include <doctest/doctest.h>

using namespace procmem;

TEST_CASE("a callback sink passes on what it has a callback for") {
  int samples = 0;
  int events = 0;
  const auto both = make_callback_sink([&](const Sample&) { ++samples; }, [&](const Event&) { ++events; });
  both->on_start(RecordHeader());
  both->on_sample(Sample());
  both->on_event(Event());
  const auto neither = make_callback_sink({});
  neither->on_sample(Sample());
  neither->on_event(Event());
  CHECK(samples == 1);
  CHECK(events == 1);
}
