#ifndef PROCMEM_CLI_COMMANDS_HPP
#define PROCMEM_CLI_COMMANDS_HPP

#include "options.hpp"

namespace cli {

/// The commands. Each returns the program's exit status. Errors: Failure, procmem::Error.
int record(const RecordOptions& options);
int watch(const WatchOptions& options);
int show(const ShowOptions& options);
int report(const ReportOptions& options);
int check(const CheckOptions& options);
int compare(const CompareOptions& options);
int maps(const MapsOptions& options);

}  // namespace cli

#endif
