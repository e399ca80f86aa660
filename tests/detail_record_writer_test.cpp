#include "detail/record_writer.hpp"

#include <clocale>
#include <cstdlib>
#include <ctime>

#include <doctest/doctest.h>

using namespace procmem;
using namespace std::chrono;
using namespace std::chrono_literals;
using detail::RecordWriter;

namespace {

Sample small_sample() {
  Sample sample;
  sample.time = system_clock::time_point(1795436998s + 123456us);
  sample.monotonic = steady_clock::time_point(12345s + 7ns);
  sample.pid = 812;
  sample.missed = 2;
  sample.status.vm_rss = Bytes::from_kib(4120);
  sample.status.vm_size = Bytes::from_kib(5004);
  sample.status.threads = 3;
  return sample;
}

RecordHeader small_header() {
  RecordHeader header;
  header.time = small_sample().time;
  header.monotonic = small_sample().monotonic;
  header.interval = 100ms;
  header.boot_id = "boot";
  header.pid = 812;
  header.name = "a\"b\x1b";
  header.start_ticks = 99;
  return header;
}

FieldList few() {
  return parse_field_list("VmRSS,VmSize,VmSwap,Threads");
}

}  // namespace

TEST_CASE("a memlog record is the classic script's, byte for byte") {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  RecordWriter writer(RecordFormat::memlog, {});
  CHECK(writer.header(small_header(), true).empty());
  CHECK(writer.event(Event()).empty());
  CHECK(writer.sample(small_sample()) ==
        "2026-11-23-12:29:58\nVmRSS:\t    4120 kB\nVmSize:\t    5004 kB\n\n");
  Sample huge = small_sample();
  huge.status.vm_size = Bytes::from_kib(123456789012);  // wider than the kernel's eight places
  CHECK(writer.sample(huge) == "2026-11-23-12:29:58\nVmRSS:\t    4120 kB\nVmSize:\t123456789012 kB\n\n");
  Sample zombie = small_sample();
  zombie.status = StatusSnapshot();
  CHECK(writer.sample(zombie) == "2026-11-23-12:29:58\n\n");  // its grep finds nothing
  ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("a csv has its header as a comment, its columns once, and an empty cell for what is absent") {
  RecordWriter writer(RecordFormat::csv, few());
  CHECK(writer.header(small_header(), true) ==
        "# "
        "{\"type\":\"header\",\"procmem\":1,\"time\":\"2026-11-23T12:29:58.123456Z\",\"monotonic_ns\":"
        "12345000000007,"
        "\"interval_ns\":100000000,\"boot_id\":\"boot\",\"pid\":812,\"name\":\"a\\\"b\\u001b\",\"start_"
        "ticks\":99,"
        "\"fields\":[\"vm_rss_bytes\",\"vm_size_bytes\",\"vm_swap_bytes\",\"threads\"]}\n"
        "time,monotonic_s,pid,missed,vm_rss_bytes,vm_size_bytes,vm_swap_bytes,threads\n");
  CHECK(writer.sample(small_sample()) ==
        "2026-11-23T12:29:58.123456Z,12345.000000007,812,2,4218880,5124096,,3\n");
  CHECK(writer.header(small_header(), false).find("time,monotonic_s") == std::string_view::npos);
}

TEST_CASE("a jsonl sample leaves out what is absent") {
  RecordWriter writer(RecordFormat::jsonl, few());
  CHECK(writer.sample(small_sample()) ==
        "{\"type\":\"sample\",\"time\":\"2026-11-23T12:29:58.123456Z\",\"monotonic_ns\":12345000000007,"
        "\"pid\":812,"
        "\"missed\":2,\"vm_rss_bytes\":4218880,\"vm_size_bytes\":5124096,\"threads\":3}\n");
}

TEST_CASE("an event has only the keys that say something") {
  RecordWriter writer(RecordFormat::jsonl, {});
  Event event;
  event.kind = EventKind::missed;
  event.time = small_sample().time;
  event.monotonic = small_sample().monotonic;
  event.count = 5;
  CHECK(writer.event(event) ==
        "{\"type\":\"event\",\"event\":\"missed\",\"time\":\"2026-11-23T12:29:58.123456Z\","
        "\"monotonic_ns\":12345000000007,\"count\":5}\n");
  event.kind = EventKind::gap;
  event.count = 0;
  event.pid = 7;
  event.text = "no\nway";
  RecordWriter csv(RecordFormat::csv, {});
  CHECK(csv.event(event) ==
        "# {\"type\":\"event\",\"event\":\"gap\",\"time\":\"2026-11-23T12:29:58.123456Z\","
        "\"monotonic_ns\":12345000000007,\"pid\":7,\"text\":\"no\\u000away\"}\n");
}

TEST_CASE("the marks of a phase have its number, and that of its end what it was") {
  RecordWriter writer(RecordFormat::jsonl, {});
  Event event;
  event.kind = EventKind::mark;
  event.time = small_sample().time;
  event.monotonic = small_sample().monotonic;
  event.pid = 7;
  event.text = "load";
  event.phase = 3;
  const std::string begin =
      "{\"type\":\"event\",\"event\":\"mark\",\"time\":\"2026-11-23T12:29:58.123456Z\","
      "\"monotonic_ns\":12345000000007,\"pid\":7,\"text\":\"load\",\"phase\":3";
  CHECK(writer.event(event) == begin + "}\n");
  event.result = PhaseResult{1500ns, Bytes(4096), Bytes(8192), Bytes(12288), true};
  CHECK(writer.event(event) == begin +
                                   ",\"duration_ns\":1500,\"first_bytes\":4096,\"last_bytes\":8192,"
                                   "\"peak_bytes\":12288,\"peak_exact\":true}\n");
  event.result = PhaseResult();
  CHECK(writer.event(event) == begin + ",\"duration_ns\":0,\"peak_exact\":false}\n");
}

TEST_CASE("operations have a column where they are asked for") {
  RecordWriter writer(RecordFormat::csv, parse_field_list("VmRSS,operations"));
  Sample sample = small_sample();
  CHECK(writer.sample(sample).substr(27) == ",12345.000000007,812,2,4218880,\n");
  sample.operations = 1ULL << 40;
  CHECK(writer.sample(sample).substr(27) == ",12345.000000007,812,2,4218880,1099511627776\n");
}

TEST_CASE("a locale with a decimal comma changes nothing") {
  if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) {
    MESSAGE("SKIPPED: the locale de_DE.UTF-8 is not installed");
    return;
  }
  RecordWriter writer(RecordFormat::csv, few());
  CHECK(writer.sample(small_sample()) ==
        "2026-11-23T12:29:58.123456Z,12345.000000007,812,2,4218880,5124096,,3\n");
  std::setlocale(LC_ALL, "C");
}

TEST_CASE("only a file of the same format, version and columns is continued") {
  const RecordWriter csv(RecordFormat::csv, few());
  RecordWriter again(RecordFormat::csv, few());
  const std::string begun(again.header(small_header(), true));
  CHECK(csv.can_continue(begun));
  CHECK(csv.can_continue(begun.substr(0, 9)));  // a torn header and nothing else
  CHECK(!csv.can_continue("# a remark"));
  CHECK(!csv.can_continue("time,monotonic_s,pid,missed\n"));
  CHECK(!RecordWriter(RecordFormat::csv, {}).can_continue(begun));
  CHECK(!RecordWriter(RecordFormat::jsonl, few()).can_continue(begun));
  CHECK(!RecordWriter(RecordFormat::memlog, {}).can_continue(begun));
  CHECK(csv.has_column_row(begun));
  CHECK(!csv.has_column_row(again.header(small_header(), false)));
  std::string newer = begun;
  newer.replace(newer.find("\"procmem\":1"), 11, "\"procmem\":2");
  CHECK(!csv.can_continue(newer));
  CHECK(RecordWriter(RecordFormat::memlog, {}).can_continue("2026-11-23-12:29:58\nVmRSS:\t 1 kB\n"));
}
