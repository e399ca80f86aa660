// A recording of more processes than are judged at once.
#include <chrono>
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <procmem/file_sink.hpp>

#include "cli/command.hpp"
#include "cli/json_of.hpp"

namespace {

using namespace std::chrono_literals;

constexpr int minutes = 240;

struct Crowd {
  int processes = 100;
  int leaking = 0;    ///< the pid that grows by 256 KiB a minute; 0: none
  int spiking = 0;    ///< the pid with one sample of half a GiB more
  int executing = 0;  ///< the pid that executes another program half-way, which begins far above
  bool events = true;
};

procmem::Sample sample_of(int pid, int minute, procmem::Bytes rss) {
  procmem::Sample sample;
  sample.time = std::chrono::system_clock::time_point(std::chrono::seconds(1795436998 + 60 * minute));
  sample.monotonic = std::chrono::steady_clock::time_point(std::chrono::seconds(1000 + 60 * minute));
  sample.pid = pid;
  sample.status.vm_rss = rss;
  return sample;
}

procmem::Event event_of(procmem::EventKind kind, int pid, const procmem::Sample& at) {
  procmem::Event event;
  event.kind = kind;
  event.time = at.time;
  event.monotonic = at.monotonic;
  event.pid = pid;
  event.name = std::string_view("p" + std::to_string(pid));
  event.start_ticks = static_cast<std::uint64_t>(pid);
  return event;
}

std::int64_t kib_of(const Crowd& crowd, int pid, int minute) {
  std::int64_t kib = 40000 + 1000 * (pid % 7) + 4 * ((minute * 7 + pid * 13) % 11);
  if (pid == crowd.leaking) kib += 256 * minute;
  if (pid == crowd.spiking && minute == minutes / 2) kib += 512 * 1024;
  if (pid == crowd.executing && minute >= minutes / 2) kib += 100 * 1024;
  return kib;
}

void write_crowd(const std::string& path, const Crowd& crowd) {
  procmem::FileSinkOptions options;
  options.columns = procmem::parse_field_list("VmRSS");
  procmem::FileSink file(path, procmem::RecordFormat::csv, options);
  for (int minute = 0; minute < minutes; ++minute) {
    for (int pid = 1; pid <= crowd.processes; ++pid) {
      const procmem::Sample sample =
          sample_of(pid, minute, procmem::Bytes::from_kib(kib_of(crowd, pid, minute)));
      if (minute == 0 && pid == 1) {
        procmem::RecordHeader header;
        header.time = sample.time;
        header.monotonic = sample.monotonic;
        header.interval = 1min;
        file.on_start(header);
      }
      if (minute == 0 && crowd.events) file.on_event(event_of(procmem::EventKind::joined, pid, sample));
      if (minute == minutes / 2 && pid == crowd.executing)
        file.on_event(event_of(procmem::EventKind::exec, pid, sample));
      file.on_sample(sample);
    }
  }
}

}  // namespace

TEST_CASE(
    "of a hundred processes the one that leaks comes first, and neither a spike nor an exec makes one") {
  const Folder folder;
  Crowd crowd;
  crowd.leaking = 77;
  crowd.spiking = 33;
  crowd.executing = 44;
  SUBCASE("with events") {}
  SUBCASE("without") {
    crowd.events = false;
    crowd.executing = 0;
  }
  write_crowd(folder / "a.csv", crowd);
  const Result text = cli({"report", folder / "a.csv"});
  CHECK(text.status == 0);
  const auto lines = lines_of(text.out);
  REQUIRE(lines.size() > 22);
  CHECK(lines[1].rfind("     77 ", 0) == 0);
  CHECK(lines[1].find("leaking") != std::string::npos);
  CHECK(count_of(text.out, "leaking\n") == 1);
  CHECK(count_of(text.out, "Leaking 15.0") == 1);  // 256 KiB/min, told in full
  CHECK(count_of(text.out, "and 44 more that grew less") == 1);
  const int series = crowd.executing == 0 ? 100 : 101;
  CHECK(count_of(text.out, std::to_string(series - 64) + " more series are not judged") == 1);

  const Json json(cli({"report", "--json", folder / "a.csv"}).out);
  CHECK(json.text("/verdict") == "leaking");
  CHECK(json.number("/series_not_judged") == series - 64);
  int ranked_first = 0;
  for (int i = 0; i < 64; ++i)
    if (const std::string at = "/series/" + std::to_string(i); json.number(at + "/rank") == 1)
      ranked_first = static_cast<int>(json.number(at + "/pid"));
  CHECK(ranked_first == 77);
}

TEST_CASE("the gate is held over all processes, those that are not ranked high, too") {
  const Folder folder;
  Crowd crowd;
  crowd.spiking = 33;
  write_crowd(folder / "a.csv", crowd);
  CHECK(cli({"check", folder / "a.csv"}).status == 0);
  const Result result = cli({"check", folder / "a.csv", "--max-rss", "100MiB"});
  CHECK(result.status == 1);
  CHECK(count_of(result.out, "(pid 33)") >= 1);
  crowd.leaking = 12;
  write_crowd(folder / "b.csv", crowd);
  CHECK(cli({"check", folder / "b.csv"}).status == 1);
}

TEST_CASE("a few processes are ranked, and all told in full") {
  const Folder folder;
  Crowd crowd;
  crowd.processes = 3;
  crowd.leaking = 2;
  write_crowd(folder / "a.csv", crowd);
  const Result text = cli({"report", folder / "a.csv"});
  CHECK(lines_of(text.out)[1].rfind("      2 ", 0) == 0);
  CHECK(count_of(text.out, "  verdict ") == 3);
  CHECK(count_of(text.out, "not judged") == 0);
}

TEST_CASE("what can be read only once cannot be ranked, and says so") {
  const Folder folder;
  write_crowd(folder / "a.csv", {});
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  Command writer({"/bin/sh", "-c", "cat '" + (folder / "a.csv") + "' > '" + (folder / "pipe") + "'"});
  const Result result = cli({"report", folder / "pipe"});
  writer.wait();
  CHECK(result.status == 6);
  CHECK(lines_of(result.err).size() == 1);
  CHECK(result.err.find("pipe") != std::string::npos);
}
