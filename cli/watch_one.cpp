#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "columns.hpp"
#include "units.hpp"
#include "watch_parts.hpp"

namespace cli {
namespace {

using procmem::Bytes;

constexpr std::size_t label_width = 8;

/// A line of figures; of the lesser ones a small screen has none.
struct Figures {
  const char* label;
  std::string text;
  int least_rows;
};

void append(std::string& text, const char* name, const std::optional<Bytes>& bytes) {
  if (bytes) text += (text.empty() ? "" : "  ") + std::string(name) + ' ' + procmem::format_bytes(*bytes);
}

std::string resident_text(const procmem::StatusSnapshot& status) {
  std::string text;
  append(text, "RSS", status.vm_rss);
  append(text, "anon", status.rss_anon);
  append(text, "file", status.rss_file);
  append(text, "shmem", status.rss_shmem);
  append(text, "swap", status.vm_swap);
  return text;
}

std::string other_text(const procmem::StatusSnapshot& status) {
  std::string text;
  append(text, "peak RSS", status.vm_hwm);
  append(text, "VIRT", status.vm_size);
  append(text, "data", status.vm_data);
  if (status.threads) text += "  threads " + std::to_string(*status.threads);
  return text;
}

std::string growth_text(const Watched& watched) {
  const auto unit = watched.field->unit;
  return std::string(watched.field->key) + ' ' + growth_or_dash(watched.growth(), unit) + " in " +
         format_duration(watched.last->monotonic - watched.begin) + "; from " +
         amount_or_dash(watched.first, unit) + ", at most " + amount_or_dash(watched.peak, unit);
}

std::string limit_text(const Watched& watched, const Look& look) {
  if (!watched.limit) return "none known";
  std::string text = procmem::format_bytes(*watched.limit);
  if (!watched.limit_source.empty()) text += " (" + safe_text(watched.limit_source, look.utf8) + ')';
  const auto used = watched.limited != nullptr ? watched.limited->get(*watched.last) : watched.now();
  const auto percent = static_cast<double>(used.value_or(0)) * 100 /
                       static_cast<double>(std::max<std::int64_t>(watched.limit->count(), 1));
  return text + ", " + std::to_string(std::lround(percent)) + " % used";
}

Page figure_lines(const Watched& watched, const Look& look) {
  const std::array<Figures, 4> all = {{{"now", resident_text(watched.last->status), 9},
                                       {"", other_text(watched.last->status), 18},
                                       {"growth", growth_text(watched), 11},
                                       {"limit", limit_text(watched, look), 14}}};
  Page lines;
  for (const Figures& figures : all)
    if (look.rows >= static_cast<std::size_t>(figures.least_rows))
      lines.push_back(
          {{' ' + to_left(figures.label, label_width, look.utf8), Ink::faint}, {figures.text, Ink::plain}});
  return lines;
}

std::string explanation(const Watched& watched) {
  if (!watched.judged) return "Not judged: only " + std::to_string(WatchModel::most_judged) + " at once are.";
  return explain(watched.report);
}

Page verdict_lines(const Watched& watched, const Look& look) {
  const std::size_t most = look.rows >= 14 ? 3 : 1;
  Page lines;
  for (std::string& text : wrapped(explanation(watched), look.columns - 2, most, look.utf8))
    lines.push_back({{' ' + std::move(text), verdict_of(watched).ink}});
  return lines;
}

/// For a screen on which a chart would have no room.
Page draw_small(const Watched& watched, std::size_t field, const Look& look) {
  const procmem::Field::Unit unit = watched.field->unit;
  const Span verdict = verdict_of(watched);
  Page page = {{{' ' + amount_or_dash(watched.now(), unit) + ' ' + growth_or_dash(watched.growth(), unit)}},
               {{' ' + verdict.text, verdict.ink}}};
  if (look.columns > 2)
    page.push_back({{' ' + sparkline(watched.histories[field], look.columns - 2, look.utf8), Ink::chart}});
  return page;
}

}  // namespace

Page draw_one(const Watched& watched, const WatchModel& model, std::size_t field, const Look& look,
              const WatchFacts& facts) {
  std::string right = bar_facts(&watched, facts);
  if (has_ended(watched)) right = watched.ended + "  " + clock_text(watched.last->time);
  Page page = {bar_of(title_of(watched, look), right, look)};
  const auto add = [&page](const Page& lines) { page.insert(page.end(), lines.begin(), lines.end()); };
  if (look.rows < 9 || look.columns < 30) {
    add(draw_small(watched, field, look));
    return page;
  }
  add(verdict_lines(watched, look));
  const Page figures = figure_lines(watched, look);
  Look room = look;
  room.rows -= page.size() + figures.size();
  add(draw_charts(watched, model, field, room));
  page.resize(look.rows - figures.size());
  add(figures);
  return page;
}

}  // namespace cli
