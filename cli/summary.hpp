#ifndef PROCMEM_CLI_SUMMARY_HPP
#define PROCMEM_CLI_SUMMARY_HPP

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <procmem/sampler.hpp>

namespace cli {

/// What one process came to while it was recorded.
struct Series {
  int pid = 0;
  procmem::ProcessName name;
  std::uint64_t samples = 0;
  std::uint64_t missed = 0;
  std::chrono::steady_clock::time_point begin;
  std::chrono::steady_clock::time_point end;
  procmem::Bytes first;
  procmem::Bytes last;
  procmem::Bytes peak;  ///< seen, or told by a VmHWM that rose meanwhile
  std::optional<procmem::Bytes> first_hwm;

  void take(const procmem::Sample& sample);
};

/// What a recording cost the machine.
struct OwnCost {
  std::chrono::microseconds cpu{0};
  procmem::Bytes rss;
};

/// Keeps of a recording what its end is told with. A sink without a lock, for the sampler's executor.
class Summary : public procmem::Sink {
 public:
  void on_sample(const procmem::Sample& sample) override;
  void on_event(const procmem::Event& event) override;

  const std::vector<Series>& series() const noexcept { return series_; }
  std::uint64_t samples() const noexcept;

  std::string text(const procmem::SamplerStats& stats, const std::string& ended, const OwnCost& cost) const;
  /// \param type if not empty, the object's "type", for a stream of objects.
  std::string json(const procmem::SamplerStats& stats, const std::string& ended,
                   const std::string& type) const;

 private:
  std::vector<Series> series_;
  std::map<int, std::size_t> current_;  // the series that a pid's samples go to
};

/// What this process has used so far, less what it had used at `start`.
OwnCost own_cost(std::chrono::microseconds start = {});

}  // namespace cli

#endif
