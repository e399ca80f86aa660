#ifndef PROCMEM_CLI_CHART_HPP
#define PROCMEM_CLI_CHART_HPP

#include <string>
#include <vector>

#include <procmem/plot.hpp>

#include "judge.hpp"

namespace cli {

/// All series of these recordings, judged with JudgeOptions::curves, in one picture.
procmem::Chart chart_of(const std::vector<Judgement>& judgements);

/// The main series of two recordings, from the beginning of each. \param sentence what was found
procmem::Chart chart_of(const Judgement& before, const Judgement& after, const std::string& sentence);

}  // namespace cli

#endif
