#include <procmem/plot.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <clocale>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "support/charts.hpp"

namespace {

using namespace std::chrono_literals;
using procmem::Chart;
using procmem::Curve;

Curve::Time after(std::chrono::nanoseconds time) {
  return Curve::Time(std::chrono::duration_cast<Curve::Time::duration>(1795435200s + time));
}

/// What is kept, or with PROCMEM_KEEP_CHARTS in the environment what is kept from now on.
std::string kept(const std::string& name, const std::string& drawn) {
  const std::string path = PROCMEM_TEST_DATA "/charts/" + name;
  if (std::getenv("PROCMEM_KEEP_CHARTS") != nullptr) std::ofstream(path) << drawn;
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.is_open(), path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void check_same(const std::string& name, const std::string& drawn) {
  const std::string expected = kept(name, drawn);
  CHECK_MESSAGE(drawn == expected, name << " is not drawn as it is kept in tests/data/charts");
}

procmem::TextChartOptions text_options(bool unicode) {
  procmem::TextChartOptions options;
  options.unicode = unicode;
  options.zone = support::zone;
  return options;
}

Chart chart_of(const Curve& curve) {
  Chart chart;
  chart.series.push_back({"one", curve, {}});
  return chart;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every chart is drawn as its picture was when it was looked at") {
  for (const support::NamedChart& one : support::charts()) {
    CAPTURE(one.name);
    check_same(one.name + ".svg", draw_svg(one.chart, {960, 420, support::zone}));
    check_same(one.name + ".txt", draw_text(one.chart, text_options(true)));
    check_same(one.name + ".ascii.txt", draw_text(one.chart, text_options(false)));
  }
}

TEST_CASE("no locale puts a comma into a chart") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const Chart chart = support::charts().front().chart;
  const std::string plain = draw_svg(chart) + draw_text(chart);
  for (const char* const locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"}) {
    if (std::setlocale(LC_ALL, locale) == nullptr) continue;
    CHECK(draw_svg(chart) + draw_text(chart) == plain);
  }
  std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("ten million points take 2048 spans at most and lose no peak") {
  Curve curve;
  for (int i = 0; i < 10'000'000; ++i)
    curve.add(after(i * 1ms), i == 6'543'210 ? 1'000'000'000 : i == 3'210'000 ? 1 : 50'000'000);
  REQUIRE(curve.size() <= 2048);
  CHECK(curve.size() >= 768);
  double high = 0;
  double low = 1e18;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    high = std::max(high, curve[i].high);
    low = std::min(low, curve[i].low);
    if (i > 0) CHECK(curve[i].first > curve[i - 1].last);
  }
  CHECK(high == 1'000'000'000);
  CHECK(low == 1);
  CHECK(curve[curve.size() - 1].last == after(9'999'999ms));
  CHECK(has(draw_text(chart_of(curve)), "1000 MiB"));
}

TEST_CASE("each of few points has a span of its own") {
  Curve curve;
  for (int i = 0; i < 2048; ++i) curve.add(after(i * 1s), i);
  REQUIRE(curve.size() == 2048);
  CHECK(curve[2047].low == 2047);
  CHECK(curve[2047].first == after(2047s));
  CHECK(curve.growth() == 2047);
}

TEST_CASE("points at a time before the last one count as that one's, however many there are") {
  Curve curve;
  curve.add(after(10s), 5);
  for (int i = 0; i < 5000; ++i) curve.add(after(1s), i);
  REQUIRE(curve.size() == 1);
  CHECK(curve[0].first == after(10s));
  CHECK(curve[0].high == 4999);
}

TEST_CASE("a copy of a curve goes its own way") {
  Curve curve;
  curve.add(after(1s), 1);
  Curve copy = curve;
  copy.add(after(2s), 2);
  CHECK(curve.size() == 1);
  CHECK(copy.size() == 2);
  curve = copy;
  CHECK(curve.size() == 2);
}

TEST_CASE("an axis that does not begin at 0 says so, and one that does does not") {
  Chart chart = support::charts().front().chart;
  CHECK(has(draw_svg(chart), "The axis begins at 65.8 MiB, not at 0."));
  CHECK(has(draw_text(chart), "axis begins at 65.5 MiB, not 0"));
  chart.from_zero = true;
  CHECK(!has(draw_svg(chart), "not at 0"));
  CHECK(!has(draw_text(chart), "not 0"));
}

TEST_CASE("a name cannot leave its place in an SVG or steer a terminal") {
  for (const support::NamedChart& one : support::charts()) {
    if (one.name != "hostile") continue;
    const std::string svg = draw_svg(one.chart);
    CHECK(!has(svg, "<script"));
    CHECK(!has(svg, "\x1b"));
    CHECK(!has(svg, "\xEF\xBF\xBE"));
    CHECK(!has(svg, "\xE2\x80\xAE"));
    CHECK(has(svg, "&lt;script&gt;"));
    const std::string text = draw_text(one.chart);
    CHECK(!has(text, "\x1b"));
    CHECK(!has(text, "\r"));
    CHECK(!has(text, "\xE2\x80\xAE"));
  }
}

TEST_CASE("a backslash in a name is doubled once, as printable() does") {
  Chart chart = support::charts().front().chart;
  chart.title = "a\\b";
  CHECK(has(draw_svg(chart), ">a\\\\b<"));
  CHECK(draw_text(chart).compare(0, 5, "a\\\\b\n") == 0);
}

TEST_CASE("colours of a terminal come only where they are asked for") {
  const Chart chart = support::charts().front().chart;
  procmem::TextChartOptions options;
  CHECK(!has(draw_text(chart, options), "\x1b["));
  options.color = true;
  CHECK(has(draw_text(chart, options), "\x1b[38;5;"));
}

TEST_CASE("a chart for a terminal is no wider and no higher than it") {
  for (const support::NamedChart& one : support::charts()) {
    for (const std::size_t columns : {40U, 80U, 200U}) {
      CAPTURE(one.name);
      CAPTURE(columns);
      procmem::TextChartOptions options = text_options(false);
      options.columns = columns;
      std::istringstream lines(draw_text(one.chart, options));
      std::size_t count = 0;
      for (std::string line; std::getline(lines, line); ++count) CHECK(line.size() <= columns);
      CHECK(count <= options.rows);
    }
  }
}

TEST_CASE("a limit far above is told, not drawn") {
  Chart chart = support::charts().front().chart;
  CHECK(has(draw_svg(chart), "limit 8.00 GiB, outside the picture"));
  chart.limit = procmem::Bytes::from_kib(67 * 1024 + 300);
  CHECK(!has(draw_svg(chart), "outside"));
  CHECK(has(draw_svg(chart), ">limit 67.29 MiB<"));
}

TEST_CASE("a picture is drawn in a canvas of one's own") {
  struct Counting : procmem::Canvas {
    void line(const std::vector<procmem::DrawnPoint>& points, const procmem::Stroke& /*stroke*/) override {
      for (const procmem::DrawnPoint& point : points)
        inside = inside && point.x >= 0 && point.x <= 320 && point.y >= 0 && point.y <= 200;
      ++lines;
    }
    void area(const std::vector<procmem::DrawnPoint>& /*outline*/, procmem::Ink /*ink*/,
              double /*opacity*/) override {}
    void text(procmem::DrawnPoint at, const procmem::Lettering& /*lettering*/,
              std::string_view /*text*/) override {
      inside = inside && at.y <= 200;
    }
    int lines = 0;
    bool inside = true;
  };
  for (const support::NamedChart& one : support::charts()) {
    CAPTURE(one.name);
    Counting canvas;
    procmem::draw(one.chart, canvas, {320, 200, {}});
    CHECK(canvas.lines > 3);
    CHECK(canvas.inside);
  }
}
