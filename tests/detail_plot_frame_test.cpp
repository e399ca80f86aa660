#include "detail/plot_frame.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "support/charts.hpp"

namespace {

using namespace std::chrono_literals;
using procmem::Chart;
using procmem::Curve;
using procmem::GrowthRate;
using procmem::detail::Frame;

constexpr double mib = 1048576;

Curve::Time after(std::chrono::nanoseconds time) {
  return Curve::Time(std::chrono::duration_cast<Curve::Time::duration>(1795435200s + time));
}

Frame frame(const Chart& chart) {
  return {chart, nullptr, 6, 6};
}

Chart chart_of(const Curve& curve) {
  Chart chart;
  chart.series.push_back({"one", curve, {}});
  return chart;
}

std::size_t runs(const Curve& curve) {
  const Chart chart = chart_of(curve);
  const Frame framed = frame(chart);
  return runs_of(framed.lines[0].extents(framed.time, 100)).size();
}

}  // namespace

TEST_CASE("a pause of more than five usual ones is a gap, and a shorter one is none") {
  Curve curve;
  for (int i = 0; i < 20; ++i) curve.add(after(i * 1s), i);
  curve.add(after(23s), 1);
  CHECK(runs(curve) == 1);
  curve.add(after(60s), 1);
  curve.add(after(61s), 1);
  CHECK(runs(curve) == 2);
}

TEST_CASE("a column has the lowest and the highest value of all in it") {
  Curve curve;
  for (int i = 0; i < 1000; ++i) curve.add(after(i * 1s), i == 555 ? 9 : i == 556 ? -9 : 0);
  const Chart chart = chart_of(curve);
  const Frame framed = frame(chart);
  const auto extents = framed.lines[0].extents(framed.time, 10);
  CHECK(extents.size() <= 11);
  CHECK(std::any_of(extents.begin(), extents.end(),
                    [](const auto& one) { return one.low == -9 && one.high == 9; }));
}

TEST_CASE("a trend goes as far back as the curve keeps to it") {
  Curve curve;
  for (int i = 0; i < 100; ++i)
    curve.add(after(i * 36s), static_cast<std::int64_t>((i < 20 ? 10 : 50 + i / 100.0) * mib));
  Chart chart = chart_of(curve);
  chart.series[0].rate = GrowthRate{mib, .5 * mib, 1.5 * mib};
  const Frame framed = frame(chart);
  const auto trend = framed.lines[0].trend();
  REQUIRE(trend);
  CHECK(trend->begin == doctest::Approx(framed.seconds(after(720s))));
  CHECK(trend->at(framed.seconds(after(3600s)), mib).value == doctest::Approx(51 * mib).epsilon(.001));
}

TEST_CASE("of many series those that grew most are coloured, and drawn last") {
  Chart chart;
  for (int i = 0; i < 20; ++i) {
    Curve curve;
    curve.add(after(0s), 100);
    curve.add(after(10s), 100 + (i * 7) % 20);
    chart.series.push_back({std::to_string(i), curve, {}});
  }
  const Frame framed = frame(chart);
  CHECK(framed.others() == 14);
  const auto colored = framed.colored();
  REQUIRE(colored.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) CHECK(colored[i].series->curve.growth() == 19 - static_cast<double>(i));
  CHECK(framed.lines.back().color.has_value());
  CHECK(!framed.lines.front().color.has_value());
}

TEST_CASE("few series keep their order, and empty ones are left out") {
  Chart chart;
  for (int i = 0; i < 3; ++i) chart.series.push_back({std::to_string(i), {}, {}});
  chart.series[2].curve.add(after(0s), 5);
  const Frame framed = frame(chart);
  REQUIRE(framed.lines.size() == 1);
  CHECK(framed.lines[0].color == std::size_t{2});
}

TEST_CASE("an outline is clipped where it leaves the picture") {
  const auto clipped = procmem::detail::clip({{0, 0}, {10, 10}, {10, 0}}, 0, 5);
  for (const auto& point : clipped) CHECK(point.value <= 5);
  CHECK(std::any_of(clipped.begin(), clipped.end(),
                    [](const auto& point) { return point.at == 5 && point.value == 5; }));
  CHECK(procmem::detail::clip({{0, 7}, {10, 9}, {10, 8}}, 0, 5).empty());
}
