#ifndef PROCMEM_CLI_UNITS_HPP
#define PROCMEM_CLI_UNITS_HPP

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <procmem/bytes.hpp>
#include <procmem/fields.hpp>

namespace cli {

/// "250ms", "1s", "10m", "1.5h", "7d"; a plain number is seconds. More than 0, at most 100 years.
/// Errors: Failure (usage) that names `what` and the text.
std::chrono::nanoseconds parse_duration(std::string_view text, const char* what);

/// "64KiB", "1MiB", "2GiB", or decimal "1kB", "1MB", "1GB"; a plain number is bytes. More than 0.
/// Errors: Failure (usage), as parse_duration().
procmem::Bytes parse_size(std::string_view text, const char* what);

/// "1MiB/h", "64KiB/s", "10MB/d", "1MiB/m": bytes per hour. Errors: as parse_size().
double parse_rate(std::string_view text, const char* what);

/// From 0.5 to 0.9999. Errors: Failure (usage).
double parse_confidence(std::string_view text);

/// ISO 8601: "2026-11-23T12:29:58.5+01:00", "…Z"; without an offset local time. Errors: Failure (usage).
std::chrono::system_clock::time_point parse_time(std::string_view text, const char* what);

/// For people: "250ms", "1s", "2.5s", "1m 05s", "3h 07m", "2d 04h".
std::string format_duration(std::chrono::nanoseconds duration);

/// The same of an estimate, which may be anything: "more than 30 years".
std::string format_seconds(std::chrono::duration<double> time);

/// Local time in ISO 8601 with the zone's offset: "2026-11-23T12:29:58.123+01:00".
std::string format_time(std::chrono::system_clock::time_point time);

/// "1.20 MiB/h", of a count "3.5/h".
std::string format_rate(double per_hour, procmem::Field::Unit unit);

/// "4.02 MiB", or a plain count.
std::string format_amount(std::int64_t value, procmem::Field::Unit unit);

/// "1 sample", "2 samples".
std::string plural(std::uint64_t count, const char* noun);

/// A difference, always with its sign: "+4.02 MiB".
std::string format_growth(procmem::Bytes growth);

}  // namespace cli

#endif
