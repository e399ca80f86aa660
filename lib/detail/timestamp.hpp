#ifndef PROCMEM_DETAIL_TIMESTAMP_HPP
#define PROCMEM_DETAIL_TIMESTAMP_HPP

#include <chrono>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace procmem::detail {

using WallTime = std::chrono::system_clock::time_point;

/// Appends instants as text. Remembers the second it wrote last, since a sampler writes many within one.
class TimeWriter {
 public:
  /// ISO 8601 in UTC with microseconds: 2026-11-23T12:29:58.123456Z
  void append_utc(std::string& out, WallTime time);
  /// The classic script's local time: 2026-11-23-12:29:58
  void append_local(std::string& out, WallTime time);

 private:
  struct LastSecond {
    std::optional<long long> second;
    std::string text;
  };
  using BreakDown = std::tm* (*)(const std::time_t*, std::tm*);
  static void append(std::string& out, LastSecond& last, long long second, BreakDown break_down,
                     char between);

  LastSecond utc_;
  LastSecond local_;
};

/// ISO 8601 with a date, a time with up to nine decimals, and Z or an offset ±HH:MM. Nothing if it is not
/// exactly that.
std::optional<WallTime> parse_utc(std::string_view text) noexcept;

/// The classic script's local time. In the hour that a change of the clocks repeats it may be an hour off.
std::optional<WallTime> parse_local(std::string_view text) noexcept;

}  // namespace procmem::detail

#endif
