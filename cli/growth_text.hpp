#ifndef PROCMEM_CLI_GROWTH_TEXT_HPP
#define PROCMEM_CLI_GROWTH_TEXT_HPP

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "json.hpp"
#include "judge.hpp"

namespace cli {

/// "redis-server (pid 812)", "the sum of all", or the file's name where the recording names nobody; with the
/// segment where it is not the first. Names are as they are.
std::string name_of(const procmem::GrowthSeries& series, const Judgement& judgement);

/// The same, safe to print.
std::string who_is(const procmem::GrowthSeries& series, const Judgement& judgement);

/// The verdict in a sentence, who it is about before it.
std::string verdict_sentence(const procmem::GrowthSeries& series, const Judgement& judgement);

/// "  label       value", as all summaries have it.
std::string text_line(const std::string& label, const std::string& value);

/// What is told of a series, or of a recording: a label and its text, safe to print.
using TextRows = std::vector<std::pair<std::string, std::string>>;
TextRows series_rows(const JudgedSeries& one, const Judgement& judgement);
TextRows damage_rows(const procmem::ReadSummary& read);

/// For people: the sentence, then the figures.
std::string format_series(const JudgedSeries& one, const Judgement& judgement);

/// Of several series who grows most, a row each, and what is said of the others; nothing of one.
std::string format_ranking(const Judgement& judgement);

/// The places of a recording's series, that which grows most first: by the rate times the time.
std::vector<std::size_t> by_growth(const std::vector<JudgedSeries>& series);

/// A cell and its width; negative: to the left.
using Cell = std::pair<std::string, int>;
std::string table_row(const std::vector<Cell>& cells);

/// Samples lost, and lines skipped, each with its place; nothing where none was.
std::string format_damage(const procmem::ReadSummary& read);

/// "+1.20 MiB/h", and as "+1.10 MiB/h to +1.30 MiB/h with 95 % confidence"; the report has a rate.
std::string signed_rate(double per_hour, procmem::Field::Unit unit);
std::string format_interval(const procmem::GrowthReport& report);

/// "3.10 MiB/h": the slowest leak that would have shown; "-" where none is known.
std::string format_detectable(const procmem::GrowthReport& report);

/// The event that ended it, or "unknown".
std::string ended_text(const procmem::GrowthSeries& series);

/// The keys of a result, but who it is about and how it ended: verdict, samples, rate, kinds and so on.
void add_growth(JsonObject& object, const procmem::GrowthSeries& series, std::uint64_t skipped_lines);

/// One recording or several: the keys of its series, or all of them under "series".
void add_judgements(JsonObject& object, const std::vector<Judgement>& judgements);

}  // namespace cli

#endif
