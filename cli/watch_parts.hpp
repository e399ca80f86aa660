#ifndef PROCMEM_CLI_WATCH_PARTS_HPP
#define PROCMEM_CLI_WATCH_PARTS_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "page.hpp"
#include "watch_model.hpp"
#include "watch_view.hpp"

namespace cli {

/// A line across the screen, with one text at its left and one at its right, which gives way.
Line bar_of(const std::string& left, const std::string& right, const Look& look);

/// "redis-server (pid 812)" or "the sum of all".
std::string title_of(const Watched& watched, const Look& look);

/// "leaking", "too early", "exited", … in its colour.
Span verdict_of(const Watched& watched);

/// A rise and fall in so many characters, on a scale of its own.
std::string sparkline(const History& history, std::size_t columns, bool utf8);

/// Whether its process has ended, or runs another program.
bool has_ended(const Watched& watched) noexcept;

/// "every 1s  12:29:58", what a bar has at its right. \param newest null: there is no sample.
std::string bar_facts(const Watched* newest, const WatchFacts& facts);

/// How it is measured, and what that costs. \param one null: several.
std::string facts_text(const Watched* one, const WatchFacts& facts);

/// One process: verdict, chart, figures. \param field which of the chosen ones is charted.
Page draw_one(const Watched& watched, const WatchModel& model, std::size_t field, const Look& look,
              const WatchFacts& facts);

/// The charts of as many of the chosen fields as the room allows, that of \param field first.
Page draw_charts(const Watched& watched, const WatchModel& model, std::size_t field, const Look& room);

/// The lines of a list: what it is of, and each process of `shown`.
Line list_head(const Look& look, std::string_view field);
Line list_line(const Watched& watched, bool chosen, const Look& look);

/// "1 leaking, 2 suspected, 12 stable".
Line verdict_counts(const std::vector<const Watched*>& all);

/// "-" where it is absent.
std::string amount_or_dash(std::optional<std::int64_t> value, procmem::Field::Unit unit);
std::string growth_or_dash(std::optional<std::int64_t> growth, procmem::Field::Unit unit);

/// The time of day, local: "12:29:58".
std::string clock_text(std::chrono::system_clock::time_point time);

}  // namespace cli

#endif
