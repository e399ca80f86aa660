#include "detail/plot_axis.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <utility>

namespace procmem::detail {
namespace {

constexpr double minute = 60;
constexpr double hour = 3600;
constexpr double day = 86400;

struct AmountUnit {
  double size;
  const char* name;
};
constexpr std::array<AmountUnit, 7> byte_units = {{{1, " B"},
                                                   {1024, " KiB"},
                                                   {1048576, " MiB"},
                                                   {1073741824, " GiB"},
                                                   {1099511627776, " TiB"},
                                                   {1125899906842624, " PiB"},
                                                   {0x1p60, " EiB"}}};

/// 1, 2 or 5 times a power of ten, not below `least`.
double round_step(double least) noexcept {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double times : {1.0, 2.0, 5.0})
    if (times * power >= least * (1 - 1e-9)) return times * power;
  return 10 * power;
}

int decimals_of(double step) noexcept {
  return std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 9);
}

/// The largest unit of which the highest value has one, and a step at least a fiftieth: 66.2 MiB, but
/// 67584 KiB where the steps are single pages.
AmountUnit unit_for(double highest, double step, Field::Unit unit) noexcept {
  if (unit == Field::Unit::count) return {1, ""};
  AmountUnit best = byte_units[0];
  for (const AmountUnit& one : byte_units)
    if (highest >= one.size && step >= one.size / 50) best = one;
  return best;
}

struct Steps {
  double step;  // in bytes, or plain
  AmountUnit unit;
  int decimals;
};

Steps steps_for(double span, double highest, Field::Unit kind, std::size_t most_ticks) noexcept {
  const double least = span / static_cast<double>(std::max<std::size_t>(2, most_ticks) - 1);
  const AmountUnit unit = unit_for(highest, least, kind);
  double step = round_step(least / unit.size);
  if (unit.size == 1) step = std::max(1.0, step);
  return {step * unit.size, unit, decimals_of(step)};
}

/// What is shorter than this is noise: a whole picture of it would mislead.
double shortest(Field::Unit unit) noexcept {
  return unit == Field::Unit::count ? 4 : 65536;
}

std::tm calendar(double local) noexcept {
  const auto seconds = static_cast<std::time_t>(std::floor(local));
  std::tm broken_down{};
  ::gmtime_r(&seconds, &broken_down);
  return broken_down;
}

std::string digits(int number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string day_text(const std::tm& time) {
  return digits(time.tm_year + 1900, 4) + '-' + digits(time.tm_mon + 1, 2) + '-' + digits(time.tm_mday, 2);
}

std::string time_text(double local, double step) {
  const std::tm time = calendar(local + 1e-6);
  std::string text = digits(time.tm_hour, 2) + ':' + digits(time.tm_min, 2);
  if (step >= minute) return text;
  text += ':' + digits(time.tm_sec, 2);
  if (step >= 1) return text;
  const double fraction = local + 1e-6 - std::floor(local + 1e-6);
  const int decimals = decimals_of(step);
  const auto scale = std::pow(10, decimals);
  return text + '.' + digits(static_cast<int>(fraction * scale), static_cast<std::size_t>(decimals));
}

double time_step(double least) noexcept {
  constexpr std::array<double, 21> steps = {
      1,          2,          5,           10,          15,          30,      minute,
      2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,    2 * hour,
      3 * hour,   6 * hour,   12 * hour,   day,         2 * day,     7 * day, 14 * day};
  if (least < 1) return std::max(1e-6, round_step(std::max(1e-9, least)));
  for (const double step : steps)
    if (step >= least) return step;
  return day * round_step(least / day);
}

LocalZone zone_at(const ZoneFunction& zone, double time) {
  if (!zone) return {};
  const auto since = std::chrono::duration_cast<Curve::Time::duration>(std::chrono::duration<double>(time));
  return zone(Curve::Time(since));
}

double offset_at(const ZoneFunction& zone, double time) {
  return static_cast<double>(zone_at(zone, time).offset.count());
}

std::string offset_text(std::chrono::seconds offset) {
  const auto minutes = static_cast<int>(std::abs(offset.count()) / 60);
  return std::string("UTC") + (offset.count() < 0 ? "-" : "+") + digits(minutes / 60, 2) + ':' +
         digits(minutes % 60, 2);
}

std::string zone_text(const LocalZone& zone) {
  const std::string offset = offset_text(zone.offset);
  return zone.offset.count() == 0 && zone.name == "UTC" ? "UTC" : zone.name + " (" + offset + ')';
}

/// 42 s, or 3:07
std::string seconds_text(double seconds, double step) {
  const int decimals = step < 1 ? decimals_of(step) : 0;
  if (seconds < minute) return fixed(seconds, decimals) + " s";
  const double rest = std::fmod(seconds, minute);
  return std::to_string(static_cast<long long>(seconds / minute)) + ':' + (rest < 10 ? "0" : "") +
         fixed(rest, decimals);
}

std::string elapsed_text(double seconds, double step) {
  if (seconds == 0) return "0";
  if (step < minute) return seconds_text(seconds, step);
  if (step < hour && seconds < 10 * hour) {
    const auto minutes = std::llround(seconds / minute);
    if (minutes < 60) return std::to_string(minutes) + " min";
    return std::to_string(minutes / 60) + ':' + digits(static_cast<int>(minutes % 60), 2) + " h";
  }
  if (step < day) return std::to_string(std::llround(seconds / hour)) + " h";
  return std::to_string(std::llround(seconds / day)) + " d";
}

/// A moment has no width to draw in.
void widen(double& begin, double& end) noexcept {
  if (end - begin >= 1e-3) return;
  begin -= .5;
  end += .5;
}

}  // namespace

std::string fixed(double value, int decimals) {
  std::array<char, 350> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value == 0 ? 0 : value,
                                 std::chars_format::fixed, decimals);
  return {text.data(), end.ptr};
}

Axis make_amount_axis(double low, double high, Field::Unit unit, bool from_zero, std::size_t most_ticks) {
  if (high - low < shortest(unit)) {
    const double middle = (low + high) / 2;
    high = middle + shortest(unit) / 2;
    low = std::max(std::min(low, 0.0), middle - shortest(unit) / 2);
  }
  if (from_zero || (low > 0 && low < high / 4)) low = std::min(low, 0.0);
  const Steps steps = steps_for(high - low, std::max(std::abs(low), std::abs(high)), unit, most_ticks);
  Axis axis;
  axis.low = std::floor(low / steps.step + 1e-9) * steps.step;
  axis.high = std::ceil(high / steps.step - 1e-9) * steps.step;
  const auto count = std::llround((axis.high - axis.low) / steps.step);
  for (long long i = 0; i <= count; ++i) {
    const double at = axis.low + static_cast<double>(i) * steps.step;
    const bool zero = std::abs(at) < steps.step / 2;
    axis.ticks.push_back(
        {at, zero ? "0" : fixed(at / steps.unit.size, steps.decimals) + steps.unit.name, {}});
  }
  return axis;
}

Axis make_clock_axis(double begin, double end, const ZoneFunction& zone, std::size_t most_ticks) {
  Axis axis;
  widen(begin, end);
  axis.low = begin;
  axis.high = end;
  const double step = time_step((end - begin) / static_cast<double>(std::max<std::size_t>(1, most_ticks)));
  double offset = offset_at(zone, begin);
  std::string last_day;
  for (double local = std::ceil((begin + offset) / step - 1e-9) * step; local - offset <= end;
       local += step) {
    offset = offset_at(zone, local - offset);
    const double at = local - offset;
    const bool skipped = offset_at(zone, at) != offset;  // no clock shows it where one is set forward
    if (skipped || at < begin || at > end) continue;
    Tick tick{at, {}, day_text(calendar(local + 1e-6))};
    if (step >= day)
      std::swap(tick.label, tick.day);
    else
      tick.label = time_text(local, step);
    if (std::exchange(last_day, tick.day) == tick.day) tick.day.clear();
    axis.ticks.push_back(std::move(tick));
  }
  axis.caption = zone_text(zone_at(zone, begin));
  const std::string after = zone_text(zone_at(zone, end));
  if (after != axis.caption) axis.caption += ", later " + after;
  return axis;
}

Axis make_elapsed_axis(double end, std::size_t most_ticks) {
  Axis axis;
  axis.high = std::max(1e-3, end);
  const double step = time_step(axis.high / static_cast<double>(std::max<std::size_t>(1, most_ticks)));
  for (long long i = 0; static_cast<double>(i) * step <= axis.high; ++i)
    axis.ticks.push_back(
        {static_cast<double>(i) * step, elapsed_text(static_cast<double>(i) * step, step), {}});
  axis.caption = "since the beginning";
  return axis;
}

std::string clock_text(double time, const ZoneFunction& zone, bool with_day) {
  const double local = time + offset_at(zone, time);
  const std::string text = time_text(local, 1);
  return with_day ? day_text(calendar(local + 1e-6)) + ' ' + text : text;
}

}  // namespace procmem::detail
