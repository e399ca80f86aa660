// Any bytes as a time: what is understood is written and understood again as the same instant.
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "detail/timestamp.hpp"
#include "targets.hpp"
#include "utc.hpp"

namespace {

using namespace procmem::detail;
using std::chrono::microseconds;

/// "+05:30" is a clock that is so much ahead of UTC.
void check_offset(std::string_view text, WallTime time) {
  if (text.back() == 'Z') return;
  const std::string_view offset = text.substr(text.size() - 6);
  const auto number = [offset](std::size_t i) { return (offset[i] - '0') * 10 + offset[i + 1] - '0'; };
  const std::chrono::minutes ahead((offset[0] == '-' ? -1 : 1) * (number(1) * 60 + number(4)));
  const auto as_utc = parse_utc(std::string(text.substr(0, text.size() - 6)) + 'Z');
  // The clock itself may show a time that 64 bits do not hold.
  const std::string_view year = text.substr(0, 4);
  require(as_utc ? *as_utc == time + ahead : year == "1677" || year == "2262");
}

void check_utc(std::string_view text) {
  const auto time = parse_utc(text);
  if (!time) return;
  check_offset(text, *time);
  static std::string written;
  written.clear();
  TimeWriter().append_utc(written, *time);
  require(parse_utc(written) == std::chrono::floor<microseconds>(*time));
}

void check_local(std::string_view text) {
  const auto time = parse_local(text);
  if (!time) return;
  static std::string written;
  written.clear();
  TimeWriter().append_local(written, *time);
  require(written == text || text.substr(17) == "60");  // a leap second is the next minute's first
}

}  // namespace

void fuzz_timestamp(std::string_view text) {
  [[maybe_unused]] static const bool utc = use_utc();
  check_utc(text);
  check_local(text);
}
