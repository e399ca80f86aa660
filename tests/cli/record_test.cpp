#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sstream>

#include <unistd.h>

#include <procmem/process.hpp>
#include <procmem/record.hpp>

#include "run.hpp"
#include "support/child.hpp"
#include "support/scratch.hpp"

using namespace procmem;

namespace {

std::string pid_of(const Child& child) {
  return std::to_string(child.pid());
}

/// Digits masked, so that only the form is left.
std::string form_of(std::string text) {
  for (char& c : text)
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) c = '9';
  return text;
}

}  // namespace

TEST_CASE("without options it prints one row a sample and tells at the end how it grew") {
  const Child child;
  const Outcome outcome = run({"record", pid_of(child), "-c", "3", "-i", "20ms"});
  CHECK(outcome.status == 0);
  CHECK(lines(outcome.out) == 4);  // a header and three rows
  CHECK(outcome.out.find("VmRSS") != std::string::npos);
  CHECK(outcome.err.find("3 samples") != std::string::npos);
  CHECK(outcome.err.find("growth 0 B") != std::string::npos);
  CHECK(outcome.err.find("ended: as many samples as asked for") != std::string::npos);
  CHECK(outcome.err.find("of CPU per sample") != std::string::npos);
}

TEST_CASE("what is recorded of a process at rest is what its status file says") {
  const Scratch scratch;
  const Child child;
  const StatusSnapshot truth = read_status(Process::open(child.pid()));
  for (const std::string ending : {".csv", ".jsonl", ".txt"}) {
    const std::string path = scratch / ("r" + ending);
    CHECK(run({"record", pid_of(child), "-c", "2", "-i", "20ms", "-o", path, "-q"}).status == 0);
    const Recording recording = read_recording(path);
    REQUIRE(recording.samples.size() == 2);
    CHECK(recording.samples[1].status.vm_rss == truth.vm_rss);
    CHECK(recording.samples[1].status.vm_size == truth.vm_size);
    CHECK(recording.summary.skipped_lines == 0);
    if (ending == ".txt") continue;
    CHECK(recording.samples[1].status.vm_data == truth.vm_data);
    CHECK(recording.samples[1].pid == child.pid());
    CHECK(recording.header.name == truth.name);
    CHECK(recording.events.back().kind == EventKind::stopped);
  }
}

TEST_CASE("recording again appends a segment") {
  const Scratch scratch;
  const Child child;
  for (int run_number = 0; run_number < 2; ++run_number)
    CHECK(run({"record", pid_of(child), "-c", "2", "-i", "20ms", "-o", scratch / "a.csv"}).status == 0);
  CHECK(read_recording(scratch / "a.csv").segments.size() == 2);
}

TEST_CASE("only the fields asked for are recorded, in their order") {
  const Child child;
  const Outcome outcome =
      run({"record", pid_of(child), "-c", "1", "-f", "csv", "--fields", "Threads,VmSize"});
  CHECK(outcome.out.find("time,monotonic_s,pid,missed,threads,vm_size_bytes\n") != std::string::npos);
}

TEST_CASE("quiet says nothing but what was asked for") {
  const Child child;
  const Outcome outcome = run({"record", pid_of(child), "-c", "1", "-q"});
  CHECK(outcome.err.empty());
  CHECK(lines(outcome.out) == 2);
}

TEST_CASE("a duration ends the recording") {
  const Child child;
  const Outcome outcome = run({"record", pid_of(child), "-d", "250ms", "-i", "100ms", "-f", "csv"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("3 samples") != std::string::npos);  // at 0, 100 and 200 ms
  CHECK(outcome.err.find("ended: the duration asked for is over") != std::string::npos);
}

TEST_CASE("for a machine all is JSON") {
  const Scratch scratch;
  const Child child;
  const Outcome rows = run({"record", pid_of(child), "-c", "2", "-i", "20ms", "--json"});
  CHECK(rows.status == 0);
  std::istringstream all(rows.out);
  int samples = 0;
  std::string last;
  for (std::string line; std::getline(all, line); last = line) {
    CHECK_MESSAGE(is_json(line), line);
    samples += line.find("\"type\":\"sample\"") != std::string::npos ? 1 : 0;
  }
  CHECK(samples == 2);
  CHECK(last.find("\"type\":\"summary\"") != std::string::npos);
  const Outcome summary =
      run({"record", pid_of(child), "-c", "2", "-i", "20ms", "--json", "-o", scratch / "a.csv"});
  CHECK(is_json(summary.out));
  for (const char* const key : {"\"procmem\":1", "\"samples\":2", "\"missed\":0",
                                "\"first_bytes\":", "\"peak_bytes\":", "\"ended\":"})
    CHECK_MESSAGE(summary.out.find(key) != std::string::npos, key);
  CHECK(is_json(run({"show", "--json", pid_of(child)}).out));
}

TEST_CASE("--classic writes lines of exactly the form of the classic script's") {
  const Scratch scratch;
  const Child child;
  // The script, as it has been passed around: the date, VmRSS and VmSize of a pid, again and again.
  write_file(scratch / "classic.sh",
             "echo $1\n"
             "for i in 1 2; do\n"
             "  date +%Y-%m-%d-%H:%M:%S >> classic.txt\n"
             "  grep VmRSS /proc/$1/status >> classic.txt\n"
             "  grep VmSize /proc/$1/status >> classic.txt\n"
             "  echo >> classic.txt\n"
             "  sleep 1\n"
             "done\n");
  const std::string directory = scratch / "";
  Running ours({"record", "--classic", "-i", "1", "-d", "1500ms", pid_of(child)}, directory);
  const std::string script = "cd '" + directory + "' && sh classic.sh " + pid_of(child) + " > printed";
  CHECK(std::system(script.c_str()) == 0);
  const Outcome outcome = ours.finish();
  CHECK(outcome.status == 0);
  CHECK(outcome.out == content(scratch / "printed"));
  CHECK(form_of(content(scratch / "proc_memlog.txt")) == form_of(content(scratch / "classic.txt")));
  // At rest the figures are the same as well: all but the stamps.
  CHECK(content(scratch / "proc_memlog.txt").substr(20, 20) ==
        content(scratch / "classic.txt").substr(20, 20));
  CHECK(read_recording(scratch / "classic.txt").samples.size() == 2);
}

TEST_CASE("a command is recorded until it ends, and its status is ours") {
  CHECK(run({"record", "-i", "20ms", "--", "sh", "-c", "sleep 0.1; exit 0"}).status == 0);
  CHECK(run({"record", "-i", "20ms", "--", "sh", "-c", "sleep 0.1; exit 37"}).status == 37);
  CHECK(run({"record", "-i", "20ms", "--", "sh", "-c", "sleep 0.1; kill -9 $$"}).status == 137);
  CHECK(run({"record", "--", "true"}).status ==
        0);  // over before its first tick, and that is no failure of the recorder
  const Outcome missing = run({"record", "--", "/no/such/program"});
  CHECK(missing.status == 127);
  CHECK(missing.err == "procmem-cli: /no/such/program: No such file or directory\n");
  CHECK(run({"record", "--", "/etc/passwd"}).status == 126);
  CHECK(run({"record", "-o", "/no/such/dir/x.csv", "--", "true"}).status == 125);
}

TEST_CASE("a command keeps its standard output, and SIGPIPE ends it as ever") {
  const Outcome outcome =
      run({"record", "-q", "-o", "/dev/null", "--", "sh", "-c", "echo its own; yes | head -n 1; sleep 0.05"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "its own\ny\n");
}

TEST_CASE("growth is recorded and told") {
  const Scratch scratch;
  const Outcome outcome =
      run({"record", "-i", "20ms", "-o", scratch / "a.csv", "--", "python3", "-c",
           "import os, time; time.sleep(0.2); x = b'x' * (32 << 20); time.sleep(0.2); os._exit(0)"});
  if (outcome.status == 127) {
    MESSAGE("SKIPPED: python3 is not installed");
    return;
  }
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("growth +") != std::string::npos);
  const Recording recording = read_recording(scratch / "a.csv");
  Bytes least = *recording.samples.back().status.vm_rss;
  for (const Sample& sample : recording.samples)
    least = std::min(least, sample.status.vm_rss.value_or(least));
  CHECK(*recording.samples.back().status.vm_rss - least >= Bytes::from_kib(32 * 1024));
}
