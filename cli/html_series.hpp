#ifndef PROCMEM_CLI_HTML_SERIES_HPP
#define PROCMEM_CLI_HTML_SERIES_HPP

#include <string>
#include <string_view>

#include "judge.hpp"

namespace cli {

/// A verdict with its sign, so that it is not told by a colour alone.
std::string verdict_markup(procmem::Verdict verdict);

/// A figure as report --json has it, and as people read it: a data element.
std::string figure_markup(std::string_view key, const std::string& json, std::string_view text);

/// The main figures of a series.
std::string figures_markup(const JudgedSeries& one);

/// Its kinds of memory, and all that is told of it.
std::string details_markup(const JudgedSeries& one, const Judgement& judgement);

/// Both with its name and verdict, for one of several. \param id its anchor.
std::string series_markup(const JudgedSeries& one, const Judgement& judgement, std::string_view id);

}  // namespace cli

#endif
