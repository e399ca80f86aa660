#ifndef PROCMEM_CLI_PROGRESS_HPP
#define PROCMEM_CLI_PROGRESS_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <procmem/sink.hpp>

namespace cli {

/// One line on the terminal that is written over and over: how far the recording is, and how it looks. A sink
/// without a lock.
class Progress : public procmem::Sink {
 public:
  /// What the end of the recording is known by, if it is.
  struct Goal {
    std::optional<std::chrono::nanoseconds> duration;
    std::optional<std::uint64_t> count;
  };

  explicit Progress(Goal goal) : goal_(goal) {}

  void on_sample(const procmem::Sample& sample) override;

  /// Clears the line, so that another can be printed in its place.
  void clear();

 private:
  std::string line(const procmem::Sample& sample, std::chrono::nanoseconds elapsed) const;

  Goal goal_;
  std::optional<std::chrono::steady_clock::time_point> begin_;
  std::chrono::steady_clock::time_point drawn_;
  int pid_ = 0;  // the process that is shown: the first
  procmem::Bytes first_;
  std::uint64_t samples_ = 0;
  bool shown_ = false;
};

}  // namespace cli

#endif
