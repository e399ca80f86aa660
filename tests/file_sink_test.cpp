#include <procmem/error.hpp>
#include <procmem/file_sink.hpp>

#include <array>
#include <csignal>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <procmem/record.hpp>

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

TEST_CASE("a torn last line is ended before the next segment begins") {
  const Scratch scratch;
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl, RecordFormat::memlog}) {
    const std::string path = scratch / std::string(format_name(format));
    FileSink(path, format).on_sample(sample_of(7));
    const std::string torn = format == RecordFormat::jsonl ? "{\"type\":\"sam" : "2026-11-23T12:2";
    write_file(path, content(path) + torn);
    FileSink(path, format).on_sample(sample_of(8));
    const Recording recording = read_recording(path);
    REQUIRE(recording.samples.size() == 2);
    CHECK(recording.samples[0].status.vm_rss == Bytes::from_kib(7));
    CHECK(recording.samples[1].status.vm_rss == Bytes::from_kib(8));
    CHECK(recording.summary.skipped_lines >= 1);
    CHECK(!recording.summary.torn_tail);
  }
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
  std::signal(SIGXFSZ, SIG_IGN);
  FileSink sink(path, RecordFormat::csv);
  sink.on_sample(sample_of(1));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{content(path).size() + 20, before.rlim_max};  // room for a piece of a row
  ::setrlimit(RLIMIT_FSIZE, &tight);
  CHECK_THROWS_AS(sink.on_sample(sample_of(2)), Error);
  ::setrlimit(RLIMIT_FSIZE, &before);
  sink.on_sample(sample_of(3));
  std::signal(SIGXFSZ, SIG_DFL);
  const Recording recording = read_recording(path);
  REQUIRE(recording.samples.size() == 2);
  CHECK(recording.samples[1].status.vm_rss == Bytes::from_kib(3));
  CHECK(recording.summary.skipped_lines == 0);
  CHECK(sink.samples_lost() == 1);
  CHECK(sink.first_error() == std::errc::file_too_large);
}

TEST_CASE("a header that did not fit is written before the first record that does") {
  const Scratch scratch;
  const std::string path = scratch / "a.jsonl";
  std::signal(SIGXFSZ, SIG_IGN);
  FileSink sink(path, RecordFormat::jsonl);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{20, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &tight);
  RecordHeader header;
  header.pid = 813;
  CHECK_THROWS_AS(sink.on_start(header), Error);
  CHECK_THROWS_AS(sink.on_event(Event()), Error);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_DFL);
  CHECK(content(path).empty());
  sink.on_event(Event());
  const Recording recording = read_recording(path);
  CHECK(recording.header.pid == 813);
  CHECK(recording.events.size() == 1);
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
