#ifndef PROCMEM_CLI_PAUSE_HPP
#define PROCMEM_CLI_PAUSE_HPP

#include <chrono>
#include <csignal>
#include <functional>

namespace cli {

/// Waits, and heeds SIGINT and SIGTERM meanwhile: the first ends the waiting, a second one the program.
class Pause {
 public:
  Pause();  ///< from now on
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;
  ~Pause();

  /// \param exit_descriptor readable when there is nothing to wait for any more; -1: none.
  /// \param progress called once a second with how long it has waited.
  /// \return how long it has waited.
  std::chrono::nanoseconds wait(std::chrono::nanoseconds duration, int exit_descriptor,
                                const std::function<void(std::chrono::nanoseconds)>& progress);

  bool interrupted() const noexcept { return interrupted_; }

 private:
  void restore() noexcept;

  sigset_t signals_{};
  int descriptor_ = -1;
  bool interrupted_ = false;
};

}  // namespace cli

#endif
