#ifndef PROCMEM_CLI_UNITS_HPP
#define PROCMEM_CLI_UNITS_HPP

#include <chrono>
#include <string>
#include <string_view>

#include <procmem/bytes.hpp>

namespace cli {

/// "250ms", "1s", "10m", "1.5h", "7d"; a plain number is seconds. More than 0, at most 100 years.
/// Errors: Failure (usage) that names `what` and the text.
std::chrono::nanoseconds parse_duration(std::string_view text, const char* what);

/// For people: "250ms", "1s", "2.5s", "1m 05s", "3h 07m", "2d 04h".
std::string format_duration(std::chrono::nanoseconds duration);

/// Local time in ISO 8601 with the zone's offset: "2026-11-23T12:29:58.123+01:00".
std::string format_time(std::chrono::system_clock::time_point time);

/// A difference, always with its sign: "+4.02 MiB".
std::string format_growth(procmem::Bytes growth);

}  // namespace cli

#endif
