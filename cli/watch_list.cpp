#include <algorithm>

#include "columns.hpp"
#include "growth_text.hpp"
#include "watch_parts.hpp"

namespace cli {
namespace {

/// How wide the list's columns are on a screen; 0: left out. The trend takes what is left.
struct Widths {
  std::size_t pid = 0, name = 15, amount = 11, growth = 0, rate = 0, verdict = 0, trend = 0;
};

constexpr std::size_t mark_width = 2;
constexpr std::size_t least_trend = 8;

Widths widths_for(std::size_t columns) {
  constexpr std::size_t growth = 12;
  constexpr std::size_t least_name = 10;
  Widths widths;
  std::size_t left = columns - std::min(columns, mark_width + 1 + widths.amount);
  const auto take = [&left](std::size_t width) {
    if (left < width + 1) return std::size_t{0};
    left -= width + 1;
    return width;
  };
  if (left > least_name + growth) widths.growth = take(growth);
  widths.name = std::min(widths.name, std::max(left, std::size_t{4}));
  left -= std::min(left, widths.name);
  widths.verdict = take(12);
  widths.pid = take(7);
  if (left > 14 + 2 * least_trend) widths.rate = take(14);
  if (left > 20 + 2 * least_trend) {  // the longest name of a program is 15 bytes, that of a kernel's is 64
    widths.name += 9;
    left -= 9;
  }
  if (left > least_trend) widths.trend = left - 1;
  return widths;
}

std::string rate_of(const Watched& watched) {
  if (!watched.judged || !watched.report.rate) return "-";
  return signed_rate(watched.report.rate->per_hour, watched.report.unit);
}

Span verdict_or_ending(const Watched& watched) {
  return has_ended(watched) ? Span{watched.ended, Ink::faint} : verdict_of(watched);
}

std::string figures_of(const Watched& watched, const Widths& widths, const Look& look) {
  const bool sum = watched.pid == 0;
  const auto unit = watched.field->unit;
  std::string text;
  const auto add = [&](const std::string& figure, std::size_t width) {
    if (width != 0) text += ' ' + to_right(figure, width, look.utf8);
  };
  if (widths.pid != 0)
    text = to_right(sum ? "sum" : std::to_string(watched.pid), widths.pid, look.utf8) + ' ';
  text += to_left(sum ? "the sum of all" : safe_text(watched.name, look.utf8), widths.name, look.utf8);
  add(amount_or_dash(watched.now(), unit), widths.amount);
  add(growth_or_dash(watched.growth(), unit), widths.growth);
  add(rate_of(watched), widths.rate);
  return text;
}

void count_in(std::vector<std::pair<Span, std::size_t>>& counts, const Span& verdict) {
  const auto found = std::find_if(counts.begin(), counts.end(),
                                  [&](const auto& count) { return count.first.text == verdict.text; });
  if (found == counts.end())
    counts.emplace_back(verdict, 1);
  else
    ++found->second;
}

/// The most urgent first.
int urgency(Ink ink) noexcept {
  return ink == Ink::bad ? 0 : ink == Ink::doubtful ? 1 : ink == Ink::good ? 2 : 3;
}

}  // namespace

Line list_head(const Look& look, std::string_view field) {
  const Widths widths = widths_for(look.columns);
  std::string text(mark_width, ' ');
  if (widths.pid != 0) text += to_right("PID", widths.pid, look.utf8) + ' ';
  text += to_left("NAME", widths.name, look.utf8) + ' ' + to_right(field, widths.amount, look.utf8);
  if (widths.growth != 0) text += ' ' + to_right("GROWTH", widths.growth, look.utf8);
  if (widths.rate != 0) text += ' ' + to_right("RATE", widths.rate, look.utf8);
  if (widths.verdict != 0) text += ' ' + to_left("VERDICT", widths.verdict, look.utf8);
  if (widths.trend != 0) text += ' ' + to_left("TREND", widths.trend, look.utf8);
  return {{to_left(text, look.columns, look.utf8), Ink::strong}};
}

Line list_line(const Watched& watched, bool chosen, const Look& look) {
  const Widths widths = widths_for(look.columns);
  const auto ink = [chosen](Ink otherwise) { return chosen ? Ink::chosen : otherwise; };
  const char* const mark = look.utf8 ? "▶ " : "> ";
  Line line = {{(chosen ? mark : "  ") + figures_of(watched, widths, look),
                ink(watched.ended.empty() ? Ink::plain : Ink::faint)}};
  if (widths.verdict != 0) {
    const Span verdict = verdict_or_ending(watched);
    line.push_back({' ' + to_left(verdict.text, widths.verdict, look.utf8), ink(verdict.ink)});
  }
  if (widths.trend != 0)
    line.push_back({' ' + sparkline(watched.histories.front(), widths.trend, look.utf8), ink(Ink::chart)});
  return line;
}

Line verdict_counts(const std::vector<const Watched*>& all) {
  std::vector<std::pair<Span, std::size_t>> counts;
  for (const Watched* const watched : all)
    if (!has_ended(*watched) && watched->pid != 0)
      count_in(counts, watched->judged ? verdict_of(*watched) : Span{"not judged", Ink::faint});
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return urgency(a.first.ink) < urgency(b.first.ink); });
  Line line = {{" ", Ink::plain}};
  for (const auto& [verdict, count] : counts) {
    if (line.size() > 1) line.push_back({", ", Ink::plain});
    line.push_back({std::to_string(count) + ' ' + verdict.text, verdict.ink});
  }
  return line;
}

}  // namespace cli
