#include <procmem/error.hpp>
#include <procmem/file_sink.hpp>

#include <array>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <procmem/record.hpp>

#include "support/file_size_limit.hpp"
#include "support/scratch.hpp"

using namespace procmem;

namespace {

Sample sample_of(int kib) {
  Sample sample;
  sample.pid = 812;
  sample.status.vm_rss = Bytes::from_kib(kib);
  sample.status.vm_size = Bytes::from_kib(2 * kib);
  return sample;
}

std::error_code refusal(const std::string& path, RecordFormat format, FieldList columns = {}) {
  try {
    FileSink(path, format, {std::move(columns)});
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find(path) == 0);
    return error.code();
  }
  return {};
}

}  // namespace

TEST_CASE("a recording is continued as a new segment, and its column row stands once") {
  const Scratch scratch;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl, RecordFormat::memlog}) {
    const std::string path = scratch / std::string(format_name(format));
    for (int run = 0; run < 2; ++run) {
      FileSink sink(path, format);
      sink.on_start(RecordHeader());
      sink.on_sample(sample_of(100 + run));
      CHECK(sink.samples_written() == 1);
    }
    const Recording recording = read_recording(path);
    REQUIRE(recording.samples.size() == 2);
    CHECK(recording.samples[1].status.vm_rss == Bytes::from_kib(101));
    CHECK(recording.summary.skipped_lines == 0);
    CHECK(recording.segments.size() == (format == RecordFormat::memlog ? 1 : 2));
    const std::string text = content(path);
    CHECK(text.find("time,monotonic_s") == text.rfind("time,monotonic_s"));
  }
}

TEST_CASE("samples without a segment get a header made of what is known") {
  const Scratch scratch;
  FileSink sink(scratch / "a.jsonl", RecordFormat::jsonl);
  sink.on_sample(sample_of(1));
  sink.on_sample(sample_of(2));
  const Recording recording = read_recording(scratch / "a.jsonl");
  CHECK(recording.segments.size() == 1);
  CHECK(recording.header.pid == 812);
  CHECK(recording.samples.size() == 2);
}

TEST_CASE("an event without a segment gets a header, too") {
  const Scratch scratch;
  Event event;
  event.kind = EventKind::mark;
  event.pid = 812;
  event.name = "redis";
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
    const std::string path = scratch / std::string(format_name(format));
    FileSink(path, format).on_event(event);
    const Recording recording = read_recording(path);
    CHECK(recording.segments.size() == 1);
    CHECK(recording.header.pid == 812);
    CHECK(recording.header.name == "redis");
    CHECK(recording.events.size() == 1);
    CHECK(refusal(path, format) == std::error_code());
  }
}

TEST_CASE("a row of column names that did not reach the file is written again") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink(path, RecordFormat::csv).on_start(RecordHeader());
  const std::string whole = content(path);
  const std::size_t row = whole.find('\n') + 1;
  for (std::size_t length = row - 1; length <= whole.size(); ++length) {
    CAPTURE(length);
    write_file(path, whole.substr(0, length));
    FileSink(path, RecordFormat::csv).on_sample(sample_of(9));
    const Recording recording = read_recording(path);
    REQUIRE(recording.samples.size() == 1);
    CHECK(recording.samples[0].status.vm_rss == Bytes::from_kib(9));
    CHECK(recording.summary.skipped_lines <= 1);
  }
}

TEST_CASE("a header that did not reach the file whole is written again") {
  const Scratch scratch;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
    const std::string path = scratch / std::string(format_name(format));
    FileSink(path, format).on_start(RecordHeader());
    const std::string whole = content(path);
    for (std::size_t length = 0; length < whole.find('\n'); ++length) {
      CAPTURE(length);
      write_file(path, whole.substr(0, length));
      const Recording torn = read_recording(path);  // opens
      CHECK(torn.samples.empty());
      CHECK(torn.summary.torn_tail == (length != 0));
      FileSink(path, format).on_sample(sample_of(9));
      const Recording recording = read_recording(path);
      CHECK(recording.samples.size() == 1);
      CHECK(recording.summary.skipped_lines == 0);
      CHECK(recording.summary.segments == 1);
    }
  }
}

TEST_CASE("a file of anything else is refused and left as it is") {
  const Scratch scratch;
  const std::string path = scratch / "f";
  for (const std::string text :
       {"hello\n", "time,monotonic_s,pid,missed,vm_rss_bytes\n", "{\"a\":1}\n", "x", "\n"}) {
    write_file(path, text);
    for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl, RecordFormat::memlog})
      CHECK(refusal(path, format) == Errc::other_format);
    CHECK(content(path) == text);
  }
  write_file(path, "");
  FileSink(path, RecordFormat::csv).on_start(RecordHeader());
  CHECK(refusal(path, RecordFormat::csv, parse_field_list("VmRSS")) == Errc::other_format);
  CHECK(refusal(path, RecordFormat::jsonl) == Errc::other_format);
}

TEST_CASE("two recorders never share a file") {
  const Scratch scratch;
  FileSink first(scratch / "a.csv", RecordFormat::csv);
  CHECK(refusal(scratch / "a.csv", RecordFormat::csv) == Errc::recording_in_use);
  first.on_sample(sample_of(1));
  CHECK(read_recording(scratch / "a.csv").samples.size() == 1);
}

TEST_CASE("what cannot be opened says why") {
  const Scratch scratch;
  CHECK(refusal(scratch / "", RecordFormat::csv) == std::errc::is_a_directory);
  CHECK(refusal(scratch / "no/such/dir.csv", RecordFormat::csv) == std::errc::no_such_file_or_directory);
  try {
    FileSink(scratch / "no/a.csv", RecordFormat::csv);
  } catch (const Error& error) {
    CHECK(std::string(error.what()) ==
          scratch / "no/a.csv" + ": its directory " + scratch / "no" + ": No such file or directory");
  }
}

TEST_CASE("a file is made readable for all and writable for its owner, less the umask") {
  const Scratch scratch;
  const mode_t before = ::umask(027);
  FileSink(scratch / "a.csv", RecordFormat::csv);
  ::umask(before);
  struct stat status {};
  REQUIRE(::stat((scratch / "a.csv").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("a torn last line is cut off and kept as a gap; in a memlog it is ended") {
  const Scratch scratch;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl, RecordFormat::memlog}) {
    const std::string path = scratch / std::string(format_name(format));
    FileSink(path, format).on_sample(sample_of(7));
    const std::string before = content(path);
    const std::string torn = format == RecordFormat::jsonl ? "{\"type\":\"sam" : "2026-11-23T12:2";
    write_file(path, before + torn);
    FileSink(path, format).on_sample(sample_of(8));
    const Recording recording = read_recording(path);
    REQUIRE(recording.samples.size() == 2);
    CHECK(recording.samples[0].status.vm_rss == Bytes::from_kib(7));
    CHECK(recording.samples[1].status.vm_rss == Bytes::from_kib(8));
    CHECK(!recording.summary.torn_tail);
    CHECK(content(path).find(before) == 0);
    CHECK(recording.summary.skipped_lines == (format == RecordFormat::memlog ? 1 : 0));
    if (format == RecordFormat::memlog) continue;
    REQUIRE(recording.events.size() == 1);
    CHECK(recording.events[0].kind == EventKind::gap);
    CHECK(recording.events[0].text == "the recorder before was cut off while it wrote: " + torn);
  }
}

TEST_CASE("a row that was cut in its last cell never becomes a row with a smaller figure") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  const FileSinkOptions columns{parse_field_list("VmRSS")};
  FileSink(path, RecordFormat::csv, columns).on_sample(sample_of(123456));
  const std::string whole = content(path);
  write_file(path, whole.substr(0, whole.size() - 4));
  FileSink(path, RecordFormat::csv, columns).on_sample(sample_of(9));
  const Recording recording = read_recording(path);
  REQUIRE(recording.samples.size() == 1);
  CHECK(recording.samples[0].status.vm_rss == Bytes::from_kib(9));
}

TEST_CASE("a full device is said, counted, and tried again") {
  FileSink sink("/dev/full", RecordFormat::csv);
  for (int i = 0; i < 3; ++i) CHECK_THROWS_AS(sink.on_sample(sample_of(1)), Error);
  CHECK(sink.samples_written() == 0);
  CHECK(sink.samples_lost() == 3);
  CHECK(sink.first_error() == std::errc::no_space_on_device);
}

TEST_CASE("a record that did not fit leaves no torn middle, and recording goes on when there is room") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink sink(path, RecordFormat::csv);
  sink.on_sample(sample_of(1));
  FileSizeLimit limit(content(path).size() + 20);  // room for a piece of a row
  CHECK_THROWS_AS(sink.on_sample(sample_of(2)), Error);
  limit.end();
  sink.on_sample(sample_of(3));
  const Recording recording = read_recording(path);
  REQUIRE(recording.samples.size() == 2);
  CHECK(recording.samples[1].status.vm_rss == Bytes::from_kib(3));
  CHECK(recording.summary.skipped_lines == 0);
  REQUIRE(recording.events.size() == 1);
  CHECK(recording.events[0].kind == EventKind::gap);
  CHECK(recording.events[0].count == 1);
  CHECK(recording.events[0].text == "1 sample was lost: File too large");
  CHECK(sink.samples_lost() == 1);
  CHECK(sink.first_error() == std::errc::file_too_large);
}

TEST_CASE("a header that did not fit is written before the first record that does") {
  const Scratch scratch;
  const std::string path = scratch / "a.jsonl";
  FileSink sink(path, RecordFormat::jsonl);
  FileSizeLimit limit(20);
  RecordHeader header;
  header.pid = 813;
  CHECK_THROWS_AS(sink.on_start(header), Error);
  CHECK_THROWS_AS(sink.on_event(Event()), Error);
  limit.end();
  CHECK(content(path).empty());
  sink.on_event(Event());
  const Recording recording = read_recording(path);
  CHECK(recording.header.pid == 813);
  CHECK(recording.events.size() == 2);  // the one that was refused, too
  CHECK(sink.samples_lost() == 0);
}

TEST_CASE("a named pipe whose reader has gone is an error, not a wait without end") {
  const Scratch scratch;
  const std::string path = scratch / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(reader >= 0);
  FileSink sink(path, RecordFormat::csv);
  sink.on_sample(sample_of(1));
  CHECK(sink.samples_written() == 1);
  ::close(reader);
  std::signal(SIGPIPE, SIG_IGN);
  CHECK_THROWS_AS(sink.on_sample(sample_of(2)), Error);
  std::signal(SIGPIPE, SIG_DFL);
  CHECK(sink.first_error() == std::errc::broken_pipe);
}

TEST_CASE("a pipe that is full is waited for, even where it does not block") {
  constexpr int samples = 2000;
  std::array<int, 2> pipe{};
  REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  REQUIRE(::fcntl(pipe[1], F_SETFL, O_NONBLOCK) == 0);
  ::fcntl(pipe[1], F_SETPIPE_SZ, 4096);
  std::string text;
  std::thread reader([&] {
    std::array<char, 1000> piece{};
    for (ssize_t n = 1; n > 0;) {
      n = ::read(pipe[0], piece.data(), piece.size());
      if (n > 0) text.append(piece.data(), static_cast<std::size_t>(n));
    }
  });
  {
    FileSink sink(pipe[1], RecordFormat::jsonl);
    for (int i = 0; i < samples; ++i) sink.on_sample(sample_of(i));
    CHECK(sink.samples_written() == samples);
  }
  ::close(pipe[1]);
  reader.join();
  ::close(pipe[0]);
  const Scratch scratch;
  write_file(scratch / "got", text);
  const Recording recording = read_recording(scratch / "got");
  CHECK(recording.samples.size() == samples);
  CHECK(recording.summary.skipped_lines == 0);
}

TEST_CASE("a descriptor that is already open is written to and left open") {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  FileSink(pipe[1], RecordFormat::memlog).on_sample(sample_of(4120));
  std::string text(200, '\0');
  text.resize(static_cast<std::size_t>(::read(pipe[0], text.data(), text.size())));
  CHECK(text.find("VmRSS:\t    4120 kB\n") != std::string::npos);
  CHECK(::write(pipe[1], "x", 1) == 1);
  for (const int end : pipe) ::close(end);
}

TEST_CASE("each record is one write") {
  const Scratch scratch;
  FileSink sink(scratch / "a.csv", RecordFormat::csv);
  sink.on_start(RecordHeader());
  const auto writes = [] {
    std::ifstream io("/proc/self/io");
    std::string key;
    long long value = 0;
    while (io >> key >> value)
      if (key == "syscw:") return value;
    return -1LL;
  };
  if (writes() < 0) {
    MESSAGE("SKIPPED: /proc/self/io cannot be read here");
    return;
  }
  const long long before = writes();
  for (int i = 0; i < 50; ++i) sink.on_sample(sample_of(i));
  CHECK(writes() - before == 50);
}

namespace {

FileSinkOptions rotating(std::int64_t size, unsigned keep = 0) {
  FileSinkOptions options;
  options.columns = parse_field_list("VmRSS,VmSize");
  options.rotate_at = Bytes(size);
  options.keep = keep;
  return options;
}

/// A sample that tells its number, `number` milliseconds after the first.
Sample numbered(int number) {
  Sample sample = sample_of(number);
  sample.monotonic += std::chrono::milliseconds(number);
  return sample;
}

Event joined(int pid) {
  Event event;
  event.kind = EventKind::joined;
  event.pid = pid;
  event.start_ticks = 99;
  return event;
}

void check_numbers(const Recording& recording, int first, int end) {
  REQUIRE(recording.samples.size() == static_cast<std::size_t>(end - first));
  for (int i = first; i < end; ++i)
    CHECK(recording.samples[static_cast<std::size_t>(i - first)].status.vm_rss == Bytes::from_kib(i));
}

}  // namespace

TEST_CASE("rotated, no piece exceeds the size, and all together are one recording of one segment") {
  constexpr std::int64_t size = 2000;
  const Scratch scratch;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl}) {
    const std::string path = scratch / std::string(format_name(format));
    FileSink sink(path, format, rotating(size));
    RecordHeader header;
    header.pid = 812;
    header.boot_id = "boot";
    header.start_ticks = 99;
    sink.on_start(header);
    sink.on_event(joined(812));
    sink.on_event(joined(813));
    for (int i = 0; i < 300; ++i) sink.on_sample(numbered(i));
    const Recording recording = read_recording(path);
    check_numbers(recording, 0, 300);
    CHECK(recording.summary.skipped_lines == 0);
    CHECK(recording.segments.size() == 1);
    int pieces = 0;
    for (std::string piece = path; ::access(piece.c_str(), F_OK) == 0;
         piece = path + '.' + std::to_string(pieces)) {
      const std::string text = content(piece);
      CHECK(text.size() <= static_cast<std::size_t>(size));
      CHECK(text.find("\"event\":\"joined\"") !=
            text.rfind("\"event\":\"joined\""));  // each piece tells of both
      ++pieces;
    }
    CHECK(pieces > 10);
    CHECK(sink.samples_written() == 300);
  }
}

TEST_CASE("of the pieces only so many are kept, and what is left is read from its beginning") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink sink(path, RecordFormat::csv, rotating(1500, 2));
  for (int i = 0; i < 300; ++i) sink.on_sample(numbered(i));
  CHECK(::access((path + ".2").c_str(), F_OK) == 0);
  CHECK(::access((path + ".3").c_str(), F_OK) != 0);
  const Recording recording = read_recording(path);
  REQUIRE(!recording.samples.empty());
  check_numbers(recording, 300 - static_cast<int>(recording.samples.size()), 300);
}

TEST_CASE("a recorder that comes later goes on in the youngest piece") {
  const Scratch scratch;
  const std::string path = scratch / "a.jsonl";
  for (int run = 0; run < 3; ++run) {
    FileSink sink(path, RecordFormat::jsonl, rotating(2000));
    RecordHeader header;
    header.start_ticks = static_cast<std::uint64_t>(run);
    sink.on_start(header);
    for (int i = 0; i < 40; ++i) sink.on_sample(numbered(40 * run + i));
  }
  const Recording recording = read_recording(path);
  check_numbers(recording, 0, 120);
  CHECK(recording.segments.size() == 3);
}

TEST_CASE("a size that not even one sample fits rotates at each and loses none") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink sink(path, RecordFormat::csv, rotating(1));
  for (int i = 0; i < 5; ++i) sink.on_sample(numbered(i));
  check_numbers(read_recording(path), 0, 5);
  CHECK(::access((path + ".4").c_str(), F_OK) == 0);
  CHECK(::access((path + ".5").c_str(), F_OK) != 0);
}

TEST_CASE("where rotating fails it is said, and the file is continued") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  write_file(path + ".next", "somebody else's");
  FileSink sink(path, RecordFormat::csv, rotating(700));
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    try {
      sink.on_sample(numbered(i));
    } catch (const Error& error) {
      ++refused;
      CHECK(error.code() == std::errc::file_exists);
    }
  }
  CHECK(refused > 10);
  CHECK(sink.samples_lost() == 0);
  check_numbers(read_recording(path), 0, 30);
}

TEST_CASE("a file that others have moved, removed or emptied is begun anew at its path") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink sink(path, RecordFormat::csv);
  RecordHeader header;
  header.pid = 812;
  sink.on_start(header);
  sink.on_event(joined(812));
  sink.on_sample(numbered(0));
  SUBCASE("removed") {
    REQUIRE(::unlink(path.c_str()) == 0);
  }
  SUBCASE("emptied") {
    REQUIRE(::truncate(path.c_str(), 0) == 0);
  }
  SUBCASE("emptied between the look and the write, so that it begins with a record") {
    const std::string before = content(path);
    sink.on_sample(numbered(500));
    write_file(path, content(path).substr(before.size()));
    sink.on_sample(numbered(999));
    CHECK(read_recording(path).samples.size() == 2);
  }
  SUBCASE("moved, and reopening asked for") {
    REQUIRE(::rename(path.c_str(), (path + ".1").c_str()) == 0);
    sink.reopen();
  }
  SUBCASE("moved, and a second goes by") {
    REQUIRE(::rename(path.c_str(), (path + ".1").c_str()) == 0);
    sink.on_sample(numbered(999));  // within the second it still goes to where it went
    CHECK(content(path + ".1").find(",1022976,") != std::string::npos);
  }
  sink.on_sample(numbered(1000));
  sink.on_sample(numbered(1001));
  const std::string text = content(path);
  CHECK(text.find("# {\"type\":\"header\"") == 0);
  CHECK(text.find("\"continued\":true") != std::string::npos);
  CHECK(text.find("\"event\":\"joined\"") != std::string::npos);
  CHECK(text.find("\ntime,monotonic_s") != std::string::npos);
  CHECK(text.find(",1024000,") != std::string::npos);
  CHECK(text.find(",1025024,") != std::string::npos);
  CHECK(sink.samples_lost() == 0);
}

TEST_CASE("what was put in the file's place and is no recording of ours is left alone, and nothing is lost") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink sink(path, RecordFormat::csv);
  sink.on_sample(numbered(0));
  REQUIRE(::rename(path.c_str(), (path + ".old").c_str()) == 0);
  write_file(path, "a letter\n");
  CHECK_THROWS_AS(sink.on_sample(numbered(2000)), Error);
  CHECK(sink.first_error() == Errc::other_format);
  CHECK(sink.samples_lost() == 0);
  CHECK(content(path) == "a letter\n");
  CHECK(read_recording(path + ".old").samples.size() == 2);
  REQUIRE(::unlink(path.c_str()) == 0);
  CHECK_NOTHROW(sink.on_sample(numbered(4000)));
  CHECK(read_recording(path).samples.size() == 1);
}

TEST_CASE("samples are lost and told of where the file is gone and cannot be made again") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink sink(path, RecordFormat::csv);
  sink.on_sample(numbered(0));
  REQUIRE(::unlink(path.c_str()) == 0);
  REQUIRE(::mkdir(path.c_str(), 0755) == 0);
  CHECK_THROWS_AS(sink.on_sample(numbered(1)), Error);
  CHECK_THROWS_AS(sink.on_sample(numbered(2)), Error);
  CHECK(sink.first_error() == std::errc::is_a_directory);
  CHECK(sink.samples_lost() == 2);
  REQUIRE(::rmdir(path.c_str()) == 0);
  CHECK_NOTHROW(sink.on_sample(numbered(3)));
  const Recording recording = read_recording(path);
  CHECK(recording.samples.size() == 1);
  REQUIRE(recording.events.size() == 1);
  CHECK(recording.events[0].count == 2);
}

TEST_CASE("what others append in between neither tears a record nor stops the recording") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  FileSink sink(path, RecordFormat::csv);
  sink.on_sample(numbered(0));
  {
    std::ofstream other(path, std::ios::app);
    other << "half a line";
  }
  sink.on_sample(numbered(1));
  const Recording recording = read_recording(path);
  check_numbers(recording, 0, 2);
  CHECK(recording.summary.skipped_lines == 0);
}

TEST_CASE("events that a full disk refuses are written when there is room, before what comes next") {
  const Scratch scratch;
  const std::string path = scratch / "a.jsonl";
  FileSink sink(path, RecordFormat::jsonl);
  sink.on_event(joined(1));
  sink.on_sample(numbered(0));
  FileSizeLimit limit(content(path).size() + 50);
  Event exec = joined(1);
  exec.kind = EventKind::exec;
  CHECK_THROWS_AS(sink.on_sample(numbered(1)), Error);
  CHECK_THROWS_AS(sink.on_event(exec), Error);
  CHECK_THROWS_AS(sink.on_sample(numbered(2)), Error);
  limit.end();
  sink.on_sample(numbered(3));
  const Recording recording = read_recording(path);
  CHECK(recording.samples.size() == 2);
  REQUIRE(recording.events.size() == 3);
  CHECK(recording.events[1].kind == EventKind::exec);
  CHECK(recording.events[2].count == 2);
  CHECK(sink.samples_lost() == 2);
  CHECK(recording.summary.skipped_lines == 0);
}

TEST_CASE("a descriptor of a file gets no torn record either") {
  const Scratch scratch;
  const std::string path = scratch / "a.csv";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  REQUIRE(file >= 0);
  FileSink sink(file, RecordFormat::csv);
  sink.on_sample(numbered(0));
  const std::string whole = content(path);
  FileSizeLimit limit(whole.size() + 20);
  CHECK_THROWS_AS(sink.on_sample(numbered(1)), Error);
  limit.end();
  CHECK(content(path) == whole);
  sink.on_sample(numbered(2));
  ::close(file);
  const Recording recording = read_recording(path);
  CHECK(recording.samples.size() == 2);
  CHECK(recording.summary.skipped_lines == 0);
}

TEST_CASE("a descriptor that is none is refused") {
  try {
    FileSink(-1, RecordFormat::csv);
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.code() == std::errc::bad_file_descriptor);
    CHECK(std::string(error.what()).find("descriptor -1") == 0);
  }
}

TEST_CASE("options that make no sense are refused") {
  const Scratch scratch;
  FileSinkOptions options;
  options.rotate_at = Bytes(-1);
  CHECK_THROWS_AS(FileSink(scratch / "a", RecordFormat::csv, options), std::invalid_argument);
  options.rotate_at = Bytes(1);
  CHECK_THROWS_AS(FileSink(1, RecordFormat::csv, options), std::invalid_argument);
  options = {};
  options.sync_every = std::chrono::nanoseconds(-1);
  CHECK_THROWS_AS(FileSink(scratch / "a", RecordFormat::csv, options), std::invalid_argument);
}

TEST_CASE("synced always, a recording reads as any other") {
  const Scratch scratch;
  FileSinkOptions options = rotating(1500);
  options.sync_every = std::chrono::nanoseconds::zero();
  FileSink sink(scratch / "a.csv", RecordFormat::csv, options);
  for (int i = 0; i < 50; ++i) sink.on_sample(numbered(i));
  CHECK(sink.samples_written() == 50);
  check_numbers(read_recording(scratch / "a.csv"), 0, 50);
}
