#include <procmem/error.hpp>
#include <procmem/record.hpp>

#include <cstdlib>
#include <ctime>

#include <doctest/doctest.h>

#include <procmem/file_sink.hpp>

#include "detail/record_parser.hpp"
#include "support/fixtures.hpp"
#include "support/recorder.hpp"
#include "support/scratch.hpp"

using namespace procmem;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr RecordFormat formats[] = {RecordFormat::csv, RecordFormat::jsonl, RecordFormat::memlog};

/// Every figure different, so that no two can be mixed up.
Sample full_sample(int number) {
  Sample sample;
  sample.time = system_clock::time_point(1795436998s + number * 1s);
  sample.monotonic = steady_clock::time_point(5000s + number * 1s + 123456789ns);
  sample.pid = 800 + number;
  sample.missed = static_cast<std::uint64_t>(number);
  std::int64_t value = 1024 * (1000 + 100 * number);
  for (const Field& field : fields())
    field.set(sample.status, field.unit == Field::Unit::bytes ? value += 1024 : 7);
  return sample;
}

Event full_event() {
  Event event;
  event.kind = EventKind::mark;
  event.time = system_clock::time_point(1795436999s);
  event.monotonic = steady_clock::time_point(5001s);
  event.pid = 801;
  event.name = "redis";
  event.start_ticks = 4711;
  event.count = 3;
  event.text = "load index, \"quoted\"\n# not a comment";
  return event;
}

RecordHeader full_header() {
  RecordHeader header;
  header.time = system_clock::time_point(1795436998s);
  header.monotonic = steady_clock::time_point(5000s);
  header.interval = 100ms;
  header.boot_id = "0d9bb0e0-1c2f-4a3c-8f0c-111122223333";
  header.pid = 800;
  header.name = "na\"me,\\";
  header.start_ticks = 4710;
  return header;
}

void write_recording(const std::string& path, RecordFormat format) {
  FileSink sink(path, format);
  sink.on_start(full_header());
  sink.on_sample(full_sample(0));
  sink.on_event(full_event());
  Sample zombie = full_sample(1);
  zombie.status = StatusSnapshot();
  sink.on_sample(zombie);
  sink.on_sample(full_sample(2));
}

/// Plays a text into a recorder, as if it were a file, in pieces of this size.
struct Played {
  Recorder told;
  ReadSummary summary;
  std::error_code error;

  explicit Played(std::string_view text, std::size_t piece = 1000000) {
    detail::RecordParser parser(told, summary);
    for (std::size_t at = 0; at < text.size() && !error; at += piece)
      error = parser.feed(text.substr(at, piece));
    if (!error) error = parser.finish();
  }
};

void same_sample(const Sample& read, const Sample& written) {
  CHECK(read.time == written.time);
  CHECK(read.monotonic == written.monotonic);
  CHECK(read.pid == written.pid);
  CHECK(read.missed == written.missed);
  CHECK(read.status == written.status);
}

const std::string csv_start = "time,monotonic_s,pid,missed,vm_rss_bytes\n";
const std::string json_start = "{\"type\":\"header\",\"procmem\":1}\n";

}  // namespace

TEST_CASE("csv and jsonl give back all that was written") {
  const Scratch scratch;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
    const std::string path = scratch / std::string(format_name(format));
    write_recording(path, format);
    const Recording recording = read_recording(path);
    CHECK(recording.summary.format == format);
    CHECK(recording.summary.skipped_lines == 0);
    CHECK(!recording.summary.torn_tail);
    REQUIRE(recording.samples.size() == 3);
    same_sample(recording.samples[0], full_sample(0));
    CHECK(recording.samples[1].status == StatusSnapshot());  // absent stays absent
    CHECK(recording.samples[1].pid == 801);
    same_sample(recording.samples[2], full_sample(2));
    REQUIRE(recording.events.size() == 1);
    const Event& event = recording.events.front();
    CHECK(event.kind == EventKind::mark);
    CHECK(event.pid == 801);
    CHECK(event.name == "redis");
    CHECK(event.start_ticks == 4711);
    CHECK(event.count == 3);
    CHECK(event.text == full_event().text);
    CHECK(event.monotonic == full_event().monotonic);
    CHECK(recording.header.interval == 100ms);
    CHECK(recording.header.name == "na\"me,\\");
    CHECK(recording.header.boot_id == full_header().boot_id);
    CHECK(recording.header.start_ticks == 4710);
    CHECK(recording.header.time == full_header().time);
  }
}

TEST_CASE("phases and operations are given back, and a figure that is damaged costs its line") {
  const Scratch folder;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
    const std::string path = folder / std::string(format_name(format));
    Event event = full_event();
    event.phase = 12;
    event.result = PhaseResult{2500ms, Bytes(1 << 20), std::nullopt, Bytes(3 << 20), true};
    Event begin = full_event();
    begin.phase = 12;
    {
      FileSink sink(path, format, FileSinkOptions{parse_field_list("VmRSS,operations")});
      sink.on_start(full_header());
      sink.on_event(begin);
      Sample sample = full_sample(1);
      sample.operations = 1ULL << 40;
      sink.on_sample(sample);
      sample.operations.reset();
      sink.on_sample(sample);
      sink.on_event(event);
    }
    const Recording recording = read_recording(path);
    REQUIRE(recording.events.size() == 2);
    CHECK(recording.events[0].phase == 12);
    CHECK(!recording.events[0].result);
    CHECK(recording.events[1].result == event.result);
    REQUIRE(recording.samples.size() == 2);
    CHECK(recording.samples[0].operations == 1ULL << 40);
    CHECK(!recording.samples[1].operations);
    CHECK(recording.summary.skipped_lines == 0);
    std::string damaged = content(path);
    damaged.replace(damaged.find("\"peak_bytes\":3"), 14, "\"peak_bytes\":-");
    write_file(path, damaged);
    CHECK(read_recording(path).events.size() == 1);
    CHECK(read_recording(path).summary.skipped_lines == 1);
  }
}

TEST_CASE("a header's limit is given back with its source, and a segment without one has none") {
  const Scratch scratch;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
    const std::string path = scratch / std::string(format_name(format));
    FileSink file(path, format);
    RecordHeader header = full_header();
    header.limit = Bytes::from_kib(65536);
    header.limit_source = "cgroup v2 /a\"b";
    header.limit_bounds = "vm_rss";
    file.on_start(header);
    file.on_start(full_header());
    const Recording recording = read_recording(path);
    REQUIRE(recording.segments.size() == 2);
    CHECK(recording.header.limit == header.limit);
    CHECK(recording.header.limit_source == header.limit_source);
    CHECK(recording.header.limit_bounds == "vm_rss");
    CHECK(!recording.segments[1].header.limit);
    CHECK(recording.segments[1].header.limit_source.empty());
  }
}

TEST_CASE("a memlog gives back its two figures and whole seconds") {
  const Scratch scratch;
  write_recording(scratch / "m", RecordFormat::memlog);
  const Recording recording = read_recording(scratch / "m");
  CHECK(recording.summary.format == RecordFormat::memlog);
  REQUIRE(recording.samples.size() == 3);
  CHECK(recording.samples[0].time == full_sample(0).time);
  CHECK(recording.samples[0].status.vm_rss == full_sample(0).status.vm_rss);
  CHECK(recording.samples[0].status.vm_size == full_sample(0).status.vm_size);
  CHECK(!recording.samples[0].status.vm_peak);
  CHECK(recording.samples[0].pid == 0);
  CHECK(!recording.samples[1].status.vm_rss);
  CHECK(recording.samples[2].monotonic - recording.samples[0].monotonic == 2s);
  CHECK(recording.segments.size() == 1);
}

TEST_CASE("a recording cut at any byte gives a part of its samples, each of them exact") {
  const Scratch scratch;
  for (const RecordFormat format : formats) {
    const std::string path = scratch / std::string(format_name(format));
    write_recording(path, format);
    const std::string text = content(path);
    const Played whole(text);
    REQUIRE(whole.told.samples.size() == 3);
    for (std::size_t length = 0; length <= text.size(); ++length) {
      const Played part(std::string_view(text).substr(0, length));
      CAPTURE(length);
      REQUIRE(part.told.samples.size() <= 3);
      for (std::size_t i = 0; i < part.told.samples.size(); ++i)
        same_sample(part.told.samples[i], whole.told.samples[i]);
      CHECK(!part.error);  // whenever its recorder was killed, it opens
      const bool cut_in_line = length != 0 && text[length - 1] != '\n';
      CHECK(part.summary.torn_tail == cut_in_line);
    }
  }
}

TEST_CASE("the size of the pieces in which a file comes makes no difference") {
  const Scratch scratch;
  for (const RecordFormat format : formats) {
    const std::string path = scratch / std::string(format_name(format));
    write_recording(path, format);
    const std::string text = content(path);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U, 1000U}) {
      const Played played(text, piece);
      CHECK(!played.error);
      CHECK(played.told.samples.size() == 3);
      CHECK(played.summary.skipped_lines == 0);
    }
  }
}

TEST_CASE("damaged rows of a csv are skipped, counted and located, and never become a number") {
  const std::string good = "2026-11-23T12:29:58Z,1.5,7,0,4096\n";
  for (const std::string bad :
       {"2026-11-23T12:29:58Z,1.5,7,0\n", "2026-11-23T12:29:58Z,1.5,7,0,4096,1\n",
        "2026-11-23T12:29:58Z,1.5,7,0,-4096\n", "2026-11-23T12:29:58Z,1.5,7,0,+4096\n",
        "2026-11-23T12:29:58Z,1.5,7,0,4096 \n", "2026-11-23T12:29:58Z,1.5,7,0,0x10\n",
        "2026-11-23T12:29:58Z,1.5,7,0,9223372036854775808\n", "2026-11-23T12:29:58Z,1.5,7,0,1e3\n",
        "2026-11-23T12:29:58Z,1.5,2147483648,0,1\n", "2026-11-23T12:29:58Z,,7,0,1\n",
        "2026-11-23T12:29:58Z,1.,7,0,1\n", "2026-11-23T12:29:58Z,1.0123456789,7,0,1\n",
        "yesterday,1.5,7,0,1\n", "2026-11-23T12:29:58Z,1.5,7,0,40962026-11-23\n", "garbage\n",
        "time,nothing\n"}) {
    CAPTURE(bad);
    const Played played(csv_start + good + bad + good);
    CHECK(!played.error);
    CHECK(played.told.samples.size() == 2);
    CHECK(played.summary.skipped_lines == 1);
    REQUIRE(played.summary.skipped.size() == 1);
    CHECK(played.summary.skipped[0].line == 3);
    CHECK(!played.summary.skipped[0].reason.empty());
  }
}

TEST_CASE("damaged lines of a jsonl are skipped, counted and located, and never become a number") {
  const std::string start =
      "{\"type\":\"sample\",\"time\":\"2026-11-23T12:29:58Z\",\"monotonic_ns\":15,\"pid\":7";
  const std::string good = start + ",\"vm_rss_bytes\":4096}\n";
  for (const std::string& bad : {start + ",\"vm_rss_bytes\":40",
                                 start + ",\"vm_rss_bytes\":-1}",
                                 start + ",\"vm_rss_bytes\":1.5}",
                                 start + ",\"vm_rss_bytes\":\"4096\"}",
                                 start + ",\"vm_rss_bytes\":9223372036854775808}",
                                 start + ",\"threads\":2147483648}",
                                 start + "}}",
                                 start + "} x",
                                 std::string("{\"type\":\"sample\"}"),
                                 std::string("{\"type\":\"sample\",\"time\":\"then\"}"),
                                 std::string("[1]"),
                                 std::string("{}"),
                                 std::string("nonsense"),
                                 std::string("{\"type\":\"sample\",\"type\":5}"),
                                 std::string("{\"type\":\"event\",\"event\":7}"),
                                 std::string("{\"type\":\"event\",\"event\":\"mark\"}"),
                                 start + ",\"vm_rss_bytes\":04096}",
                                 start + ",\"vm_rss_bytes\":true}",
                                 start + ",\"name\":\"\xff\"}",
                                 start + std::string(1, '\0') + "}"}) {
    CAPTURE(bad);
    const Played played(json_start + good + bad + "\n" + good);
    CHECK(!played.error);
    CHECK(played.told.samples.size() == 2);
    CHECK(played.summary.skipped_lines == 1);
    REQUIRE(played.summary.skipped.size() == 1);
    CHECK(played.summary.skipped[0].line == 3);
  }
}

TEST_CASE("damaged memlog records are skipped whole") {
  const std::string good = "2026-11-23-12:29:58\nVmRSS:\t    4120 kB\nVmSize:\t    5004 kB\n\n";
  for (const std::string bad :
       {"VmRSS:\t 1 kB\n", "2026-11-23-12:30:58\nVmRSS:\t 1 MB\nVmSize:\t 1 kB\n\n",
        "2026-11-23-12:30:58\nVmRSS:\t-1 kB\n\n", "2026-11-23-12:30:58\nVmRSS:\t 41\n\n",
        "2026-11-23-12:30:58\nVmRSS:\t 1 kB\nVmRSS:\t 2 kB\n\n", "2026-11-23-12:30:58\n",
        "2026-11-23-12:30:58\nVmRSS:\t 1 kB\n", "2026-11-23-12:30:58\nVmSize:\t 9007199254740992 kB\n\n"}) {
    CAPTURE(bad);
    const Played played(good + bad + good);
    CHECK(!played.error);
    CHECK(played.told.samples.size() == 2);
    CHECK(played.summary.skipped_lines >= 1);
    CHECK(played.told.samples[1].status.vm_rss == Bytes::from_kib(4120));
  }
}

TEST_CASE("the classic script's own file is read, whatever its blanks") {
  const Played played(
      "2026-11-23-12:29:58\nVmSize:     5004 kB\nVmRSS:      4120 kB\n\n2026-11-23-12:39:58\nVmRSS:\t 1 "
      "kB\nVmSize:\t 2 kB\n");
  CHECK(!played.error);
  REQUIRE(played.told.samples.size() == 2);
  CHECK(played.told.samples[0].status.vm_size == Bytes::from_kib(5004));
  CHECK(played.told.samples[1].status.vm_rss == Bytes::from_kib(1));
}

TEST_CASE("a recorder that was killed before it wrote anything leaves a recording without samples") {
  const Played empty("");
  CHECK(!empty.error);
  CHECK(empty.summary.samples == 0);
  CHECK(empty.summary.skipped_lines == 0);
  CHECK(!empty.summary.torn_tail);
}

TEST_CASE("what is no recording is refused, and so is a version that is not known") {
  for (const char* const foreign :
       {"\n", "x", "hello\n", "a,b,c\n1,2,3\n", "{\"a\":1}\n", "{\"type\":\"sample\"}\n", "[]\n",
        "# a remark\n", "time,pid\n", "{\n", "{\"a\""})
    CHECK_MESSAGE(Played(foreign).error == Errc::not_a_recording, foreign);
  CHECK(Played("{\"type\":\"header\",\"procmem\":2}\n").error == Errc::unknown_version);
  CHECK(Played("# {\"type\":\"header\",\"procmem\":2}\n").error == Errc::unknown_version);
  for (const char* const version : {"0", "-1", "1.5", "4294967297", "18446744073709551616", "\"2\""}) {
    CAPTURE(version);
    const std::string header = std::string("{\"type\":\"header\",\"procmem\":") + version + "}\n";
    CHECK(Played(header).error == Errc::unknown_version);
    CHECK(Played("# " + header).error == Errc::unknown_version);
  }
}

TEST_CASE("what a later version may add is passed over") {
  const Played json(
      json_start +
      "{\"type\":\"smoke\",\"deep\":{\"a\":[1,2]}}\n{\"type\":\"event\",\"event\":\"eclipse\"}\n"
      "{\"type\":\"sample\",\"new\":{\"x\":1},\"time\":\"2026-11-23T12:29:58Z\",\"vm_rss_bytes\":null,"
      "\"monotonic_ns\":15,\"pid\":7}\n");
  CHECK(!json.error);
  CHECK(json.told.samples.size() == 1);
  CHECK(json.summary.skipped_lines == 0);
  const Played csv("# a remark\r\n" + csv_start + "2026-11-23T12:29:58Z,1.5,7,0,4096\n");
  CHECK(!csv.error);
  CHECK(csv.told.samples.size() == 1);
  const Played columns(
      "time,pid,brand_new,monotonic_s,vm_swap_bytes\n# a remark\n2026-11-23T12:29:58Z,7,x,1.5,8\r\n");
  CHECK(!columns.error);
  REQUIRE(columns.told.samples.size() == 1);
  CHECK(columns.told.samples[0].status.vm_swap == Bytes(8));
  CHECK(columns.told.samples[0].monotonic == steady_clock::time_point(1500ms));
}

TEST_CASE("two files put one behind the other are two segments, even with other columns") {
  const std::string header = "# {\"type\":\"header\",\"procmem\":1}\n";
  const Played played(header + csv_start + "2026-11-23T12:29:58Z,1,7,0,4096\n" + header +
                      "pid,time,monotonic_s,vm_size_bytes\n7,2026-11-23T12:29:59Z,2,8192\n");
  CHECK(!played.error);
  CHECK(played.summary.segments == 2);
  REQUIRE(played.told.samples.size() == 2);
  CHECK(!played.told.samples[1].status.vm_rss);
  CHECK(played.told.samples[1].status.vm_size == Bytes(8192));
}

TEST_CASE("a row of column names that was cut costs no sample of the segment after it") {
  const std::string header = "# {\"type\":\"header\",\"procmem\":1}\n";
  const Played played(header + "time,mono\n" + header + csv_start + "2026-11-23T12:29:58Z,1,7,0,4096\n");
  CHECK(!played.error);
  CHECK(played.told.samples.size() == 1);
  CHECK(played.summary.skipped_lines == 1);
}

TEST_CASE("a piece cut out of a recording gets a header made of its first sample or event") {
  const std::string sample =
      "{\"type\":\"sample\",\"time\":\"2026-11-23T12:29:58Z\",\"monotonic_ns\":15,\"pid\":7}\n";
  const std::string event =
      "{\"type\":\"event\",\"event\":\"mark\",\"time\":\"2026-11-23T12:29:58Z\",\"monotonic_ns\":15,"
      "\"pid\":7}\n";
  for (const std::string& text : {sample + event, event + sample, "# " + event + csv_start,
                                  csv_start + "2026-11-23T12:29:58Z,0.000000015,7,0,4096\n"}) {
    CAPTURE(text);
    const Played played(text);
    CHECK(!played.error);
    REQUIRE(played.told.headers.size() == 1);
    CHECK(played.told.headers[0].pid == 7);
    CHECK(played.told.headers[0].monotonic == steady_clock::time_point(15ns));
    CHECK(played.told.headers[0].time == system_clock::time_point(1795436998s));
    CHECK(played.summary.segments == 1);
  }
}

TEST_CASE("no name can forge a line: it comes back as it was, each record still one line") {
  const Scratch scratch;
  for (const std::string name :
       {"\n{\"type\":\"sample\"}", "\x1b[2J\x7f", "a,b\"c\\d#e", "</script>", "\xe2\x80\xa8\xc2\x85", "# {",
        "\r\n\t\b\f", "\xe2\x80\xaegnp", "time,monotonic_s,pid"}) {
    CAPTURE(name);
    for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
      const std::string path = scratch / "f";
      ::remove(path.c_str());
      RecordHeader header = full_header();
      header.name = std::string_view(name);
      Event event = full_event();
      event.name = std::string_view(name);
      event.text = name;
      {
        FileSink sink(path, format);
        sink.on_start(header);
        sink.on_event(event);
        sink.on_sample(full_sample(0));
      }
      const Recording recording = read_recording(path);
      CHECK(recording.summary.lines == (format == RecordFormat::csv ? 4 : 3));
      CHECK(recording.summary.skipped_lines == 0);
      CHECK(recording.header.name == name);
      CHECK(recording.events.at(0).name == name);
      CHECK(recording.events.at(0).text == name);
      REQUIRE(recording.samples.size() == 1);
      same_sample(recording.samples[0], full_sample(0));
    }
  }
}

TEST_CASE("a name that is not UTF-8 loses only the bytes that are not") {
  const Scratch scratch;
  RecordHeader header = full_header();
  header.name =
      "a\xff"
      "b\xed\xa0\x80";
  FileSink(scratch / "a.jsonl", RecordFormat::jsonl).on_start(header);
  const Recording recording = read_recording(scratch / "a.jsonl");
  CHECK(recording.summary.skipped_lines == 0);
  CHECK(recording.header.name == "a\uFFFDb\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("a name that is too long is cut between two characters") {
  const std::string most(ProcessName::capacity - 2, 'n');
  const Played played(json_start + R"({"type":"event","event":"joined","time":"2026-11-23T12:29:58Z",)" +
                      R"("monotonic_ns":15,"pid":7,"name":")" + most + "🐘\"}\n");
  REQUIRE(played.told.events.size() == 1);
  CHECK(played.told.events[0].name == most);
}

TEST_CASE("what a torn line leaves unfinished is counted once") {
  const Played played(
      "2026-11-23-12:29:58\nVmRSS:\t 1 kB\nVmSize:\t 2 kB\n\n2026-11-23-12:39:58\nVmRSS:\t 1");
  CHECK(played.told.samples.size() == 1);
  CHECK(played.summary.torn_tail);
  CHECK(played.summary.skipped_lines == 1);
}

TEST_CASE("a line of more than a megabyte costs that line and no memory") {
  const std::string row = "2026-11-23T12:29:58Z,1.5,7,0,4096\n";
  const Played played(csv_start + row + std::string(3U << 20U, 'x') + "\n" + row, 65536);
  CHECK(!played.error);
  CHECK(played.told.samples.size() == 2);
  CHECK(played.summary.skipped_lines == 1);
  CHECK(played.summary.skipped[0].line == 3);
}

TEST_CASE("a byte order mark does not hide the format") {
  CHECK(!Played("\xEF\xBB\xBF" + csv_start).error);
}

TEST_CASE("only the first hundred damaged lines are kept") {
  std::string text = csv_start;
  for (int i = 0; i < 250; ++i) text += "x\n";
  const Played played(text);
  CHECK(played.summary.skipped_lines == 250);
  CHECK(played.summary.skipped.size() == 100);
}

TEST_CASE("a file that cannot be read says why") {
  const Scratch scratch;
  std::error_code error;
  read_recording(scratch / "none", error);
  CHECK(error == std::errc::no_such_file_or_directory);
  read_recording(scratch / "", error);
  CHECK(error == std::errc::is_a_directory);
  write_file(scratch / "x", "hello\n");
  CHECK_THROWS_WITH_AS(read_recording(scratch / "x"), (scratch / "x" + ": not a recording").c_str(), Error);
}

TEST_CASE("recordings of format version 1 stay readable") {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  for (const RecordFormat format : formats) {
    const std::string name = "recordings/v1." + std::string(format_name(format));
    CAPTURE(name);
    const Played played(fixtures::read(name));
    CHECK(!played.error);
    CHECK(played.summary.skipped_lines == 0);
    REQUIRE(played.told.samples.size() == 3);
    CHECK(played.told.samples[0].time == full_sample(0).time);
    CHECK(played.told.samples[0].status.vm_rss == full_sample(0).status.vm_rss);
    CHECK(!played.told.samples[1].status.vm_rss);
    if (format == RecordFormat::memlog) continue;
    same_sample(played.told.samples[2], full_sample(2));
    CHECK(played.told.events.at(0).text == full_event().text);
    // And what is written today has still the same form.
    const Scratch scratch;
    write_recording(scratch / "now", format);
    CHECK(content(scratch / "now") == fixtures::read(name));
  }
  ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("a recording with phases stays readable") {
  const Played played(fixtures::read("recordings/v1-phases.jsonl"));
  CHECK(!played.error);
  CHECK(played.summary.skipped_lines == 0);
  CHECK(played.told.told() == "joined mark mark mark mark mark stopped");
  const Event& end = played.told.events.at(3);
  CHECK(end.text == "load index");
  CHECK(end.phase == 2);
  REQUIRE(end.result);
  CHECK(end.result->duration == 190089873ns);
  CHECK(end.result->growth() == Bytes(21016576 - 4227072));
  CHECK(end.result->peak == Bytes(71266304));
  CHECK(end.result->peak_exact);
}
