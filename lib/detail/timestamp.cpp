#include "detail/timestamp.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <limits>

#include "detail/number.hpp"

namespace procmem::detail {
namespace {

using namespace std::chrono;

void append_padded(std::string& out, long long number, std::size_t width) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  if (length < width) out.append(width - length, '0');
  out.append(digits.data(), length);
}

void append_date_and_time(std::string& out, const std::tm& time, char between) {
  append_padded(out, time.tm_year + 1900LL, 4);
  append_padded(out += '-', time.tm_mon + 1, 2);
  append_padded(out += '-', time.tm_mday, 2);
  append_padded(out += between, time.tm_hour, 2);
  append_padded(out += ':', time.tm_min, 2);
  append_padded(out += ':', time.tm_sec, 2);
}

/// Takes a number of exactly so many digits off the front, and the character after it ('\0': none).
bool take(std::string_view& text, std::size_t width, char after, int& value) noexcept {
  if (text.size() < width + (after != '\0' ? 1 : 0)) return false;
  std::uint64_t number = 0;
  if (parse_number(text.substr(0, width), 9999, number) != std::errc()) return false;
  if (after != '\0' && text[width] != after) return false;
  value = static_cast<int>(number);
  text.remove_prefix(width + (after != '\0' ? 1 : 0));
  return true;
}

constexpr bool is_leap(long long year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool is_date_and_time(const std::tm& t) noexcept {
  constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (t.tm_year < 1) return false;
  if (t.tm_mon < 1 || t.tm_mon > 12) return false;
  const int days =
      lengths[static_cast<std::size_t>(t.tm_mon - 1)] + (t.tm_mon == 2 && is_leap(t.tm_year) ? 1 : 0);
  return t.tm_mday >= 1 && t.tm_mday <= days && t.tm_hour <= 23 && t.tm_min <= 59 && t.tm_sec <= 60;
}

/// Year and month as written, not as struct tm counts them.
bool take_date_and_time(std::string_view& text, char between, std::tm& t) noexcept {
  return take(text, 4, '-', t.tm_year) && take(text, 2, '-', t.tm_mon) && take(text, 2, between, t.tm_mday) &&
         take(text, 2, ':', t.tm_hour) && take(text, 2, ':', t.tm_min) && take(text, 2, '\0', t.tm_sec) &&
         is_date_and_time(t);
}

/// timegm(3) asks the time zone database each time, which is too slow for millions of rows.
long long seconds_since_epoch(const std::tm& t) noexcept {
  constexpr std::array<int, 12> days_before = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  const long long before = t.tm_year - 1LL;  // whole years since year 1
  const long long days = before * 365 + before / 4 - before / 100 + before / 400 +
                         days_before[static_cast<std::size_t>(t.tm_mon - 1)] +
                         (t.tm_mon > 2 && is_leap(t.tm_year) ? 1 : 0) + t.tm_mday - 1;
  constexpr long long days_to_1970 = 719162;
  return (days - days_to_1970) * 86400 + t.tm_hour * 3600LL + t.tm_min * 60LL + t.tm_sec;
}

/// Nothing if 64 bits of nanoseconds cannot hold it: that reaches from September 1677 to April 2262.
std::optional<WallTime> wall_time(long long second, nanoseconds fraction) noexcept {
  constexpr long long most = std::numeric_limits<std::int64_t>::max() / 1000000000 - 1;
  if (second < -most || second > most) return std::nullopt;
  return WallTime(duration_cast<WallTime::duration>(seconds(second) + fraction));
}

/// ".123456" as nanoseconds; nothing is none.
bool take_fraction(std::string_view& text, nanoseconds& fraction) noexcept {
  if (text.empty() || text.front() != '.') return true;
  text.remove_prefix(1);
  const std::string_view digits = take_digits(text);
  if (digits.empty() || digits.size() > 9) return false;
  long long value = 0;
  for (std::size_t i = 0; i < 9; ++i) value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  fraction = nanoseconds(value);
  return true;
}

bool take_offset(std::string_view text, seconds& offset) noexcept {
  if (text == "Z") return true;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return false;
  const bool west = text[0] == '-';
  text.remove_prefix(1);
  int hours = 0;
  int minutes_of_hour = 0;
  if (!take(text, 2, ':', hours) || !take(text, 2, '\0', minutes_of_hour) || hours > 23 ||
      minutes_of_hour > 59)
    return false;
  offset = hours * 3600s + minutes_of_hour * 60s;
  if (west) offset = -offset;
  return true;
}

}  // namespace

void TimeWriter::append(std::string& out, LastSecond& last, long long second, BreakDown break_down,
                        char between) {
  if (last.second != second) {
    const auto clock = static_cast<std::time_t>(second);
    std::tm broken_down{};
    break_down(&clock, &broken_down);
    last.text.clear();
    append_date_and_time(last.text, broken_down, between);
    last.second = second;
  }
  out += last.text;
}

void TimeWriter::append_utc(std::string& out, WallTime time) {
  const auto second = floor<seconds>(time.time_since_epoch());
  append(out, utc_, second.count(), ::gmtime_r, 'T');
  out += '.';
  append_padded(out, floor<microseconds>(time.time_since_epoch() - second).count(), 6);
  out += 'Z';
}

void TimeWriter::append_local(std::string& out, WallTime time) {
  append(out, local_, floor<seconds>(time.time_since_epoch()).count(), ::localtime_r, '-');
}

std::optional<WallTime> parse_utc(std::string_view text) noexcept {
  std::tm t{};
  nanoseconds fraction{0};
  seconds offset{0};
  if (!take_date_and_time(text, 'T', t) || !take_fraction(text, fraction) || !take_offset(text, offset))
    return std::nullopt;
  return wall_time(seconds_since_epoch(t) - offset.count(), fraction);
}

std::optional<WallTime> parse_local(std::string_view text) noexcept {
  std::tm t{};
  if (!take_date_and_time(text, '-', t) || !text.empty()) return std::nullopt;
  t.tm_year -= 1900;
  t.tm_mon -= 1;
  t.tm_isdst = -1;
  return wall_time(::mktime(&t), {});
}

}  // namespace procmem::detail
