#include "units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>
#include <utility>

#include <procmem/text.hpp>

#include "exit_status.hpp"

namespace cli {
namespace {

constexpr double seconds_per_day = 24 * 3600;
constexpr double longest_seconds = 100 * 365.25 * seconds_per_day;
constexpr std::array<std::pair<std::string_view, double>, 6> units = {
    {{"", 1}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", seconds_per_day}}};

bool starts_number(char c) {
  return (c >= '0' && c <= '9') || c == '.';
}

std::optional<double> parse_seconds(std::string_view text) {
  const auto unit_begin = std::find_if_not(text.begin(), text.end(), starts_number);
  const auto digits = static_cast<std::size_t>(unit_begin - text.begin());
  const std::string_view unit = text.substr(digits);
  const auto known =
      std::find_if(units.begin(), units.end(), [unit](const auto& entry) { return entry.first == unit; });
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + digits, value);
  if (known == units.end() || fault != std::errc() || end != text.data() + digits) return std::nullopt;
  return value * known->second;
}

template <class... Values>
std::string print(const char* format, Values... values) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), format, values...);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// 12.3, and 12 rather than 12.0.
std::string one_decimal(std::int64_t tenths) {
  const std::string whole = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? whole : whole + '.' + std::to_string(tenths % 10);
}

}  // namespace

std::chrono::nanoseconds parse_duration(std::string_view text, const char* what) {
  const auto fail = [&](const char* why) {
    throw Failure(ExitStatus::usage,
                  std::string("bad ") + what + " '" + procmem::printable(text) + "': " + why);
  };
  const std::optional<double> seconds = parse_seconds(text);
  if (!seconds) fail("a number of seconds, or one with a unit: 250ms, 1s, 10m, 1.5h, 7d");
  if (*seconds > longest_seconds) fail("more than 100 years");
  const std::chrono::nanoseconds duration(std::llround(*seconds * 1e9));
  if (duration <= std::chrono::nanoseconds::zero()) fail("it must be more than 0");
  return duration;
}

std::string format_duration(std::chrono::nanoseconds duration) {
  using namespace std::chrono_literals;
  const auto count = [duration](std::chrono::nanoseconds unit) {
    return static_cast<long long>(duration / unit);
  };
  if (duration < 1s) return one_decimal(count(100us)) + "ms";
  if (duration < 1min) return one_decimal(count(100ms)) + "s";
  if (duration < 1h) return print("%lldm %02llds", count(1min), count(1s) % 60);
  if (duration < 24h) return print("%lldh %02lldm", count(1h), count(1min) % 60);
  return print("%lldd %02lldh", count(24h), count(1h) % 24);
}

std::string format_time(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  const long offset = std::abs(local.tm_gmtoff / 60);
  return print("%04d-%02d-%02dT%02d:%02d:%02d", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
               local.tm_hour, local.tm_min, local.tm_sec) +
         print(".%03lld%c%02ld:%02ld", static_cast<long long>(milliseconds), local.tm_gmtoff < 0 ? '-' : '+',
               offset / 60, offset % 60);
}

std::string format_growth(procmem::Bytes growth) {
  return (growth.count() < 0 ? "" : "+") + procmem::format_bytes(growth);
}

}  // namespace cli
