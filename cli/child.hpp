#ifndef PROCMEM_CLI_CHILD_HPP
#define PROCMEM_CLI_CHILD_HPP

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace cli {

/// A command that was started to be recorded. Its terminal, input and outputs are the ones we were given, its
/// signals are as a shell would have left them. Not killed with the object: it is the user's.
class Child {
 public:
  /// Errors: Failure (not_found, cannot_execute).
  /// \param silent its input and outputs are /dev/null.
  explicit Child(const std::vector<std::string>& command, bool silent = false);

  pid_t pid() const noexcept { return pid_; }
  void send(int signal) noexcept;  ///< if it has not been reaped

  /// Reaps it if it has ended. \return whether it has.
  bool reap() noexcept;

  /// After reap(): its own status, or 128 and the signal's number if it was killed.
  int exit_status() const noexcept;

 private:
  pid_t pid_ = 0;
  std::optional<int> wait_status_;
};

}  // namespace cli

#endif
