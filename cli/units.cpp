#include "units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace cli {
namespace {

using namespace std::chrono;

constexpr std::array<std::pair<std::string_view, double>, 6> units = {
    {{"", 1}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}};

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  return {text.data(), end.ptr};
}

}  // namespace

nanoseconds parse_duration(const std::string& text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  for (const auto& [name, factor] : units) {
    if (error != std::errc() || name != unit) continue;
    const double length = number * factor;
    if (!std::isfinite(length) || length < 1e-6 || length > 3e9)
      throw std::invalid_argument("'" + text + "' is not between 1 microsecond and 95 years");
    return nanoseconds(std::llround(length * 1e9));
  }
  throw std::invalid_argument("'" + text + "' is no duration; write for example 250ms, 1s, 10m, 1.5h or 7d");
}

std::string format_duration(nanoseconds duration) {
  const double length = std::chrono::duration<double>(duration).count();
  if (length < 1) return fixed(length * 1e3, length < 0.01 ? 2 : 0) + " ms";
  if (length < 120) return (length == std::floor(length) ? fixed(length, 0) : fixed(length, 2)) + " s";
  const auto whole = duration_cast<minutes>(duration).count();
  if (whole < 120) return std::to_string(whole) + " min " + fixed(std::fmod(length, 60), 0) + " s";
  return std::to_string(whole / 60) + " h " + std::to_string(whole % 60) + " min";
}

std::string format_time(system_clock::time_point time) {
  const auto whole = floor<seconds>(time);
  const std::time_t clock = system_clock::to_time_t(whole);
  std::tm local{};
  ::localtime_r(&clock, &local);
  std::array<char, 64> text{};
  std::string out(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &local));
  const std::string millis = std::to_string(duration_cast<milliseconds>(time - whole).count());
  out += '.' + std::string(3 - millis.size(), '0') + millis;
  std::string zone(text.data(), std::strftime(text.data(), text.size(), "%z", &local));
  if (zone.size() == 5) zone.insert(3, ":");
  return out + zone;
}

std::string format_growth(procmem::Bytes growth) {
  return (growth > procmem::Bytes(0) ? "+" : "") + procmem::format_bytes(growth);
}

}  // namespace cli
