#ifndef PROCMEM_CLI_CHILD_HPP
#define PROCMEM_CLI_CHILD_HPP

#include <string>
#include <vector>

#include <sys/types.h>

namespace cli {

/// Starts a command with this program's own standard streams, terminal and environment.
/// Errors: Failure with status 126 (cannot be executed) or 127 (not found).
pid_t start_command(const std::vector<std::string>& command);

/// Waits until it has ended. \return its own status, or 128 + the signal that ended it.
int wait_for_command(pid_t pid);

}  // namespace cli

#endif
