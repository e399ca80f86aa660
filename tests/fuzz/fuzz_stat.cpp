// Any bytes as stat: a name cannot change what is read behind it, and a text that was cut behind the name
// gives an error or the same figures.
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

#include "detail/stat.hpp"
#include "targets.hpp"

namespace {

using procmem::detail::parse_stat;
using procmem::detail::StatSnapshot;

bool same_figures(const StatSnapshot& a, const StatSnapshot& b) {
  return a.pid == b.pid && a.state == b.state && a.ppid == b.ppid && a.threads == b.threads &&
         a.start_ticks == b.start_ticks && a.vsize == b.vsize && a.rss == b.rss;
}

void check_cut(std::string_view text, std::size_t length, const StatSnapshot& whole) {
  std::error_code error;
  const StatSnapshot part = parse_stat(text.substr(0, length), error);
  require(same_figures(part, error ? StatSnapshot() : whole));
}

}  // namespace

void fuzz_stat(std::string_view text) {
  std::error_code error;
  const StatSnapshot whole = parse_stat(text, error);
  if (error) {
    require(same_figures(whole, {}));
    return;
  }
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  require(whole.comm == procmem::ProcessName(text.substr(open + 1, close - open - 1)));

  std::string renamed(text.substr(0, open + 1));
  renamed.append(") R 1 1 1 (").append(text.substr(close));
  require(same_figures(parse_stat(renamed, error), whole) && !error);

  const std::size_t behind = text.size() - close - 1;  // what stands behind the name
  const std::size_t chosen = static_cast<unsigned char>(text.back()) % (behind + 1);
  for (const std::size_t length : {behind * 3 / 4, behind / 2, chosen})
    check_cut(text, close + 1 + length, whole);
  if (behind != 0) check_cut(text, text.size() - 1, whole);
}
