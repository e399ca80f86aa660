#ifndef PROCMEM_CLI_HTML_REPORT_HPP
#define PROCMEM_CLI_HTML_REPORT_HPP

#include <string>
#include <vector>

#include "growth_text.hpp"
#include "judge.hpp"

namespace cli {

/// The whole report as one file that needs nothing else: JudgeOptions::curves was asked for.
/// \param cost what the recording cost, where it is known.
std::string format_html(const std::vector<Judgement>& judgements, const TextRows& cost = {});

}  // namespace cli

#endif
