// Any bytes as statm: seven numbers exactly as printed, or an error; a text that was cut is always an error.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

#include <procmem/statm.hpp>

#include "targets.hpp"

namespace {

using namespace procmem;

void check_numbers(std::string_view text, const StatmSnapshot& s) {
  const char* at = text.data();
  for (const std::uint64_t number : {s.size, s.resident, s.shared, s.text, s.lib, s.data, s.dt}) {
    std::uint64_t printed = 0;
    const auto [stop, error] = std::from_chars(at, text.data() + text.size(), printed);
    require(error == std::errc() && printed == number);
    require(stop != text.data() + text.size());
    at = stop + 1;
    require(*stop == (at == text.data() + text.size() ? '\n' : ' '));
  }
  require(at == text.data() + text.size());
}

void check_top(const StatmSnapshot& statm, std::int64_t page) {
  const TopFigures top = top_figures(statm, Bytes(page));
  const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / page);
  require(top.res.has_value() == (statm.resident <= most));
  if (top.res) require(static_cast<std::uint64_t>(top.res->count() / page) == statm.resident);
}

}  // namespace

void fuzz_statm(std::string_view text) {
  std::error_code error;
  const StatmSnapshot whole = parse_statm(text, error);
  if (error) {
    require(whole == StatmSnapshot());
    return;
  }
  check_numbers(text, whole);
  check_top(whole, 4096);
  check_top(whole, 65536);
  for (const std::size_t length : {text.size() - 1, text.size() - 2, text.size() / 2}) {
    require(parse_statm(text.substr(0, length), error) == StatmSnapshot());
    require(static_cast<bool>(error));
  }
}
