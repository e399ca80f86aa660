#ifndef PROCMEM_CLI_SUMMARY_HPP
#define PROCMEM_CLI_SUMMARY_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/growth_sink.hpp>

#include "marks.hpp"
#include "tally.hpp"

namespace cli {

/// Why a recording ended.
enum class Ending { exited, replaced, interrupted, duration, count, reader_gone };

/// What reading PSS has cost.
struct PssReport {
  std::uint64_t rounds = 0, reads = 0, errors = 0;
  std::chrono::nanoseconds time{};
  std::chrono::nanoseconds asked{};  ///< between two rounds
};

/// What recording has cost, and what became of it.
struct RunReport {
  Ending ending = Ending::exited;
  std::uint64_t missed = 0;               ///< ticks
  double cpu_us_per_sample = 0;           ///< the recorder's own
  std::optional<procmem::Bytes> own_rss;  ///< the recorder's own
  std::optional<PssReport> pss;           ///< if it was asked for
  Marks marks;
  std::uint64_t marks_dropped = 0;  ///< by the recorder: they came too fast
  std::string file;                 ///< empty: standard output
};

/// Of each series; empty where they were too many to be judged.
using GrowthList = std::vector<procmem::GrowthSeries>;

/// For people: some lines about one process, a table of several.
std::string format_summary(const Tally& tally, const GrowthList& growth, const RunReport& report);

/// "12.3 us of CPU per sample, 4.02 MiB RSS".
std::string recorder_cost(const RunReport& report);

/// One JSON object. \param as_line it follows JSON Lines and so says what it is: "type":"summary".
std::string format_summary_json(const Tally& tally, const GrowthList& growth, const RunReport& report,
                                bool as_line);

}  // namespace cli

#endif
