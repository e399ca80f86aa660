#include "units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>

namespace cli {
namespace {

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

std::string format_rate(double per_hour, procmem::Field::Unit unit) {
  constexpr double most = 9e18;
  const double rate = std::clamp(per_hour, -most, most);
  if (unit == procmem::Field::Unit::count) return print("%.2f/h", rate);
  return procmem::format_bytes(procmem::Bytes(std::llround(rate))) + "/h";
}

std::string format_amount(std::int64_t value, procmem::Field::Unit unit) {
  return unit == procmem::Field::Unit::count ? std::to_string(value)
                                             : procmem::format_bytes(procmem::Bytes(value));
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

std::string format_seconds(std::chrono::duration<double> time) {
  constexpr double most = 1e9;  // 31 years: a duration in nanoseconds would overflow soon after
  if (!(time.count() < most)) return "more than 30 years";
  return format_duration(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(time, std::chrono::duration<double>())));
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

std::string plural(std::uint64_t count, const char* noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string format_growth(procmem::Bytes growth) {
  return (growth.count() < 0 ? "" : "+") + procmem::format_bytes(growth);
}

}  // namespace cli
