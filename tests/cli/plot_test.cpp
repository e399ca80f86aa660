#include <string>
#include <tuple>
#include <vector>

#include <unistd.h>

#include <doctest/doctest.h>

#include "cli/command.hpp"
#include "cli/curve.hpp"

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Whether this procmem-cli draws PNG.
bool draws_png(const Recordings& recordings) {
  return cli({"report", "-q", recordings.few, "--plot", recordings.folder / "probe.png"}).status == 0;
}

}  // namespace

TEST_CASE("report draws a recording as SVG, beside the verdict") {
  const Recordings recordings;
  const std::string picture = recordings.folder / "leak.svg";
  const Result result = cli({"report", recordings.leaky, "--plot", picture});
  CHECK(result.status == 0);
  CHECK(result.out == cli({"report", recordings.leaky}).out);
  const std::string svg = read_file(picture);
  CHECK(svg.compare(0, 4, "<svg") == 0);
  CHECK(has(svg, ">made-up (pid 812)</text>"));
  CHECK(has(svg, "rss_anon+rss_shmem+vm_swap"));
  CHECK(has(svg, "Leaking 30.00 MiB/h"));
  CHECK(has(svg, "trend and its interval"));
}

TEST_CASE("--from-zero begins at 0") {
  const Recordings recordings;
  const std::string picture = recordings.folder / "level.svg";
  cli({"report", recordings.level, "--plot", picture});
  CHECK(has(read_file(picture), "not at 0"));
  cli({"report", recordings.level, "--plot", picture, "--from-zero"});
  CHECK(!has(read_file(picture), "not at 0"));
}

TEST_CASE("several recordings are one picture that tells them apart") {
  const Recordings recordings;
  const std::string picture = recordings.folder / "both.svg";
  CHECK(cli({"report", recordings.level, recordings.leaky, "--plot", picture}).status == 0);
  const std::string svg = read_file(picture);
  CHECK(has(svg, "2 recordings"));
  CHECK(has(svg, "level.csv: made-up"));
  CHECK(has(svg, "leaky.jsonl: made-up"));
}

TEST_CASE("compare draws both from their beginnings") {
  const Recordings recordings;
  const std::string picture = recordings.folder / "both.svg";
  CHECK(cli({"compare", recordings.level, recordings.leaky, "--plot", picture}).status == 1);
  const std::string svg = read_file(picture);
  CHECK(has(svg, "since the beginning"));
  CHECK(has(svg, "old: made-up (pid 812)"));
  CHECK(has(svg, "new: made-up (pid 812)"));
  CHECK(has(svg, "The new one grows faster"));
}

TEST_CASE("record draws what it has recorded") {
  Folder folder;
  const std::string picture = folder / "own.svg";
  const Result result = cli({"record", std::to_string(::getpid()), "-i", "10ms", "-c", "20", "-o",
                             folder / "own.csv", "--plot", picture});
  CHECK(result.status == 0);
  CHECK(has(read_file(picture), "procmem-cli-tes (pid " + std::to_string(::getpid()) + ")"));
  CHECK(count_of(read_file(folder / "own.csv"), "\n") > 20);
}

TEST_CASE("a minus draws in the terminal, before the verdict, and in a pipe without colours") {
  const Recordings recordings;
  const Result result = cli({"report", recordings.level, "--plot", "-"});
  CHECK(result.status == 0);
  CHECK(has(result.out, "axis begins at"));
  CHECK(!has(result.out, "\x1b"));
  for (const std::string& line : lines_of(result.out.substr(0, result.out.find("\n\n"))))
    CHECK(line.size() < 400);
}

TEST_CASE("a text file has the chart, too") {
  const Recordings recordings;
  const std::string picture = recordings.folder / "leak.txt";
  CHECK(cli({"report", "-q", recordings.leaky, "--plot", picture}).status == 0);
  CHECK(has(read_file(picture), "┤"));
}

TEST_CASE("PNG is drawn, or what to install is told") {
  const Recordings recordings;
  const std::string picture = recordings.folder / "leak.png";
  const Result result = cli({"report", "-q", recordings.leaky, "--plot", picture});
  if (!draws_png(recordings)) {
    CHECK(result.status == 2);
    CHECK(has(result.err, "libcairo2-dev"));
    return;
  }
  CHECK(result.status == 0);
  CHECK(read_file(picture).compare(0, 8, "\x89PNG\r\n\x1a\n") == 0);
}

TEST_CASE("a chart that cannot be drawn is refused with one line, before anything is done") {
  const Recordings recordings;
  const std::string file = recordings.leaky;
  for (const auto& [arguments, status, word] :
       {std::tuple<std::vector<std::string>, int, std::string>{
            {"report", file, "--plot", "picture.jpeg"}, 2, "picture.jpeg"},
        {{"report", file, "--plot", "svg"}, 2, "'svg'"},
        {{"report", file, "--from-zero"}, 2, "--plot"},
        {{"report", file, "--json", "--plot", "-"}, 2, "--plot -"},
        {{"record", "1", "--plot", "-"}, 2, "--plot -"},
        {{"report", file, "--plot", "/no/such/folder/a.svg"}, 4, "/no/such/folder/a.svg"}}) {
    const Result result = cli(arguments);
    CHECK(result.status == status);
    CHECK(result.out.empty());
    CHECK(lines_of(result.err).size() == 1);
    CHECK(has(result.err, word));
  }
}

TEST_CASE("a name that is SVG or steers a terminal does neither in a chart") {
  Folder folder;
  Curve curve;
  curve.name = "</svg><a>\x1b[2J";
  const std::string file = folder / "hostile.jsonl";
  write_curve(file, curve);
  const std::string picture = folder / "hostile.svg";
  CHECK(cli({"report", file, "--plot", picture}).status == 0);
  CHECK(count_of(read_file(picture), "</svg>") == 1);
  CHECK(!has(read_file(picture), "\x1b"));
  CHECK(!has(cli({"report", file, "--plot", "-"}).out, "\x1b"));
}
