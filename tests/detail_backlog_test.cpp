#include "detail/backlog.hpp"

#include <string>

#include <doctest/doctest.h>

#include "detail/record_parser.hpp"
#include "support/recorder.hpp"

using namespace procmem;
using namespace std::chrono_literals;
using detail::Backlog;
using detail::Instant;

namespace {

const Instant now{std::chrono::system_clock::time_point(100s), std::chrono::steady_clock::time_point(50s)};
const std::error_code full = std::make_error_code(std::errc::no_space_on_device);

Event event_of(EventKind kind, int pid, const char* name = "") {
  Event event;
  event.kind = kind;
  event.pid = pid;
  event.name = name;
  return event;
}

/// What a reader makes of all that is owed.
Recorder told_by(const Backlog& backlog, RecordFormat format = RecordFormat::jsonl) {
  detail::RecordWriter writer(format, {});
  std::string text;
  backlog.append_to(text, writer, now);
  Recorder told;
  ReadSummary summary;
  detail::RecordParser parser(told, summary);
  REQUIRE(!parser.feed(text));
  REQUIRE(!parser.finish());
  CHECK(summary.skipped_lines == 0);
  return told;
}

Backlog begun() {
  Backlog backlog;
  RecordHeader header;
  header.pid = 812;
  backlog.begin(header);
  backlog.clear();
  return backlog;
}

}  // namespace

TEST_CASE("a segment owes its header once") {
  Backlog backlog;
  CHECK(backlog.empty());
  CHECK(!backlog.has_begun());
  RecordHeader header;
  header.pid = 812;
  backlog.begin(header);
  CHECK(backlog.has_begun());
  CHECK(!backlog.empty());
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
    const Recorder told = told_by(backlog, format);
    REQUIRE(told.headers.size() == 1);
    CHECK(told.headers[0].pid == 812);
    CHECK(!told.headers[0].continued);
  }
  backlog.clear();
  CHECK(backlog.empty());
}

TEST_CASE("in a new file it owes a continued header and who is watched by then") {
  Backlog backlog = begun();
  backlog.note(event_of(EventKind::joined, 1, "stays"));
  backlog.note(event_of(EventKind::joined, 2, "exits"));
  backlog.note(event_of(EventKind::joined, 3, "sh"));
  backlog.note(event_of(EventKind::exec, 3, "execs"));
  backlog.note(event_of(EventKind::joined, 4, "leaves"));
  backlog.note(event_of(EventKind::exited, 2));
  backlog.note(event_of(EventKind::left, 4));
  CHECK(backlog.empty());  // the events themselves have been written
  backlog.go_on_elsewhere();
  const Recorder told = told_by(backlog);
  REQUIRE(told.headers.size() == 1);
  CHECK(told.headers[0].continued);
  CHECK(told.headers[0].monotonic == now.monotonic);
  REQUIRE(told.told() == "joined joined");
  CHECK(told.events[0].name == "stays");
  CHECK(told.events[1].name == "execs");
}

TEST_CASE("before it has begun, another file owes nothing") {
  Backlog backlog;
  backlog.go_on_elsewhere();
  CHECK(backlog.empty());
}

TEST_CASE("what was lost is told as a gap, behind the events that were kept") {
  Backlog backlog = begun();
  detail::RecordWriter writer(RecordFormat::jsonl, {});
  backlog.keep(writer.event(event_of(EventKind::exited, 7)));
  for (int i = 0; i < 5; ++i) backlog.lose_sample(full);
  backlog.doubt_samples(3, std::make_error_code(std::errc::io_error));
  backlog.keep_torn_line("{\"ty\x1b");
  const Recorder told = told_by(backlog);
  REQUIRE(told.told() == "gap exited gap gap");
  CHECK(told.events[0].text == "the recorder before was cut off while it wrote: {\"ty\x1b");
  CHECK(told.events[2].count == 5);
  CHECK(told.events[2].pid == 0);
  CHECK(told.events[2].text == "5 samples were lost: No space left on device");
  CHECK(told.events[3].count == 3);
  CHECK(told.events[3].text ==
        "what was written last may not be on the disk (samples: 3): Input/output error");
  backlog.clear();
  CHECK(backlog.empty());
}

TEST_CASE("of too many events none is kept, and a new segment is due, so that no curve goes on") {
  Backlog backlog = begun();
  backlog.note(event_of(EventKind::joined, 1, "watched"));
  detail::RecordWriter writer(RecordFormat::jsonl, {});
  for (int i = 0; i < 2000; ++i) backlog.keep(writer.event(event_of(EventKind::exec, 1, "x")));
  const Recorder told = told_by(backlog);
  REQUIRE(told.headers.size() == 1);
  CHECK(!told.headers[0].continued);
  REQUIRE(told.told() == "joined gap");
  CHECK(told.events[1].text == "2000 events were lost");
}
