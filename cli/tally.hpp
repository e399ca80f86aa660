#ifndef PROCMEM_CLI_TALLY_HPP
#define PROCMEM_CLI_TALLY_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/event.hpp>
#include <procmem/sample.hpp>

namespace cli {

/// One curve in figures: a process from when it was joined, or since its last exec.
struct Series {
  int pid = 0;  ///< 0 is the sum
  std::string name;
  std::uint64_t number = 0;  ///< in the order in which they began
  std::uint64_t samples = 0;
  std::uint64_t missed = 0;
  std::chrono::steady_clock::time_point begin, end;  ///< of its samples
  std::optional<procmem::Bytes> first, last, peak;   ///< VmRSS, as sampled
  std::optional<procmem::Bytes> kernel_peak;         ///< VmHWM, which sees between the samples

  std::chrono::nanoseconds duration() const noexcept { return end - begin; }
  procmem::Bytes growth() const noexcept {
    return last.value_or(procmem::Bytes()) - first.value_or(procmem::Bytes());
  }
};

/// What a summary says, gathered while recording, without keeping the samples. Of the series that have ended
/// only those that grew most are kept, because there may be millions of them.
class Tally {
 public:
  void on_sample(const procmem::Sample& sample);
  void on_event(const procmem::Event& event);

  /// In the order in which they began, but those that are only counted.
  std::vector<Series> series() const;
  std::uint64_t begun() const noexcept { return begun_; }      ///< how many series there have been
  std::uint64_t samples() const noexcept { return samples_; }  ///< the sum's not counted

  /// The pids that are being watched.
  std::vector<int> watched() const;

  /// From the first sample to the last.
  std::chrono::nanoseconds duration() const noexcept { return last_ - first_; }

  /// VmRSS now and its growth since the first sample, of the sum where there is one, otherwise over all that
  /// are watched.
  struct Current {
    procmem::Bytes rss, growth;
  };
  Current current() const;

 private:
  Series& open(int pid, std::string_view name);
  void close(int pid);

  std::unordered_map<int, Series> open_;  // by pid
  std::vector<Series> ended_;
  std::uint64_t begun_ = 0;
  std::uint64_t samples_ = 0;
  std::chrono::steady_clock::time_point first_, last_;  // samples
};

}  // namespace cli

#endif
