#include "watch_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "columns.hpp"
#include "units.hpp"

namespace cli {

using procmem::Verdict;

Line bar_of(const std::string& left, const std::string& right, const Look& look) {
  const std::size_t needed = columns_of(left) + columns_of(right) + 4;
  if (needed > look.columns) return {{to_left(' ' + left, look.columns, look.utf8), Ink::bar}};
  const std::size_t before = look.columns - columns_of(right) - 1;
  return {{to_left(' ' + left, before, look.utf8) + right + ' ', Ink::bar}};
}

std::string title_of(const Watched& watched, const Look& look) {
  if (watched.pid == 0) return "the sum of all";
  return safe_text(watched.name, look.utf8) + " (pid " + std::to_string(watched.pid) + ')';
}

bool has_ended(const Watched& watched) noexcept {
  return !watched.ended.empty() && watched.ended != "stopped";
}

std::string bar_facts(const Watched* newest, const WatchFacts& facts) {
  const std::string pace = facts.over ? "over" : "every " + format_duration(facts.interval);
  return newest == nullptr ? pace : pace + "  " + clock_text(newest->last->time);
}

std::string facts_text(const Watched* one, const WatchFacts& facts) {
  std::string text = facts.over ? "it is over; " : "";
  if (one != nullptr) text += plural(one->samples, "sample") + ", ";
  text += plural(facts.missed, "missed tick");
  if (one != nullptr && one->gaps != 0) text += ", " + plural(one->gaps, "gap");
  if (!facts.cpu_share || !facts.own_rss) return text;
  std::array<char, 64> share{};
  std::snprintf(share.data(), share.size(), "; watching takes %.2f %% of a core, ", *facts.cpu_share * 100);
  return text + share.data() + procmem::format_bytes(*facts.own_rss);
}

Span verdict_of(const Watched& watched) {
  if (!watched.judged) return {"-", Ink::faint};
  switch (watched.report.verdict) {
    case Verdict::not_enough_data:
      return {"too early", Ink::faint};
    case Verdict::stable:
      return {"stable", Ink::good};
    case Verdict::suspected:
      return {"suspected", Ink::doubtful};
    case Verdict::leaking:
      return {"leaking", Ink::bad};
    case Verdict::shrinking:
      return {"shrinking", Ink::good};
    case Verdict::at_limit:
      return {"at the limit", Ink::bad};
  }
  return {};
}

/// What moves by less than half a percent lies flat.
std::string sparkline(const History& history, std::size_t columns, bool utf8) {
  static constexpr std::array<const char*, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static constexpr std::array<const char*, 8> marks = {"_", ".", ",", "-", "~", "+", "*", "#"};
  const std::vector<Stretch>& all = history.stretches();
  if (all.empty() || columns == 0) return "";
  std::int64_t low = all.front().min;
  std::int64_t high = all.front().max;
  for (const Stretch& stretch : all) {
    low = std::min(low, stretch.min);
    high = std::max(high, stretch.max);
  }
  const double scale = std::max(static_cast<double>(high - low), .005 * static_cast<double>(high));
  const double begin = all.front().begin;
  const double step = std::max(all.back().end - begin, 1e-9) / static_cast<double>(columns);
  std::string line;
  std::size_t at = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const double end = begin + step * (static_cast<double>(column) + 1);
    while (at + 1 < all.size() && all[at + 1].begin <= end) ++at;
    const double height = scale > 0 ? static_cast<double>(all[at].last - low) / scale : 0;
    const auto level = static_cast<std::size_t>(std::clamp(height * 8, 0., 7.));
    line += (utf8 ? blocks : marks)[level];
  }
  return line;
}

std::string amount_or_dash(std::optional<std::int64_t> value, procmem::Field::Unit unit) {
  return value ? format_amount(*value, unit) : "-";
}

std::string growth_or_dash(std::optional<std::int64_t> growth, procmem::Field::Unit unit) {
  return growth ? (*growth < 0 ? "" : "+") + format_amount(*growth, unit) : "-";
}

std::string clock_text(std::chrono::system_clock::time_point time) {
  return format_time(time).substr(11, 8);
}

}  // namespace cli
