#ifndef PROCMEM_CLI_RUN_REPORT_HPP
#define PROCMEM_CLI_RUN_REPORT_HPP

#include <optional>

#include <procmem/bytes.hpp>

#include "console.hpp"
#include "options.hpp"
#include "recorder.hpp"
#include "summary.hpp"

namespace cli {

/// What this program has used so far.
double cpu_microseconds() noexcept;
std::optional<procmem::Bytes> own_rss();  ///< now; nothing where it cannot be read

/// \param cpu microseconds that the recording took.
RunReport report_on(const Recorder& recorder, double cpu, const RecordOptions& options);

/// The exit status of a recording that has lost nothing. Errors: Failure (target).
int status_of(const Recorder& recorder, Console& console);

}  // namespace cli

#endif
