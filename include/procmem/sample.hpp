#ifndef PROCMEM_SAMPLE_HPP
#define PROCMEM_SAMPLE_HPP

#include <chrono>
#include <cstdint>
#include <optional>

#include <procmem/bytes.hpp>
#include <procmem/status.hpp>

namespace procmem {

/// Which file of /proc/PID samples are read from.
enum class SampleSource {
  status,  ///< all fields
  /// VmSize and VmRSS only, at a sixth of the cost. Other fields are absent, threads among them, and state
  /// mostly is; a new name shows only where VmSize falls or the program's code changes.
  statm
};

/// What was read of one process at one tick. Copying allocates nothing.
struct Sample {
  std::chrono::system_clock::time_point time;       ///< a label: the wall clock may be stepped
  std::chrono::steady_clock::time_point monotonic;  ///< what intervals and rates are computed from
  int pid = 0;               ///< the process; 0 is the sum of all that are watched (SamplerOptions::sum)
  std::uint64_t missed = 0;  ///< ticks that went by unsampled since this process's sample before
  StatusSnapshot status;

  /// What smaps_rollup tells beyond status, where it was read since the process's sample before
  /// (SamplerOptions::pss_every); absent otherwise. The sum has it once all processes have been read anew.
  std::optional<Bytes> pss = {};             ///< Pss: VmRSS with each page divided by its users
  std::optional<Bytes> private_memory = {};  ///< of VmRSS what would be free if the process ended
  std::optional<Bytes> swap_pss = {};        ///< SwapPss: VmSwap with each page divided by its users

  /// What the program had counted when the tick began (Sampler::count()); absent where it counts nothing.
  std::optional<std::uint64_t> operations = {};

  /// What the allocator told in the same moment, of the process that the sampler runs in
  /// (SamplerOptions::heap); absent otherwise. See HeapUsage.
  std::optional<Bytes> heap_in_use = {};
  std::optional<Bytes> heap_retained = {};
};

}  // namespace procmem

#endif
