#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <procmem/record.hpp>

#include "cli/command.hpp"
#include "support/child.hpp"

namespace {

std::string pid_of(const Child& child) {
  return std::to_string(child.pid());
}

std::string masked(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }, '9');
  return text;
}

}  // namespace

TEST_CASE("each format is read back with all its samples, and appending begins a new segment") {
  const Child child;
  const Folder folder;
  for (const char* const name : {"a.csv", "a.jsonl"}) {
    const std::string file = folder / name;
    for (int run = 1; run <= 2; ++run) {
      REQUIRE(cli({"record", pid_of(child), "-c", "3", "-i", "10ms", "-q", "-o", file}).status == 0);
      const procmem::Recording recording = procmem::read_recording(file);
      CHECK(recording.samples.size() == 3U * static_cast<unsigned>(run));
      CHECK(recording.segments.size() == static_cast<std::size_t>(run));
      CHECK(recording.summary.skipped_lines == 0);
      CHECK(recording.header.pid == child.pid());
    }
  }
  const std::string memlog = folder / "a.log";
  REQUIRE(cli({"record", pid_of(child), "-c", "3", "-i", "10ms", "-q", "-o", memlog}).status == 0);
  CHECK(procmem::read_recording(memlog).samples.size() == 3);
}

TEST_CASE("without a file and a format there is one row a sample, below one header") {
  const Child child;
  const Result result = cli({"record", pid_of(child), "-c", "3", "-i", "10ms", "-q"});
  CHECK(result.status == 0);
  CHECK(result.err.empty());
  const auto lines = lines_of(result.out);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].find("VmRSS") != std::string::npos);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    CHECK(lines[i].find(pid_of(child)) != std::string::npos);
    CHECK(lines[i].find("iB") != std::string::npos);
    CHECK(lines[i].size() == lines[0].size());
  }
}

TEST_CASE("--fields chooses the columns, and their order") {
  const Child child;
  const Result result =
      cli({"record", pid_of(child), "-c", "1", "-q", "-f", "csv", "--fields", "VmSize,rss_anon"});
  CHECK(result.status == 0);
  CHECK(result.out.find("time,monotonic_s,pid,missed,vm_size_bytes,rss_anon_bytes") != std::string::npos);
}

TEST_CASE("a duration ends the recording, and no tick before its end is lacking") {
  const Child child;
  const Folder folder;
  REQUIRE(cli({"record", pid_of(child), "-d", "500ms", "-i", "50ms", "-q", "-o", folder / "a.csv"}).status ==
          0);
  const procmem::Recording recording = procmem::read_recording(folder / "a.csv");
  std::size_t ticks = recording.samples.size();
  for (const procmem::Sample& sample : recording.samples) ticks += sample.missed;
  CHECK(ticks >= 9);
  CHECK(ticks <= 11);
}

TEST_CASE("the end of the process ends the recording, with its samples and its ending") {
  const Folder folder;
  Child child;
  Command recorder(cli_words({"record", pid_of(child), "-i", "10ms", "-o", folder / "a.csv"}));
  until([&] { return count_of(read_file(folder / "a.csv"), "\n") > 10; });
  child.kill();
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(result.err.find("ended") != std::string::npos);
  const procmem::Recording recording = procmem::read_recording(folder / "a.csv");
  REQUIRE(recording.events.size() >= 2);
  CHECK(recording.events[recording.events.size() - 2].kind == procmem::EventKind::exited);
  CHECK(recording.events.back().kind == procmem::EventKind::stopped);
}

TEST_CASE("SIGINT and SIGTERM end a recording in good order, with status 0") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Folder folder;
    const Child child;
    Command recorder(cli_words({"record", pid_of(child), "-i", "10ms", "-o", folder / "a.jsonl"}));
    until([&] { return count_of(read_file(folder / "a.jsonl"), "\"sample\"") > 2; });
    recorder.send(signal);
    const Result result = recorder.wait();
    CHECK(result.status == 0);
    CHECK(result.err.find("peak") != std::string::npos);
    const procmem::Recording recording = procmem::read_recording(folder / "a.jsonl");
    CHECK(!recording.summary.torn_tail);
    REQUIRE(!recording.events.empty());
    CHECK(recording.events.back().kind == procmem::EventKind::stopped);
  }
}

TEST_CASE("a reader of standard output that goes away ends the recording quietly") {
  const Child child;
  int pipe[2] = {};
  REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
  Place place;
  place.output = pipe[1];
  Command recorder(cli_words({"record", pid_of(child), "-i", "10ms", "-q"}), place);
  ::close(pipe[1]);
  char byte = 0;
  REQUIRE(::read(pipe[0], &byte, 1) == 1);
  ::close(pipe[0]);
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(result.err.empty());
}

TEST_CASE("--classic writes what the classic script writes, but for the digits") {
  const Child child;
  const Folder theirs;
  const Folder ours;
  Place script_place;
  script_place.directory = theirs.path();
  Place our_place;
  our_place.directory = ours.path();
  Command script({"sh", PROCMEM_CLASSIC_SCRIPT, pid_of(child)}, script_place);
  Command recorder(cli_words({"record", "--classic", "-i", "1", pid_of(child)}), our_place);
  const std::string name = "proc_memlog.txt";
  until([&] {
    return count_of(read_file(theirs / name), "\n\n") >= 2 && count_of(read_file(ours / name), "\n\n") >= 2;
  });
  recorder.send(SIGTERM);
  const Result result = recorder.wait();
  CHECK(result.status == 0);
  CHECK(result.out == pid_of(child) + '\n');
  CHECK(script.out() == result.out);
  const auto their_lines = lines_of(masked(read_file(theirs / name)));
  const auto our_lines = lines_of(masked(read_file(ours / name)));
  for (std::size_t i = 0; i < 8; ++i) CHECK(our_lines.at(i) == their_lines.at(i));
}

TEST_CASE("--pss adds three columns, filled in where they were read, and the sum counts no page twice") {
  const Child parent([] {
    if (::fork() == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) ::pause();
    }
  });
  const Folder folder;
  const std::string file = folder / "a.csv";
  const Result result = cli({"record", pid_of(parent), "-C", "--pss", "1h", "-c", "3", "-i", "50ms",
                             "--fields", "VmRSS", "-o", file});
  CHECK(result.status == 0);
  CHECK(count_of(read_file(file),
                 "time,monotonic_s,pid,missed,vm_rss_bytes,pss_bytes,private_bytes,swap_pss_bytes") == 1);
  const procmem::Recording recording = procmem::read_recording(file);
  REQUIRE(recording.samples.size() == 9);  // of two processes and their sum
  std::map<int, procmem::Bytes> pss;
  for (const procmem::Sample& sample : recording.samples) {
    if (!sample.pss) continue;
    CHECK(pss.count(sample.pid) == 0);  // the next round is an hour away
    CHECK(*sample.private_memory <= *sample.pss);
    CHECK(*sample.pss < *sample.status.vm_rss);
    pss[sample.pid] = *sample.pss;
  }
  CHECK(pss.count(parent.pid()) == 1);
  // A sanitizer's shadow memory makes readings so long that there is time for the first one only.
  if (pss.size() > 1) {
    REQUIRE(pss.size() == 3);
    procmem::Bytes sum;
    for (const auto& [pid, part] : pss)
      if (pid != 0) sum += part;
    CHECK(pss[0] == sum);
  }
  CHECK(count_of(result.err, "PSS") == 2);
}

TEST_CASE("what cannot be with PSS is refused") {
  CHECK(cli({"record", "1", "--fields", "VmRSS,Pss"}).err.find("--pss D") != std::string::npos);
  CHECK(cli({"record", "1", "--fields", "VmRSS,HeapInUse"}).err.find("inside a program only") !=
        std::string::npos);
  CHECK(cli({"record", "1", "--fields", "VmRSS,HeapInUse"}).status == 2);
  CHECK(cli({"record", "1", "--pss", "1s", "-f", "memlog"}).err.find("memlog") != std::string::npos);
  CHECK(cli({"record", "1", "--pss", "0"}).status == 2);
}

TEST_CASE("show --pss tells what is private") {
  const Child child;
  const std::string pid = pid_of(child);
  const Result text = cli({"show", pid, "--pss"});
  CHECK(text.status == 0);
  CHECK(count_of(text.out, "\nPrivate ") == 1);
  CHECK(count_of(cli({"show", pid}).out, "\nPrivate ") == 0);
  CHECK(count_of(cli({"show", pid, "--pss", "--json"}).out, "\"private_bytes\":") == 1);
}

TEST_CASE(
    "more than 64 processes are not judged while they are recorded, and the summary shows the first of "
    "them") {
  std::vector<std::unique_ptr<Child>> children;
  const std::string name = "many" + std::to_string(::getpid());
  for (int i = 0; i < 65; ++i)
    children.push_back(std::make_unique<Child>([&name] { ::prctl(PR_SET_NAME, name.c_str()); }));
  const Folder folder;
  const std::vector<std::string> words = {"record", "-n", name,   "--all", "-c",
                                          "2",      "-i", "50ms", "-o",    folder / "a.csv"};
  const Result many = cli(words);
  CHECK(many.status == 0);
  CHECK(count_of(many.err, "none: so many processes are judged by procmem-cli report FILE") == 1);
  CHECK(count_of(many.err, name) == 20);
  CHECK(count_of(many.err, "and 45 more") == 1);
  CHECK(procmem::read_recording(folder / "a.csv").samples.size() == 130);
  const Result json = cli({"record", "-n", name, "--all", "-c", "1", "-q", "--json"});
  CHECK(count_of(json.out, "\"series\":[],\"series_total\":65") == 1);
  children.pop_back();
  const Result fewer = cli(words);
  CHECK(count_of(fewer.err, "judged by") == 0);
  CHECK(count_of(fewer.err, "and 44 more") == 1);
}
