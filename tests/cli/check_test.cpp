#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/prctl.h>

#include "cli/command.hpp"
#include "cli/curve.hpp"
#include "cli/json_of.hpp"
#include "support/child.hpp"

namespace {

int status_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "check");
  const Result result = cli(arguments);
  CAPTURE(result.out);
  CAPTURE(result.err);
  CHECK(!result.out.empty());
  return result.status;
}

}  // namespace

TEST_CASE("the gate holds for a level recording and not for a leaking one, and cannot tell of five samples") {
  const Recordings recordings;
  CHECK(status_of({recordings.level}) == 0);
  CHECK(status_of({recordings.leaky}) == 1);
  CHECK(status_of({recordings.few}) == 5);
  CHECK(cli({"check", recordings.level}).out.find("no leak above") != std::string::npos);
  CHECK(cli({"check", recordings.few}).out.find("record ") != std::string::npos);
}

TEST_CASE("a rate that is let pass lets a slower leak pass") {
  const Recordings recordings;
  CHECK(status_of({recordings.leaky, "--max-rate", "300MiB/h"}) == 0);
  CHECK(status_of({recordings.leaky, "--max-rate", "100KiB/h"}) == 1);
  CHECK(status_of({recordings.level, "--max-rate", "300MiB/h"}) == 0);
  CHECK(status_of({recordings.few, "--max-rate", "300MiB/h"}) == 5);
}

TEST_CASE("a limit below what the recording could have shown cannot be told") {
  const Recordings recordings;
  const Result result = cli({"check", recordings.level, "--max-rate", "1B/d"});
  CHECK(result.status == 5);
  CHECK(result.out.find("would not have shown") != std::string::npos);
}

TEST_CASE("growth and peak are measured on what was seen, and few samples are enough for them") {
  const Recordings recordings;
  CHECK(status_of({recordings.level, "--max-growth", "1KiB"}) == 0);
  CHECK(status_of({recordings.few, "--max-growth", "1MiB"}) == 1);
  CHECK(status_of({recordings.few, "--max-growth", "3MiB"}) == 0);
  CHECK(status_of({recordings.few, "--max-rss", "53MiB"}) == 1);
  CHECK(status_of({recordings.few, "--max-rss", "54MiB"}) == 0);
  // The first two of the four minutes are warm-up: half of the 2 MiB is left.
  CHECK(status_of({recordings.few, "--max-growth", "1MiB", "--warmup", "2m"}) == 0);
}

TEST_CASE("a short series does not keep the others from being judged") {
  const Recordings recordings;
  Curve helper;
  helper.pid = 813;
  helper.name = "helper";
  helper.minutes = 3;
  write_curve(recordings.level, helper);
  const Result result = cli({"check", recordings.level});
  CHECK(result.status == 0);
  CHECK(result.out.find("does_not_count") != std::string::npos);
}

TEST_CASE("a command's failure has a status of its own, whatever the gate says") {
  CHECK(status_of({"-q", "-i", "10ms", "--max-rss", "1GiB", "--", "sh", "-c", "sleep 0.1"}) == 0);
  CHECK(status_of({"-q", "-i", "10ms", "--max-rss", "1KiB", "--", "sleep", "0.1"}) == 1);
  CHECK(status_of({"-q", "-i", "10s", "--", "sleep", "0.1"}) == 5);
  CHECK(status_of({"-q", "-i", "10ms", "--max-rss", "1KiB", "--", "sh", "-c", "exit 3"}) == 7);
  const Json json(cli({"check", "-q", "--json", "--", "sh", "-c", "kill -KILL $$"}).out);
  CHECK(json.text("/gate") == "command_failed");
  CHECK(json.number("/command_status") == 128 + SIGKILL);
}

TEST_CASE("a command that cannot be started, and a process that is not there, have the usual statuses") {
  CHECK(cli({"check", "--", "no-such-command-anywhere"}).status == 127);
  CHECK(cli({"check", "2147483646"}).status == 3);
  CHECK(cli({"check", "-n", "no-such-name"}).status == 3);
  CHECK(cli({"check", "no-such-file"}).status == 6);
}

TEST_CASE("a running process is judged for as long as was asked, and else for ten minutes, which is said") {
  const Child child;
  const std::string pid = std::to_string(child.pid());
  const Result asked = cli({"check", pid, "-i", "10ms", "-d", "300ms", "--max-rss", "1GiB", "--json"});
  CHECK(asked.status == 0);
  const Json json(asked.out);
  CHECK(json.text("/gate") == "holds");
  CHECK(json.number("/pid") == child.pid());
  CHECK(json.number("/findings/1/pid") == child.pid());
  CHECK(json.text("/findings/1/question") == "peak");
  CHECK(json.is_null("/command_status"));
  Command endless(cli_words({"check", pid, "-i", "10ms", "--max-rss", "1GiB"}));
  until([&] { return endless.err().find("10m") != std::string::npos; });
  until([&] { return endless.err().find("recording") != std::string::npos; });
  endless.send(SIGINT);
  CHECK(endless.wait().out.find("RSS reached") != std::string::npos);
}

TEST_CASE("the JSON of a check is a report's, with the gate and what was found") {
  const Recordings recordings;
  const Json json(cli({"check", "--json", recordings.leaky, "--max-rate", "1MiB/h"}).out);
  CHECK(json.number("/procmem") == 1);
  CHECK(json.text("/gate") == "fails");
  CHECK(json.text("/verdict") == "leaking");
  CHECK(json.text("/findings/0/question") == "leak");
  CHECK(json.text("/findings/0/result") == "fails");
  CHECK(json.number("/rate_bytes_per_hour") > 0);
}

TEST_CASE("a check that cannot be understood is refused with one line") {
  const auto refused = [](std::vector<std::string> arguments, const std::string& named) {
    arguments.insert(arguments.begin(), "check");
    const Result result = cli(arguments);
    CAPTURE(result.err);
    CHECK(result.status == 2);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(result.err.find(named) != std::string::npos);
  };
  refused({}, "target");
  refused({"a.csv", "-d", "5"}, "-d");
  refused({"a.csv", "-n", "x"}, "recording");
  refused({"a.csv", "--", "x"}, "recording");
  refused({"1", "--max-rate", "1MiB"}, "1MiB/h");
  refused({"1", "--max-rate", "1MiB/y"}, "1MiB/y");
  refused({"1", "--max-rate", "0/h"}, "0/h");
  refused({"1", "--max-rss", "5M"}, "5M");
  refused({"1", "--max-growth", "-1"}, "-1");
  refused({"1", "--max-rss", "99999999999TiB"}, "too large");
  refused({"1", "--confidence", "1"}, "confidence");
  refused({"1", "--plot", "x"}, "--plot");
}
