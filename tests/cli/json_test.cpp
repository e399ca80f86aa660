#include <string>

#include <doctest/doctest.h>
#include <simdjson.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/command.hpp"
#include "support/child.hpp"

namespace {

using simdjson::dom::element;
using simdjson::dom::parser;

std::int64_t integer(const element& object, const char* key) {
  CAPTURE(key);
  const auto value = object[key].get_int64();
  REQUIRE(value.error() == simdjson::SUCCESS);
  return value.value_unsafe();
}

std::string string(const element& object, const char* key) {
  CAPTURE(key);
  const auto value = object[key].get_string();
  REQUIRE(value.error() == simdjson::SUCCESS);
  return std::string(value.value_unsafe());
}

element parse(parser& reader, const std::string& text) {
  CAPTURE(text);
  auto parsed = reader.parse(text);
  REQUIRE(parsed.error() == simdjson::SUCCESS);
  return parsed.value_unsafe();
}

}  // namespace

TEST_CASE("--json prints JSON Lines whose last one is the summary") {
  const Child child([] { ::prctl(PR_SET_NAME, "q\"\\\xff\n"); });
  const Result result = cli({"record", std::to_string(child.pid()), "--json", "-c", "3", "-i", "10ms", "-q"});
  CHECK(result.status == 0);
  CHECK(result.err.empty());
  parser reader;
  std::string last;
  std::size_t samples = 0;
  for (const std::string& line : lines_of(result.out)) {
    const element object = parse(reader, line);
    last = string(object, "type");
    samples += last == "sample" ? 1 : 0;
    if (last != "summary") continue;
    CHECK(integer(object, "procmem") == 1);
    CHECK(integer(object, "samples") == 3);
    CHECK(!string(object, "metric").empty());
    CHECK(string(object, "verdict") == "not_enough_data");
    CHECK(string(object, "ended") == "count");
    CHECK(object["rate_bytes_per_hour"].is_null());
    CHECK(integer(object, "missed") >= 0);
    CHECK(integer(object, "first_bytes") > 0);
    CHECK(integer(object, "last_bytes") > 0);
    CHECK(integer(object, "peak_bytes") >= integer(object, "last_bytes"));
    CHECK(object["duration_s"].get_double().value() >= 0.019);
    CHECK(!string(object, "ended").empty());
  }
  CHECK(samples == 3);
  CHECK(last == "summary");
}

TEST_CASE("--json with a file prints one object") {
  const Folder folder;
  const Child child;
  const Result result = cli({"record", std::to_string(child.pid()), "--json", "-c", "2", "-i", "10ms", "-q",
                             "-o", folder / "a.csv"});
  CHECK(result.status == 0);
  parser reader;
  const element object = parse(reader, result.out);
  CHECK(integer(object, "samples") == 2);
  CHECK(object["series"].error() == simdjson::NO_SUCH_FIELD);
}

TEST_CASE("the summary of several processes has an object for each under \"series\"") {
  const Folder folder;
  const Child child;
  const Result result = cli({"record", std::to_string(child.pid()), "-C", "--json", "-c", "2", "-i", "10ms",
                             "-q", "-o", folder / "a.csv"});
  CHECK(result.status == 0);
  parser reader;
  const element object = parse(reader, result.out);
  const auto series = object["series"].get_array();
  REQUIRE(series.error() == simdjson::SUCCESS);
  CHECK(series.value_unsafe().size() == 2);
  CHECK(integer(series.value_unsafe().at(0).value(), "pid") == child.pid());
  CHECK(integer(series.value_unsafe().at(1).value(), "pid") == 0);
}

TEST_CASE("show prints every figure once, and as JSON one object") {
  const Child child;
  const std::string pid = std::to_string(child.pid());
  const Result text = cli({"show", pid});
  CHECK(text.status == 0);
  CHECK(text.err.empty());
  for (const char* const word : {"VIRT", "RES", "SHR", "RssAnon", "VmSwap", "VmHWM", "hreads", "tate"}) {
    CAPTURE(word);
    CHECK(text.out.find(word) != std::string::npos);
  }
  const Result json = cli({"show", pid, "--json"});
  CHECK(json.status == 0);
  parser reader;
  const element object = parse(reader, json.out);
  CHECK(integer(object, "procmem") == 1);
  CHECK(integer(object, "pid") == child.pid());
  CHECK(integer(object, "threads") == 1);
  CHECK(string(object, "state") == "S");
  CHECK(integer(object, "virt_bytes") == integer(object, "vm_size_bytes"));
  CHECK(integer(object, "res_bytes") == integer(object, "vm_rss_bytes"));
  CHECK(integer(object, "shr_bytes") ==
        integer(object, "rss_file_bytes") + integer(object, "rss_shmem_bytes"));
}

TEST_CASE("show tells the limit that leaves the least room, and what it comes from") {
  const Child child([] {
    const rlimit limit{24576, RLIM_INFINITY};
    ::setrlimit(RLIMIT_DATA, &limit);
  });
  const std::string pid = std::to_string(child.pid());
  const Result text = cli({"show", pid});
  CHECK(text.status == 0);
  CHECK(text.out.find("\nLimit              24.00 KiB   RLIMIT_DATA; on VmData\n") != std::string::npos);
  parser reader;
  const Result json = cli({"show", pid, "--json"});
  const element object = parse(reader, json.out);
  CHECK(integer(object, "limit_bytes") == 24576);
  CHECK(string(object, "limit_source") == "RLIMIT_DATA");
}
