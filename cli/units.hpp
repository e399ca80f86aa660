#ifndef PROCMEM_CLI_UNITS_HPP
#define PROCMEM_CLI_UNITS_HPP

#include <chrono>
#include <string>

#include <procmem/bytes.hpp>

namespace cli {

/// "250ms", "1s", "10m", "1.5h", "7d", or a plain number of seconds; more than 0.
/// Errors: std::invalid_argument, whose what() says what is wrong with the text.
std::chrono::nanoseconds parse_duration(const std::string& text);

/// "250 ms", "9.90 s", "1 h 30 min".
std::string format_duration(std::chrono::nanoseconds duration);

/// Local time as ISO 8601 with the zone's offset and milliseconds.
std::string format_time(std::chrono::system_clock::time_point time);

/// format_bytes() with a plus sign where there is growth.
std::string format_growth(procmem::Bytes growth);

}  // namespace cli

#endif
