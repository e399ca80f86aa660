#ifndef PROCMEM_CLI_HTML_DATA_HPP
#define PROCMEM_CLI_HTML_DATA_HPP

#include <string>
#include <vector>

#include "judge.hpp"

namespace cli {

/// What the chart of an HTML report draws: one JSON object that no text can end early. Of many series those
/// that grew most, and the finer the fewer there are.
std::string chart_json(const std::vector<Judgement>& judgements);

}  // namespace cli

#endif
