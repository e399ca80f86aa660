#ifndef PROCMEM_CLI_HTML_EVENTS_HPP
#define PROCMEM_CLI_HTML_EVENTS_HPP

#include <string>
#include <vector>

#include "judge.hpp"

namespace cli {

/// Each mark and phase with what memory did; empty where there are none.
std::string marks_markup(const std::vector<Judgement>& judgements);

/// Everything that happened beside the samples; empty where nothing did.
std::string events_markup(const std::vector<Judgement>& judgements);

}  // namespace cli

#endif
