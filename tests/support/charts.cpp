#include "support/charts.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>

namespace support {
namespace {

using namespace std::chrono_literals;
using procmem::Bytes;
using procmem::Chart;
using procmem::Curve;
using procmem::GrowthRate;

constexpr double mib = 1048576;

/// 2026-11-23T12:00:00Z
Curve::Time at(std::chrono::duration<double> after) {
  return Curve::Time(std::chrono::duration_cast<Curve::Time::duration>(1795435200s + after));
}

Curve curve(int count, double every, const std::function<double(double)>& mib_at) {
  Curve made;
  for (int i = 0; i < count; ++i)
    made.add(at(std::chrono::duration<double>(i * every)),
             static_cast<std::int64_t>(std::floor(mib_at(i * every) * 256)) * 4096);
  return made;
}

/// The same on every machine: a multiplicative generator.
class Noise {
 public:
  double operator()() {
    state_ = state_ * 48271 % 2147483647;
    return static_cast<double>(state_) / 2147483647 - .5;
  }

 private:
  std::uint64_t state_ = 20261123;
};

Chart one(const std::string& title, const std::string& subtitle, Curve made,
          std::optional<GrowthRate> rate = {}) {
  Chart chart;
  chart.title = title;
  chart.subtitle = subtitle;
  chart.series.push_back({"RSS", std::move(made), rate});
  return chart;
}

Chart leak() {
  Noise noise;
  auto chart = one("server (pid 812)",
                   "Leaking 6.03 MiB/h (5.90 to 6.16, 95 %) in rss_anon: it grows evenly, and no bounded "
                   "shape explains it",
                   curve(600, 1, [&](double t) { return 66 + t / 600 + .04 * noise(); }),
                   GrowthRate{6.03 * mib, 5.6 * mib, 6.5 * mib});
  chart.limit = Bytes::from_kib(8 << 20);
  return chart;
}

Chart plateau() {
  auto chart = one("worker (pid 4711)", "Stable: it has warmed up, and grows no faster than 210.00 KiB/h",
                   curve(400, 5, [](double t) { return 120 - 90 * std::exp(-t / 300); }));
  chart.limit = Bytes::from_kib(128 << 10);
  return chart;
}

Chart sawtooth() {
  auto chart =
      one("java (pid 99)", "Stable", curve(1200, 3, [](double t) { return 200 + std::fmod(t, 300) / 2; }));
  chart.marks = {{at(600s), "requests begin", false},
                 {at(660s), "cache filled", false},
                 {at(700s), "a mark with a text that is far too long to be shown as a whole", false},
                 {at(3550s), "requests end", false}};
  return chart;
}

Chart gap() {
  Curve made = curve(100, 10, [](double t) { return 50 + t / 500; });
  const Curve later = curve(100, 10, [](double t) { return 58 + t / 500; });
  for (std::size_t i = 0; i < later.size(); ++i)
    made.add(later[i].first + 5h, static_cast<std::int64_t>(later[i].mean));
  return one("backup (pid 31)", "Not enough data", made);
}

Chart fifty() {
  Noise noise;
  Chart chart;
  chart.title = "50 processes";
  chart.subtitle = "worker-7 grows most: Leaking 40.00 MiB/h (38.00 to 42.00)";
  for (int i = 0; i < 50; ++i) {
    const double level = 40 + 60 * (noise() + .5);
    const double per_second = i % 9 == 7 ? (i + 10) / 3600.0 : 0;
    chart.series.push_back({"worker-" + std::to_string(i) + " (pid " + std::to_string(1000 + i) + ")",
                            curve(120, 15, [&](double t) { return level + per_second * t + noise(); }),
                            {}});
  }
  return chart;
}

Chart hostile() {
  const std::string name =
      "<script>alert(1)</script>&\"'\x1b[31m\r\n\xE2\x80\xAE\xFF\xEF\xBF\xBE]]>--{{漢字🎉}}\\";
  Chart chart = one(name + name, name + name + name, curve(60, 1, [](double t) { return 20 + t / 60; }));
  chart.series.front().name = name;
  chart.series.push_back({name + "2", curve(60, 1, [](double t) { return 21 - t / 90; }), {}});
  chart.marks.push_back({at(30s), name, false});
  return chart;
}

Chart restarts() {
  Chart chart;
  chart.title = "job";
  const auto part = [](double begin, double level) {
    Curve made;
    for (int i = 0; i < 60; ++i)
      made.add(at(std::chrono::duration<double>(begin + i * 10)),
               static_cast<std::int64_t>((level + i * .2) * mib));
    return made;
  };
  chart.series = {{"job (pid 10)", part(0, 30), {}},
                  {"job (pid 20)", part(700, 31), {}},
                  {"job (pid 30)", part(1400, 29), {}}};
  chart.marks = {{at(600s), "exited", true},
                 {at(700s), "joined", true},
                 {at(1300s), "exited", true},
                 {at(1400s), "joined", true}};
  return chart;
}

Chart compared() {
  Chart chart;
  chart.title = "old.csv and new.csv";
  chart.subtitle = "The new one grows faster by +5.00 MiB/h (+4.10 MiB/h to +5.90 MiB/h)";
  chart.elapsed = true;
  chart.series = {
      {"old", curve(360, 10, [](double t) { return 80 + t / 3600; }), GrowthRate{mib, .9 * mib, 1.1 * mib}},
      {"new", curve(360, 10, [](double t) { return 81 + t / 600; }), GrowthRate{6 * mib, 5 * mib, 7 * mib}}};
  return chart;
}

Chart from_zero() {
  Chart chart = leak();
  chart.from_zero = true;
  return chart;
}

Chart threads() {
  Chart chart;
  chart.title = "Threads";
  chart.unit = procmem::Field::Unit::count;
  Curve made;
  for (int i = 0; i < 40; ++i) made.add(at(std::chrono::duration<double>(i * 3600 * 6)), 100 + i / 4);
  chart.series.push_back({"threads", made, {}});
  return chart;
}

}  // namespace

procmem::LocalZone zone(Curve::Time time) {
  return time < at(2h) ? procmem::LocalZone{1h, "CET"} : procmem::LocalZone{2h, "CEST"};
}

std::vector<NamedChart> charts() {
  return {
      {"leak", leak()},
      {"leak_from_zero", from_zero()},
      {"plateau", plateau()},
      {"sawtooth", sawtooth()},
      {"no_sample", Chart()},
      {"one_sample", one("short (pid 1)", "Not enough data", curve(1, 1, [](double) { return 66; }))},
      {"two_samples", one("short (pid 1)", "Not enough data", curve(2, 1, [](double t) { return 66 + t; }))},
      {"equal", one("idle (pid 2)", "Stable", curve(300, 60, [](double) { return 66; }))},
      {"gap", gap()},
      {"fifty", fifty()},
      {"hostile", hostile()},
      {"restarts", restarts()},
      {"compared", compared()},
      {"threads", threads()}};
}

}  // namespace support
