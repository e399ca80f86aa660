#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <procmem/file_sink.hpp>
#include <procmem/record.hpp>

#include "cli/command.hpp"
#include "cli/json_of.hpp"
#include "support/child.hpp"

namespace {

using procmem::Bytes;
using procmem::Event;
using procmem::EventKind;

std::string pid_of(const Child& child) {
  return std::to_string(child.pid());
}

/// As `echo` does, but for a reader that is not there: then the test fails and does not hang.
void write_to_fifo(const std::string& path, const std::string& text) {
  const int fifo = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(fifo >= 0);
  ::fcntl(fifo, F_SETFL, 0);
  CHECK(::write(fifo, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::close(fifo);
}

/// A recorder of an idle process, with a FIFO.
struct Marked {
  Child child;
  Folder folder;
  std::string fifo = folder / "marks";
  std::string file = folder / "r.jsonl";
  Command recorder;

  explicit Marked(const std::vector<std::string>& more = {}) : recorder(words(more)) {
    until([this] { return read_file(file).find("\"type\":\"sample\"") != std::string::npos; });
  }
  std::vector<std::string> words(const std::vector<std::string>& more) const {
    std::vector<std::string> all = {"record", pid_of(child), "-i",          "10ms", "-o",
                                    file,     "--json",      "--mark-fifo", fifo};
    all.insert(all.end(), more.begin(), more.end());
    return cli_words(all);
  }
  Result stop() {
    recorder.send(SIGINT);
    return recorder.wait();
  }
  std::vector<std::string> marks() const {
    std::vector<std::string> texts;
    for (const Event& event : procmem::read_recording(file).events)
      if (event.kind == EventKind::mark) texts.push_back(event.text);
    return texts;
  }
};

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace

TEST_CASE("each line that is written to the FIFO is a mark, whoever writes it") {
  Marked marked;
  struct stat fifo {};
  REQUIRE(::stat(marked.fifo.c_str(), &fifo) == 0);
  CHECK(S_ISFIFO(fifo.st_mode));
  CHECK((fifo.st_mode & 0777U) == 0600U);
  write_to_fifo(marked.fifo, "load index\n\nserve\r\n");
  write_to_fifo(marked.fifo, "a part");  // its writer is gone without a line feed
  until([&] { return marked.marks().size() == 3; });
  write_to_fifo(marked.fifo, "last");
  const Result result = marked.stop();
  CHECK(result.status == 0);
  CHECK(marked.marks() == std::vector<std::string>{"load index", "serve", "a part", "last"});
  CHECK(!exists(marked.fifo));
  CHECK(result.err.find("mark: load index\n") != std::string::npos);
  const Json json(result.out);
  CHECK(json.text("/marks/0/text") == "load index");
  CHECK(json.number("/marks/0/rss_bytes") > 0);
  CHECK(json.has("/marks/3/growth_bytes"));
  CHECK(!json.has("/phases"));
}

TEST_CASE("bytes of any kind forge nothing, and long lines are cut") {
  Marked marked;
  const std::string hostile = "\x1b[2J\"}\\,<script>\xff";
  write_to_fifo(marked.fifo, std::string(5000, 'x') + "\n" + hostile + std::string(1, '\0') + "z\n");
  until([&] { return marked.marks().size() == 2; });
  const Result result = marked.stop();
  const std::vector<std::string> marks = marked.marks();
  CHECK(marks[0] == std::string(1024, 'x'));
  CHECK(marks[1] == "\x1b[2J\"}\\,<script>\xEF\xBF\xBD" + std::string(1, '\0') + "z");
  CHECK(procmem::read_recording(marked.file).summary.skipped_lines == 0);
  CHECK(result.err.find('\x1b') == std::string::npos);
  CHECK(cli({"report", marked.file}).out.find('\x1b') == std::string::npos);
  CHECK(lines_of(read_file(marked.file)).size() == procmem::read_recording(marked.file).summary.lines);
}

TEST_CASE("a flood is bounded, counted, and ends nothing") {
  Marked marked;
  std::string flood;
  for (int i = 0; i < 20000; ++i) flood += "y\n";
  write_to_fifo(marked.fifo, flood);
  write_to_fifo(marked.fifo, std::string(100'000, '\0'));
  const Result result = marked.stop();
  CHECK(result.status == 0);
  const std::size_t marks = marked.marks().size();
  CHECK(marks >= 100);
  CHECK(marks <= 2000);
  const Json json(result.out);
  CHECK(json.number("/marks_dropped") + static_cast<double>(marks) >= 20000);
  CHECK((marks == 100 || json.number("/marks_not_listed") == static_cast<double>(marks - 100)));
}

TEST_CASE("a FIFO that is there is used and left; whatever else is there is refused and left, too") {
  {
    const Child child;
    const Folder folder;
    const std::string fifo = folder / "marks";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    const Result result = cli({"record", pid_of(child), "-c", "3", "-i", "10ms", "-q", "--mark-fifo", fifo});
    CHECK(result.status == 0);
    CHECK(exists(fifo));
    write_file(folder / "file", "precious");
    REQUIRE(::symlink("marks", (folder / "link").c_str()) == 0);
    for (const std::string& other :
         {folder / "file", folder / "link", std::string("/dev/null"), folder.path()}) {
      const Result refused = cli({"record", pid_of(child), "-c", "1", "--mark-fifo", other});
      CAPTURE(other);
      CHECK(refused.status == 4);
      CHECK(refused.err.find("it is there, and is not a FIFO") != std::string::npos);
      CHECK(lines_of(refused.err).size() == 1);
    }
    CHECK(read_file(folder / "file") == "precious");
    CHECK(cli({"record", pid_of(child), "-c", "1", "--mark-fifo", folder / "no/where"}).status == 4);
  }
  Marked marked;
  const Result second = cli({"record", pid_of(marked.child), "-c", "1", "--mark-fifo", marked.fifo});
  CHECK(second.status == 4);
  CHECK(second.err.find("another recorder reads it") != std::string::npos);
  CHECK(exists(marked.fifo));
}

TEST_CASE("a command finds the FIFO when it starts, and may write to it until it ends") {
  const Folder folder;
  const std::string fifo = folder / "m";
  const std::string file = folder / "r.csv";
  const Result result =
      cli({"record", "-i", "10ms", "-c", "5", "-q", "-o", file, "--mark-fifo", fifo, "--", "sh", "-c",
           "echo begin > " + fifo + "; sleep 0.3; echo end > " + fifo + "; exit 3"});
  CHECK(result.status == 3);
  CHECK(!exists(fifo));
  CHECK(read_file(file).find("\"text\":\"begin\"") != std::string::npos);
}

TEST_CASE("nobody counts operations from outside") {
  const Result result = cli({"record", "1", "--fields", "VmRSS,operations"});
  CHECK(result.status == 2);
  CHECK(result.err.find("counted inside a program") != std::string::npos);
}

TEST_CASE("the format memlog holds no marks") {
  const Result result = cli({"record", "1", "-f", "memlog", "--mark-fifo", "m"});
  CHECK(result.status == 2);
  CHECK(result.err.find("cannot hold marks") != std::string::npos);
}

namespace {

/// A made-up process: a sample a second, 1 MiB more after each; what `at` tells comes before sample i.
template <class At>
void write_marked(const std::string& path, int seconds, At at) {
  procmem::FileSink file(path, procmem::format_for_path(path),
                         procmem::FileSinkOptions{procmem::parse_field_list("VmRSS,RssAnon,operations")});
  procmem::RecordHeader header;
  header.pid = 812;
  header.name = "made-up";
  file.on_start(header);
  for (int i = 0; i < seconds; ++i) {
    procmem::Sample sample;
    sample.time = std::chrono::system_clock::time_point(std::chrono::seconds(1795436998 + i));
    sample.monotonic = std::chrono::steady_clock::time_point(std::chrono::seconds(1000 + i));
    Event event;
    event.kind = EventKind::mark;
    event.time = sample.time;
    event.monotonic = sample.monotonic;
    if (at(i, event)) file.on_event(event);
    sample.pid = 812;
    sample.status.vm_rss = sample.status.rss_anon = Bytes((10 + i) << 20);
    sample.operations = 1 + static_cast<std::uint64_t>(i) * 1024;
    file.on_sample(sample);
  }
}

}  // namespace

TEST_CASE("report lists marks with what grew after each, and phases with their peaks") {
  const Folder folder;
  const std::string file = folder / "r.csv";
  write_marked(file, 60, [](int i, Event& event) {
    event.text = i == 0 ? "begin" : i == 20 ? "serve\n" : "load";
    if (i == 10 || i == 15) event.pid = 812, event.phase = 4;
    if (i == 15)
      event.result = procmem::PhaseResult{std::chrono::seconds(5), Bytes(20 << 20), Bytes(24 << 20),
                                          Bytes(40 << 20), true};
    if (i == 30) event.pid = 812, event.phase = 5, event.text = "killed in it";
    return i == 0 || i == 10 || i == 15 || i == 20 || i == 30;
  });
  const std::string text = cli({"report", file}).out;
  CAPTURE(text);
  CHECK(text.find("begin; RSS 10.00 MiB, then +19.00 MiB") != std::string::npos);
  CHECK(text.find("serve\\x0a; RSS 29.00 MiB, then +40.00 MiB") != std::string::npos);
  CHECK(text.find("load; 5s, 20.00 MiB to 24.00 MiB, +4.00 MiB;") != std::string::npos);
  CHECK(text.find("peak 40.00 MiB, exact") != std::string::npos);
  CHECK(text.find("killed in it; it did not end") != std::string::npos);
  const Json json(cli({"report", "--json", file}).out);
  CHECK(json.text("/marks/1/text") == "serve\n");
  CHECK(json.number("/marks/0/growth_bytes") == 19 << 20);
  CHECK(json.text("/phases/0/name") == "load");
  CHECK(json.number("/phases/0/growth_bytes") == 4 << 20);
  CHECK(json.number("/phases/0/peak_bytes") == 40 << 20);
  CHECK(json.at("/phases/0/peak_exact").get_bool().value_unsafe());
  CHECK(!json.at("/phases/1/ended").get_bool().value_unsafe());
  CHECK(json.number("/phases/0/duration_s") == 5);
  const Json two(cli({"report", "--json", file, file}).out);
  CHECK(two.text("/marks/2/file") == file);
}

TEST_CASE("report says growth per operation where operations were counted") {
  const Folder folder;
  const std::string file = folder / "r.jsonl";
  write_marked(file, 200, [](int, Event&) { return false; });
  const Json json(cli({"report", "--json", file}).out);
  CHECK(json.number("/operations") == 199 * 1024);
  CHECK(json.number("/rate_bytes_per_operation") == doctest::Approx(1024).epsilon(.01));
  CHECK(json.number("/rate_low_bytes_per_operation") <= 1024);
  CHECK(json.number("/rate_high_bytes_per_operation") >= 1024);
  const std::string text = cli({"report", file}).out;
  CHECK(text.find("per operation (95 %: ") != std::string::npos);
  CHECK(text.find("operations  203776, each +") != std::string::npos);
  CHECK(!Json(cli({"report", "--json", file}).out).has("/marks"));
}

TEST_CASE("of many marks the first are listed, and the others are counted") {
  const Folder folder;
  const std::string file = folder / "r.jsonl";
  write_marked(file, 300, [](int i, Event& event) {
    event.text = std::to_string(i);
    return i % 2 == 0;
  });
  CHECK(Json(cli({"report", "--json", file}).out).number("/marks_not_listed") == 50);
  const std::string text = cli({"report", file}).out;
  CHECK(count_of(text, "  mark  ") == 20);
  CHECK(text.find("and 130 marks more") != std::string::npos);
}
