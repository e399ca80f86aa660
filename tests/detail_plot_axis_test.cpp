#include "detail/plot_axis.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/charts.hpp"

namespace {

using procmem::Field;
using procmem::detail::Axis;
using procmem::detail::make_amount_axis;
using procmem::detail::make_clock_axis;
using procmem::detail::make_elapsed_axis;

constexpr double mib = 1048576;
constexpr double noon = 1795435200;  // 2026-11-23T12:00:00Z

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> all;
  for (const auto& tick : axis.ticks) all.push_back(tick.label);
  return all;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("amounts have round steps in the unit that suits them") {
  CHECK(labels(make_amount_axis(66 * mib, 67 * mib, Field::Unit::bytes, false, 6)) ==
        Labels{"66.0 MiB", "66.2 MiB", "66.4 MiB", "66.6 MiB", "66.8 MiB", "67.0 MiB"});
  CHECK(labels(make_amount_axis(0, 4096 * mib, Field::Unit::bytes, false, 5)) ==
        Labels{"0", "1 GiB", "2 GiB", "3 GiB", "4 GiB"});
  CHECK(labels(make_amount_axis(66 * mib, 66 * mib + 102400, Field::Unit::bytes, false, 5)) ==
        Labels{"66.00 MiB", "66.05 MiB", "66.10 MiB"});
  CHECK(labels(make_amount_axis(66 * mib, 66 * mib + 65536, Field::Unit::bytes, false, 5)) ==
        Labels{"67580 KiB", "67600 KiB", "67620 KiB", "67640 KiB", "67660 KiB"});
  CHECK(labels(make_amount_axis(3, 9, Field::Unit::count, false, 4)) == Labels{"2", "4", "6", "8", "10"});
}

TEST_CASE("an axis begins at 0 where little would be left out, or where it is told to") {
  CHECK(make_amount_axis(10 * mib, 100 * mib, Field::Unit::bytes, false, 5).low == 0);
  CHECK(make_amount_axis(90 * mib, 100 * mib, Field::Unit::bytes, false, 5).low > 0);
  CHECK(make_amount_axis(90 * mib, 100 * mib, Field::Unit::bytes, true, 5).low == 0);
}

TEST_CASE("a value that never changes lies within its axis") {
  for (const double value : {0.0, 4096.0, 66 * mib, 1e15}) {
    const Axis axis = make_amount_axis(value, value, Field::Unit::bytes, false, 5);
    CHECK(axis.low <= value);
    CHECK(axis.high > value);
    CHECK(axis.high > axis.low);
    CHECK(axis.ticks.size() >= 2);
  }
}

TEST_CASE("local time has round steps, and its days where they begin") {
  const Axis axis = make_clock_axis(noon + 10 * 3600, noon + 12 * 3600, support::zone, 5);
  CHECK(labels(axis) == Labels{"00:00", "00:30", "01:00", "01:30", "02:00"});
  CHECK(axis.ticks.front().day == "2026-11-24");
  CHECK(axis.ticks.back().day.empty());
  CHECK(axis.caption == "CEST (UTC+02:00)");
}

TEST_CASE("a change of the clocks moves the ticks behind it, and both zones are named") {
  const Axis axis = make_clock_axis(noon, noon + 4 * 3600, support::zone, 5);
  CHECK(labels(axis) == Labels{"13:00", "14:00", "16:00", "17:00", "18:00"});
  CHECK(axis.ticks[2].at == noon + 2 * 3600);
  CHECK(axis.caption == "CET (UTC+01:00), later CEST (UTC+02:00)");
}

TEST_CASE("without a zone time is UTC") {
  const Axis axis = make_clock_axis(noon, noon + 1, nullptr, 2);
  CHECK(axis.caption == "UTC");
  CHECK(labels(axis) == Labels{"12:00:00.0", "12:00:00.5", "12:00:01.0"});
}

TEST_CASE("a year has its ticks at days") {
  const Axis axis = make_clock_axis(noon, noon + 365 * 86400.0, nullptr, 6);
  CHECK(axis.ticks.size() >= 3);
  for (const auto& tick : axis.ticks) CHECK(tick.label.size() == 10);
}

TEST_CASE("a moment has an axis of a second") {
  const Axis axis = make_clock_axis(noon, noon, nullptr, 5);
  CHECK(axis.part(noon) == doctest::Approx(.5));
  CHECK(!axis.ticks.empty());
}

TEST_CASE("time that has passed is told in its units") {
  CHECK(labels(make_elapsed_axis(30, 4)) == Labels{"0", "10 s", "20 s", "30 s"});
  CHECK(labels(make_elapsed_axis(3600, 5)) == Labels{"0", "15 min", "30 min", "45 min", "1:00 h"});
  CHECK(labels(make_elapsed_axis(3 * 86400, 4)) == Labels{"0", "1 d", "2 d", "3 d"});
}
