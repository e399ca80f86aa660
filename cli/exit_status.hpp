#ifndef PROCMEM_CLI_EXIT_STATUS_HPP
#define PROCMEM_CLI_EXIT_STATUS_HPP

#include <stdexcept>
#include <string>

namespace cli {

/// What scripts depend on.
enum class ExitStatus {
  success = 0,
  usage = 2,
  target = 3,  ///< no such process, not permitted, ended before the first sample
  output = 4,  ///< cannot be written, also when only some samples were lost
  recorder_failed = 125,
  cannot_execute = 126,
  not_found = 127
};

/// Ends the program with one line on standard error.
class Failure : public std::runtime_error {
 public:
  Failure(ExitStatus status, const std::string& line) : std::runtime_error(line), status_(status) {}
  ExitStatus status() const noexcept { return status_; }

 private:
  ExitStatus status_;
};

}  // namespace cli

#endif
