#include <procmem/growth_sink.hpp>

#include <doctest/doctest.h>

using namespace procmem;
using namespace std::chrono_literals;

namespace {

/// Tells a sink what a sampler would have told it: a tick each minute.
struct Teller {
  Sink& sink;
  std::chrono::steady_clock::time_point now{100h};

  void start(int pid, const char* name) {
    RecordHeader header;
    header.pid = pid;
    header.name = name;
    sink.on_start(header);
  }
  void tell(EventKind kind, int pid, const char* name = "") {
    Event event;
    event.kind = kind;
    event.monotonic = now;
    event.pid = pid;
    event.name = name;
    sink.on_event(event);
  }
  void sample(int pid, std::int64_t kib) {
    Sample sample;
    sample.pid = pid;
    sample.monotonic = now;
    sample.status.vm_rss = sample.status.rss_anon = Bytes::from_kib(kib);
    sample.status.rss_file = sample.status.rss_shmem = sample.status.vm_swap = Bytes();
    sink.on_sample(sample);
  }
  void minutes(int pid, int count, std::int64_t from_kib, std::int64_t kib_each) {
    for (int i = 0; i < count; ++i, now += 60s) sample(pid, from_kib + i * kib_each);
  }
};

}  // namespace

TEST_CASE("each process has a curve of its own, in the order in which they began") {
  GrowthSink sink;
  Teller teller{sink};
  teller.start(10, "steady");
  teller.tell(EventKind::joined, 10, "steady");
  teller.tell(EventKind::joined, 9, "leaky");
  for (int i = 0; i < 300; ++i, teller.now += 60s) {
    teller.sample(10, 50000);
    teller.sample(9, 5000 + 512 * i);
  }
  const auto series = sink.series();
  REQUIRE(series.size() == 2);
  CHECK(series[0].pid == 10);
  CHECK(series[0].name == "steady");
  CHECK(series[0].segment == 0);
  CHECK(series[0].ended.empty());
  CHECK(series[0].report.verdict == Verdict::stable);
  CHECK(series[0].report.samples == 300);
  CHECK(series[1].pid == 9);
  CHECK(series[1].report.verdict == Verdict::leaking);
  REQUIRE(series[1].report.rate);
  CHECK(series[1].report.rate->low <= 60.0 * 512 * 1024);
  CHECK(series[1].report.rate->high >= 60.0 * 512 * 1024);
}

TEST_CASE("an exec begins a new curve: a smaller program is no shrinking one") {
  GrowthSink sink;
  Teller teller{sink};
  teller.start(10, "sh");
  teller.tell(EventKind::joined, 10, "sh");
  teller.minutes(10, 200, 90000, 0);
  teller.tell(EventKind::exec, 10, "worker");
  teller.minutes(10, 200, 4000, 0);
  teller.tell(EventKind::exited, 10);
  const auto series = sink.series();
  REQUIRE(series.size() == 2);
  CHECK(series[0].name == "sh");
  CHECK(series[0].ended == "exec");
  CHECK(series[0].report.verdict == Verdict::stable);
  CHECK(series[0].report.last == Bytes::from_kib(90000).count());
  CHECK(series[1].name == "worker");
  CHECK(series[1].ended == "exited");
  CHECK(series[1].report.verdict == Verdict::stable);
  CHECK(series[1].report.first == Bytes::from_kib(4000).count());
}

TEST_CASE("whoever has the pid next has a curve of its own, even where the ending has been lost") {
  GrowthSink sink;
  Teller teller{sink};
  teller.start(10, "a");
  teller.tell(EventKind::joined, 10, "a");
  teller.minutes(10, 3, 1000, 0);
  teller.tell(EventKind::replaced, 10);
  teller.tell(EventKind::joined, 10, "b");
  teller.minutes(10, 3, 2000, 0);
  teller.tell(EventKind::joined, 10, "c");
  teller.minutes(10, 3, 3000, 0);
  const auto series = sink.series();
  REQUIRE(series.size() == 3);
  CHECK(series[0].ended == "replaced");
  CHECK(series[1].ended.empty());
  CHECK(series[1].report.last == Bytes::from_kib(2000).count());
  CHECK(series[2].name == "c");
}

TEST_CASE("gaps, missed ticks, marks and failures of other sinks end nothing") {
  GrowthSink sink;
  Teller teller{sink};
  teller.start(10, "a");
  teller.tell(EventKind::joined, 10, "a");
  for (const EventKind kind : {EventKind::gap, EventKind::missed, EventKind::mark, EventKind::sink_failed}) {
    teller.minutes(10, 5, 1000, 0);
    teller.tell(kind, 10);
  }
  const auto series = sink.series();
  REQUIRE(series.size() == 1);
  CHECK(series[0].report.samples == 20);
}

TEST_CASE("a new segment begins new curves and is counted from 0") {
  GrowthSink sink;
  Teller teller{sink};
  for (const char* const name : {"first", "second"}) {
    teller.start(10, name);
    teller.minutes(10, 2, 1000, 0);
    teller.tell(EventKind::stopped, 0);
  }
  teller.start(10, "third");
  teller.minutes(10, 2, 1000, 0);
  const auto series = sink.series();
  REQUIRE(series.size() == 3);
  CHECK(series[1].segment == 1);
  CHECK(series[1].name == "second");
  CHECK(series[1].ended == "stopped");
  CHECK(series[2].segment == 2);
  CHECK(series[2].ended.empty());
}

TEST_CASE("samples without a header or a joined are a curve, too") {
  GrowthSink sink;
  Teller teller{sink};
  teller.minutes(0, 4, 1000, 0);
  const auto series = sink.series();
  REQUIRE(series.size() == 1);
  CHECK(series[0].pid == 0);
  CHECK(series[0].segment == 0);
  CHECK(series[0].report.verdict == Verdict::not_enough_data);
}

TEST_CASE("a change of verdict is told, with the curve that it is about") {
  std::vector<GrowthSeries> told;
  GrowthSink sink({}, [&told](const GrowthSeries& series) { told.push_back(series); });
  Teller teller{sink};
  teller.start(10, "a");
  teller.tell(EventKind::joined, 10, "a");
  teller.minutes(10, 600, 4000, 1024);
  REQUIRE(!told.empty());
  CHECK(told.back().pid == 10);
  CHECK(told.back().name == "a");
  CHECK(told.back().report.verdict == Verdict::leaking);
  for (std::size_t i = 1; i < told.size(); ++i) CHECK(told[i].report.verdict != told[i - 1].report.verdict);
}

TEST_CASE("the header's limit counts unless one was given, and a process's own not for the sum") {
  RecordHeader header;
  header.pid = 10;
  header.limit = Bytes(std::int64_t{1} << 32);
  header.limit_source = "RLIMIT_AS";
  header.limit_bounds = "vm_size";
  GrowthSink plain;
  GrowthOptions options;
  options.limit = Bytes(std::int64_t{1} << 33);
  GrowthSink given(options);
  for (GrowthSink* const sink : {&plain, &given}) {
    sink->on_start(header);
    Teller teller{*sink};
    teller.sample(10, 1000);
    teller.sample(0, 1000);
  }
  CHECK(plain.series()[0].report.limit == header.limit);
  CHECK(plain.series()[0].limit_source == "RLIMIT_AS");
  CHECK(!plain.series()[1].report.limit);
  CHECK(given.series()[0].report.limit == options.limit);
  CHECK(given.series()[0].limit_source.empty());
}
