#include <string>

#include <doctest/doctest.h>

#include "cli/command.hpp"
#include "cli/curve.hpp"
#include "cli/json_of.hpp"

namespace {

constexpr const char* keys[] = {"/verdict",
                                "/metric",
                                "/samples",
                                "/missed",
                                "/skipped_lines",
                                "/duration_s",
                                "/first_bytes",
                                "/last_bytes",
                                "/peak_bytes",
                                "/rate_bytes_per_hour",
                                "/rate_low_bytes_per_hour",
                                "/rate_high_bytes_per_hour",
                                "/smallest_detectable_bytes_per_hour",
                                "/time_to_limit_s",
                                "/time_to_limit_low_s",
                                "/time_to_limit_high_s",
                                "/limit_bytes",
                                "/limit_source",
                                "/kinds",
                                "/ended"};

Curve leaky() {
  Curve curve;
  curve.kib_each = 512;
  return curve;
}

}  // namespace

TEST_CASE("a steep line is leaking and a level one stable, in every format") {
  const Folder folder;
  for (const char* const name : {"a.csv", "a.jsonl", "proc_memlog.txt"}) {
    CAPTURE(name);
    write_curve(folder / (std::string("level-") + name), {});
    write_curve(folder / (std::string("leaky-") + name), leaky());
    const Result level = cli({"report", folder / (std::string("level-") + name)});
    CHECK(level.status == 0);
    CHECK(level.err.empty());
    CHECK(level.out.find("no leak above") != std::string::npos);
    CHECK(Json(cli({"report", "--json", folder / (std::string("level-") + name)}).out).text("/verdict") ==
          "stable");
    const Json json(cli({"report", "--json", folder / (std::string("leaky-") + name)}).out);
    CHECK(json.text("/verdict") == "leaking");
    CHECK(json.number("/rate_low_bytes_per_hour") <= 512 * 1024 * 60.0);
    CHECK(json.number("/rate_high_bytes_per_hour") >= 512 * 1024 * 60.0);
  }
}

TEST_CASE("the JSON of a recording has every key of a result, whatever is known") {
  const Folder folder;
  Curve few;
  few.minutes = 5;
  write_curve(folder / "few.csv", few);
  write_curve(folder / "leaky.csv", leaky());
  for (const char* const name : {"few.csv", "leaky.csv"}) {
    const Json json(cli({"report", "--json", folder / name}).out);
    for (const char* const key : keys) {
      CAPTURE(key);
      CHECK(json.has(key));
    }
    CHECK(json.number("/procmem") == 1);
    CHECK(json.number("/pid") == 812);
    CHECK(json.text("/name") == "made-up");
  }
  const Json json(cli({"report", "--json", folder / "few.csv"}).out);
  CHECK(json.text("/verdict") == "not_enough_data");
  CHECK(json.number("/samples") == 5);
  CHECK(json.number("/duration_s") == 240);
}

TEST_CASE("the limit in the recording's header is the one that counts") {
  const Folder folder;
  Curve curve = leaky();
  curve.limit_kib = 1048576;
  write_curve(folder / "a.csv", curve);
  const Json json(cli({"report", "--json", folder / "a.csv"}).out);
  CHECK(json.number("/limit_bytes") == 1073741824);
  CHECK(json.text("/limit_source") == "cgroup v2 /made/up");
  CHECK(cli({"report", folder / "a.csv"}).out.find("1.00 GiB (cgroup v2 /made/up)") != std::string::npos);
}

TEST_CASE("segments are judged apart and stand under \"series\"") {
  const Folder folder;
  Curve second;
  second.from_kib = 1000;
  write_curve(folder / "a.jsonl", {});
  write_curve(folder / "a.jsonl", second);
  const Json json(cli({"report", "--json", folder / "a.jsonl"}).out);
  CHECK(json.text("/verdict") == "stable");
  CHECK(json.number("/series/0/segment") == 0);
  CHECK(json.number("/series/1/segment") == 1);
  CHECK(json.text("/series/1/verdict") == "stable");
  CHECK(!json.has("/series/2"));
  const Result text = cli({"report", folder / "a.jsonl"});
  CHECK(text.out.find("segment 1") != std::string::npos);
}

TEST_CASE("several files are judged each, and the worst verdict stands first") {
  const Folder folder;
  write_curve(folder / "level.csv", {});
  write_curve(folder / "leaky.jsonl", leaky());
  const Json json(cli({"report", "--json", folder / "level.csv", folder / "leaky.jsonl"}).out);
  CHECK(json.text("/verdict") == "leaking");
  CHECK(json.text("/series/0/file") == folder / "level.csv");
  CHECK(json.text("/series/0/verdict") == "stable");
  CHECK(json.text("/series/1/verdict") == "leaking");
}

TEST_CASE("damaged lines are counted and located") {
  const Folder folder;
  write_curve(folder / "a.csv", {});
  auto lines = lines_of(read_file(folder / "a.csv"));
  lines[9] = "2026-11-23T12:3";
  std::string damaged;
  for (const std::string& line : lines) damaged += line + '\n';
  write_file(folder / "a.csv", damaged);
  const Result text = cli({"report", folder / "a.csv"});
  CHECK(text.status == 0);
  CHECK(text.out.find("1 line: line 10,") != std::string::npos);
  const Json json(cli({"report", "--json", folder / "a.csv"}).out);
  CHECK(json.number("/skipped_lines") == 1);
  CHECK(json.number("/samples") == 599);
}

TEST_CASE("--from and --to cut a piece out, in any zone") {
  const Folder folder;
  write_curve(folder / "a.csv", {});
  const auto samples = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"report", "--json", folder / "a.csv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Json(cli(arguments).out).number("/samples");
  };
  CHECK(samples({"--from", "2026-11-23T13:29:58Z"}) == 540);
  CHECK(samples({"--from", "2026-11-23T13:29:58.5Z"}) == 539);
  CHECK(samples({"--from", "2026-11-23T15:29:58+02:00"}) == 540);
  CHECK(samples({"--to", "2026-11-23T12:30:58Z"}) == 2);
  CHECK(samples({"--from", "2026-11-23T12:30:00Z", "--to", "2026-11-23T12:31:58Z"}) == 2);
  CHECK(samples({"--from", "2030-01-01T00:00:00Z"}) == 0);
}

TEST_CASE("--metric judges one figure") {
  const Folder folder;
  write_curve(folder / "a.csv", {});
  const Json json(cli({"report", "--json", "--metric", "VmSize", folder / "a.csv"}).out);
  CHECK(json.number("/samples") == 600);
}

TEST_CASE("a report that cannot be given is refused with one line that says why") {
  const Folder folder;
  write_file(folder / "text", "hello\n");
  const auto refused = [](const std::vector<std::string>& arguments, int status, const std::string& named) {
    const Result result = cli(arguments);
    CAPTURE(result.err);
    CHECK(result.status == status);
    CHECK(result.out.empty());
    CHECK(lines_of(result.err).size() == 1);
    CHECK(result.err.find(named) != std::string::npos);
  };
  refused({"report"}, 2, "FILE");
  refused({"report", "a", "--metric", "foo"}, 2, "foo");
  refused({"report", "a", "--from", "yesterday"}, 2, "yesterday");
  refused({"report", "a", "--from", "2026-13-01T00:00:00Z"}, 2, "2026-13");
  refused({"report", "a", "--from", "2026-02-29T00:00:00Z"}, 2, "2026-02-29");
  refused({"report", "a", "--warmup", "x"}, 2, "warmup");
  refused({"report", "a", "--plot", "b.jpeg"}, 2, "b.jpeg");
  refused({"report", "--", "a"}, 2, "report");
  refused({"report", folder / "nothing\x1b"}, 6, "nothing\\x1b");
  refused({"report", folder / "text"}, 6, "not a recording");
  refused({"report", folder.path()}, 6, folder.path());
}

TEST_CASE("a file that cannot be read does not hide the others, and shows in the status") {
  const Folder folder;
  write_curve(folder / "a.csv", {});
  const Result result = cli({"report", folder / "none.csv", folder / "a.csv"});
  CHECK(result.status == 6);
  CHECK(result.err.find("none.csv") != std::string::npos);
  CHECK(result.out.find("no leak above") != std::string::npos);
}

TEST_CASE("where the recording tells of the heap the report names the cause, in words and as JSON") {
  const Folder folder;
  Curve curve = leaky();
  curve.tells_heap = true;
  for (const char* const name : {"heap.csv", "heap.jsonl"}) {
    CAPTURE(name);
    const std::string path = folder / name;
    write_curve(path, curve);
    const std::string text = cli({"report", path}).out;
    CHECK(text.find("allocator retention (fragmentation), not a leak of allocated memory: in use +0 B/h") !=
          std::string::npos);
    CHECK(text.find("  cause       allocator_retention\n") != std::string::npos);
    CHECK(text.find("  in use      19.53 MiB to 19.53 MiB, +0 B/h\n") != std::string::npos);
    CHECK(text.find("  retained    1000.00 KiB to 300.48 MiB, +30.00 MiB/h\n") != std::string::npos);
    CHECK(text.find("  other       +") != std::string::npos);
    const Json json(cli({"report", "--json", path}).out);
    CHECK(json.text("/verdict") == "leaking");
    CHECK(json.text("/cause") == "allocator_retention");
    CHECK(json.number("/heap/retained_bytes_per_hour") == doctest::Approx(512 * 1024 * 60));
    CHECK(json.number("/heap/in_use_last_bytes") == 20000 * 1024);
  }
  write_curve(folder / "plain.csv", leaky());
  CHECK(cli({"report", folder / "plain.csv"}).out.find("cause") == std::string::npos);
}

TEST_CASE("a heap's figure can be judged by itself") {
  const Folder folder;
  Curve curve = leaky();
  curve.tells_heap = true;
  write_curve(folder / "heap.csv", curve);
  const auto verdict = [&](const char* metric) {
    return Json(cli({"report", "--json", "--metric", metric, folder / "heap.csv"}).out).text("/verdict");
  };
  CHECK(verdict("heap_retained") == "leaking");
  CHECK(verdict("heap_in_use") == "stable");
}
