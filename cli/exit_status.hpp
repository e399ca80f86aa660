#ifndef PROCMEM_CLI_EXIT_STATUS_HPP
#define PROCMEM_CLI_EXIT_STATUS_HPP

#include <stdexcept>
#include <string>

namespace cli {

/// What the program's exit status says. Scripts depend on these numbers.
enum class ExitStatus {
  success = 0,
  gate_fails = 1,  ///< leaking, or a limit exceeded
  usage = 2,
  target = 3,             ///< no such process, not permitted, ended before the first sample
  output = 4,             ///< cannot write, or samples were lost
  cannot_tell = 5,        ///< too little data, or a leak of the size asked about would not have shown
  recording = 6,          ///< cannot be read, or is none
  command_failed = 7,     ///< check -- CMD
  recorder_failed = 125,  ///< record -- CMD: the recorder itself, not CMD
  cannot_execute = 126,
  not_found = 127
};

/// Ends the program: one line on standard error, and a status.
class Failure : public std::runtime_error {
 public:
  Failure(ExitStatus status, const std::string& what) : std::runtime_error(what), status_(status) {}
  ExitStatus status() const noexcept { return status_; }

 private:
  ExitStatus status_;
};

}  // namespace cli

#endif
