#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <optional>
#include <utility>

#include <procmem/text.hpp>

#include "exit_status.hpp"
#include "units.hpp"

namespace cli {
namespace {

using Units = std::pair<std::string_view, double>;

constexpr double seconds_per_day = 24 * 3600;
constexpr double longest_seconds = 100 * 365.25 * seconds_per_day;
constexpr double largest_size = 9e18;
constexpr std::array<Units, 6> duration_units = {
    {{"", 1}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", seconds_per_day}}};
constexpr std::array<Units, 10> size_units = {{{"", 1},
                                               {"B", 1},
                                               {"KiB", 1024},
                                               {"MiB", 1048576},
                                               {"GiB", 1073741824},
                                               {"TiB", 1099511627776},
                                               {"kB", 1e3},
                                               {"MB", 1e6},
                                               {"GB", 1e9},
                                               {"TB", 1e12}}};
constexpr std::array<Units, 4> per_hour = {{{"s", 3600}, {"m", 60}, {"h", 1}, {"d", 1.0 / 24}}};

[[noreturn]] void fail(const char* what, std::string_view text, const char* why) {
  throw Failure(ExitStatus::usage,
                std::string("bad ") + what + " '" + procmem::printable(text) + "': " + why);
}

bool starts_number(char c) {
  return (c >= '0' && c <= '9') || c == '.';
}

template <class Table>
std::optional<double> unit_of(std::string_view text, const Table& units) {
  const auto* const known =
      std::find_if(units.begin(), units.end(), [text](const auto& entry) { return entry.first == text; });
  return known == units.end() ? std::nullopt : std::optional(known->second);
}

/// A number without sign or exponent, and one of these units.
template <class Table>
std::optional<double> parse_amount(std::string_view text, const Table& units) {
  const auto* const unit_begin = std::find_if_not(text.begin(), text.end(), starts_number);
  const auto digits = static_cast<std::size_t>(unit_begin - text.begin());
  const auto unit = unit_of(text.substr(digits), units);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + digits, value);
  if (!unit || fault != std::errc() || end != text.data() + digits) return std::nullopt;
  return value * *unit;
}

/// Takes a whole number of exactly so many digits off the front.
bool take_digits(std::string_view& text, std::size_t count, int& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + std::min(count, text.size()), number);
  if (fault != std::errc() || end != text.data() + count || text.front() == '-') return false;
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// The calendar has it: the 31st of February would become the third of March.
bool is_day(const std::tm& date) {
  std::tm calendar{};
  calendar.tm_year = date.tm_year;
  calendar.tm_mon = date.tm_mon;
  calendar.tm_mday = date.tm_mday;
  ::timegm(&calendar);
  return calendar.tm_mon == date.tm_mon && calendar.tm_mday == date.tm_mday;
}

bool take_date(std::string_view& text, std::tm& time) {
  bool good = take_digits(text, 4, time.tm_year) && take(text, '-') && take_digits(text, 2, time.tm_mon) &&
              take(text, '-') && take_digits(text, 2, time.tm_mday);
  good = good && (take(text, 'T') || take(text, ' ')) && take_digits(text, 2, time.tm_hour) &&
         take(text, ':') && take_digits(text, 2, time.tm_min);
  if (good && take(text, ':')) good = take_digits(text, 2, time.tm_sec);
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  return good && time.tm_year >= 70 && is_day(time) && time.tm_hour < 24 && time.tm_min < 60 &&
         time.tm_sec <= 60;
}

/// What stands behind the seconds' point.
bool take_fraction(std::string_view& text, double& seconds) {
  if (!take(text, '.')) return true;
  double scale = 0.1;
  const std::size_t before = text.size();
  for (int digit = 0; take_digits(text, 1, digit); scale /= 10) seconds += digit * scale;
  return text.size() != before;
}

/// Seconds east of Greenwich; nothing is local time.
bool take_offset(std::string_view& text, std::optional<int>& offset) {
  if (text.empty()) return true;
  if (take(text, 'Z')) {
    offset = 0;
    return true;
  }
  const int sign = text.front() == '-' ? -1 : 1;
  int hours = 0;
  int minutes = 0;
  if (!(take(text, '+') || take(text, '-')) || !take_digits(text, 2, hours)) return false;
  take(text, ':');
  if (!text.empty() && !take_digits(text, 2, minutes)) return false;
  offset = sign * (hours * 3600 + minutes * 60);
  return hours < 24 && minutes < 60;
}

}  // namespace

std::chrono::nanoseconds parse_duration(std::string_view text, const char* what) {
  const std::optional<double> seconds = parse_amount(text, duration_units);
  if (!seconds) fail(what, text, "a number of seconds, or one with a unit: 250ms, 1s, 10m, 1.5h, 7d");
  if (*seconds > longest_seconds) fail(what, text, "more than 100 years");
  const std::chrono::nanoseconds duration(std::llround(*seconds * 1e9));
  if (duration <= std::chrono::nanoseconds::zero()) fail(what, text, "it must be more than 0");
  return duration;
}

procmem::Bytes parse_size(std::string_view text, const char* what) {
  const std::optional<double> bytes = parse_amount(text, size_units);
  if (!bytes) fail(what, text, "a number with a unit: 64KiB, 1MiB, 2GiB, or 64kB, 1MB, 2GB");
  if (*bytes > largest_size) fail(what, text, "it is too large");
  if (*bytes < 1) fail(what, text, "it must be more than 0");
  return procmem::Bytes(std::llround(*bytes));
}

double parse_rate(std::string_view text, const char* what) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto bytes = parse_amount(text.substr(0, slash), size_units);
  if (bytes && *bytes <= 0) fail(what, text, "it must be more than 0");
  const auto times = unit_of(text.substr(std::min(slash + 1, text.size())), per_hour);
  if (!bytes || !times) fail(what, text, "a size per time: 1MiB/h, 64KiB/s, 10MB/d");
  if (*bytes * *times > largest_size) fail(what, text, "it is too large");
  return *bytes * *times;
}

double parse_confidence(std::string_view text) {
  constexpr std::array<Units, 2> units = {{{"", 1}, {"%", 0.01}}};
  const auto value = parse_amount(text, units);
  if (!value || *value < 0.5 || *value > 0.9999) fail("--confidence", text, "a number from 0.5 to 0.9999");
  return *value;
}

std::chrono::system_clock::time_point parse_time(std::string_view text, const char* what) {
  std::string_view rest = text;
  std::tm time{};
  double fraction = 0;
  std::optional<int> offset;
  if (!take_date(rest, time) || !take_fraction(rest, fraction) || !take_offset(rest, offset) || !rest.empty())
    fail(what, text, "a time in ISO 8601: 2026-11-23T12:29:58+01:00");
  time.tm_isdst = -1;
  const std::time_t seconds = offset ? ::timegm(&time) - *offset : ::mktime(&time);
  const auto nanoseconds = std::chrono::nanoseconds(std::llround(fraction * 1e9));
  return std::chrono::system_clock::from_time_t(seconds) +
         std::chrono::duration_cast<std::chrono::system_clock::duration>(nanoseconds);
}

}  // namespace cli
