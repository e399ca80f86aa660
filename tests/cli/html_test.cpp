#include <string>

#include <doctest/doctest.h>

#include "cli/command.hpp"
#include "cli/curve.hpp"
#include "cli/json_of.hpp"

namespace {

/// What stands between two texts; empty if it does not.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return "";
  const std::size_t first = from + begin.size();
  return text.substr(first, text.find(end, first) - first);
}

std::string unescaped(std::string text) {
  for (std::size_t at = 0; (at = text.find("&quot;", at)) != std::string::npos; ++at)
    text.replace(at, 6, "\"");
  return text;
}

}  // namespace

TEST_CASE("report --html writes a page with the same figures as the JSON, and prints as without it") {
  const Recordings recordings;
  const std::string file = recordings.folder / "a.html";
  const Result plain = cli({"report", recordings.leaky});
  const Result result = cli({"report", recordings.leaky, "--html", file});
  CHECK(result.status == 0);
  CHECK(result.out == plain.out);
  CHECK(result.err.empty());
  const std::string page = read_file(file);
  CHECK(unescaped(between(page, "<pre id=\"json\">", "</pre>")) + '\n' ==
        cli({"report", "--json", recordings.leaky}).out);
  CHECK(page.find("Leaking") < page.find("<dl class=\"figures\">"));
}

TEST_CASE("--plot FILE.html is the same as --html FILE") {
  const Recordings recordings;
  const std::string file = recordings.folder / "a.html";
  CHECK(cli({"report", recordings.level, "--plot", file}).status == 0);
  CHECK(between(read_file(file), "<h1>", "</h1>").find("Stable") != std::string::npos);
}

TEST_CASE("a page admits one script and one style sheet, and names no other file") {
  const Recordings recordings;
  const std::string file = recordings.folder / "a.html";
  cli({"report", recordings.leaky, "--html", file});
  const std::string page = read_file(file);
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  CHECK(policy.find("default-src 'none'; script-src 'sha256-") == 0);
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("http") == std::string::npos);
  CHECK(count_of(page, "<script") == 2);
  CHECK(count_of(page, "<style") == 1);
  CHECK(count_of(page, " src=") == count_of(page, " src=\"data:"));
  CHECK(count_of(page, "<link") == 1);
  CHECK(page.find("Permission is hereby granted") != std::string::npos);
}

TEST_CASE("no name becomes markup") {
  const Folder folder;
  Curve curve;
  curve.name = "<b>\"'&</";
  write_curve(folder / "a.jsonl", curve);
  cli({"report", folder / "a.jsonl", "--html", folder / "a.html"});
  const std::string page = read_file(folder / "a.html");
  CHECK(page.find("<b>") == std::string::npos);
  CHECK(between(page, "<p class=\"who\">", "</p>") == "&lt;b&gt;&quot;&#39;&amp;&lt;/ (pid 812)");
  CHECK(Json(between(page, "id=\"data\">", "</script>")).text("/series/0/who") == "<b>\"'&</ (pid 812)");
}

TEST_CASE("several recordings are one page, and count their time from each one's beginning") {
  const Recordings recordings;
  const std::string file = recordings.folder / "a.html";
  CHECK(cli({"report", recordings.leaky, recordings.level, "--html", file}).status == 0);
  const std::string page = read_file(file);
  CHECK(count_of(page, "<section class=\"series") == 2);
  const Json data(between(page, "id=\"data\">", "</script>"));
  CHECK(data.has("/series/1"));
  CHECK(bool(data.at("/elapsed")));
}

TEST_CASE("a recording of many samples becomes spans that keep its peak") {
  const Folder folder;
  Curve curve;
  curve.minutes = 20000;
  write_curve(folder / "a.csv", curve);
  cli({"report", folder / "a.csv", "--html", folder / "a.html"});
  const Json data(between(read_file(folder / "a.html"), "id=\"data\">", "</script>"));
  std::size_t spans = 0;
  for (const auto time : data.at("/series/0/times")) spans += time.is_null() ? 0 : 1;
  CHECK(spans > 4000);
  CHECK(spans <= 8192);
}

TEST_CASE("record --plot FILE.html says what recording has cost") {
  const Folder folder;
  const std::string file = folder / "a.html";
  const Result result =
      cli({"record", "--plot", file, "-i", "20ms", "-q", "-o", folder / "a.csv", "--", "sleep", "0.3"});
  CHECK(result.err.empty());
  const std::string page = read_file(file);
  CHECK(between(page, "<dt>Recorder</dt><dd>", "</dd>").find("of CPU per sample") != std::string::npos);
  CHECK(Json(between(page, "id=\"data\">", "</script>")).has("/series/0/figures/vm_rss"));
}

TEST_CASE("a page that cannot be written is said before anything is read, with status 4") {
  const Recordings recordings;
  const Result result = cli({"report", recordings.level, "--html", recordings.folder / "none/a\x1b.html"});
  CHECK(result.status == 4);
  CHECK(result.out.empty());
  CHECK(lines_of(result.err).size() == 1);
  CHECK(result.err.find("none/a\\x1b.html") != std::string::npos);
  const Result both = cli({"report", recordings.level, "--html", "a.html", "--plot", "b.html"});
  CHECK(both.status == 2);
  CHECK(lines_of(both.err).size() == 1);
  const Result compared = cli({"compare", recordings.level, recordings.leaky, "--plot", "b.html"});
  CHECK(compared.status == 2);
  CHECK(compared.err.find("no HTML report") != std::string::npos);
  const Result from_zero = cli({"report", recordings.level, "--plot", "b.html", "--from-zero"});
  CHECK(from_zero.status == 2);
  CHECK(from_zero.err.find("a switch") != std::string::npos);
}
