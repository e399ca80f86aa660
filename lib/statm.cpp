#include <procmem/statm.hpp>

#include <array>
#include <limits>
#include <tuple>

#include <procmem/error.hpp>

#include "detail/number.hpp"

namespace procmem {
namespace {

using M = StatmSnapshot;
constexpr std::array<std::uint64_t M::*, 7> members = {&M::size, &M::resident, &M::shared, &M::text,
                                                       &M::lib,  &M::data,     &M::dt};

std::optional<Bytes> pages_to_bytes(std::uint64_t pages, Bytes page_size) noexcept {
  const std::int64_t page = page_size.count();
  if (page <= 0 || pages > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / page))
    return std::nullopt;
  return Bytes(static_cast<std::int64_t>(pages) * page);
}

}  // namespace

bool operator==(const StatmSnapshot& a, const StatmSnapshot& b) noexcept {
  const auto all = [](const M& m) {
    return std::tie(m.size, m.resident, m.shared, m.text, m.lib, m.data, m.dt);
  };
  return all(a) == all(b);
}

TopFigures top_figures(const StatmSnapshot& statm, Bytes page_size) noexcept {
  return {pages_to_bytes(statm.size, page_size), pages_to_bytes(statm.resident, page_size),
          pages_to_bytes(statm.shared, page_size)};
}

StatmSnapshot parse_statm(std::string_view text, std::error_code& error) noexcept {
  StatmSnapshot snapshot;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::errc failed = detail::take_number(text, snapshot.*members[i]);
    const char separator = i + 1 < members.size() ? ' ' : '\n';
    const bool separated = !text.empty() && text.front() == separator;
    if (failed == std::errc::result_out_of_range)
      error = Errc::value_out_of_range;
    else if (failed != std::errc() || !separated)
      error = Errc::not_a_statm_file;
    else
      error.clear();
    if (error) return {};
    text.remove_prefix(1);
  }
  if (text.empty()) return snapshot;
  error = Errc::not_a_statm_file;
  return {};
}

StatmSnapshot parse_statm(std::string_view text) {
  std::error_code error;
  const StatmSnapshot snapshot = parse_statm(text, error);
  if (error) throw Error(error, "statm");
  return snapshot;
}

}  // namespace procmem
