#ifndef PROCMEM_DETAIL_TARGET_HPP
#define PROCMEM_DETAIL_TARGET_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <procmem/discovery.hpp>
#include <procmem/process.hpp>
#include <procmem/sample.hpp>

#include "detail/sample_reader.hpp"

namespace procmem::detail {

/// What smaps_rollup told last.
struct PssFigures {
  std::optional<Bytes> pss, private_memory, swap_pss;
  bool complete = false;  ///< of a process that could be read, or of all of them
  bool fresh = false;     ///< no sample has had them yet
};

/// A process that is being watched.
struct Target {
  Target(Process&& watched, const StatusSnapshot& status) : process(std::move(watched)) {
    entry.pid = process.pid();
    entry.start_ticks = process.start_ticks();
    see(status);
  }

  /// Keeps what tells it from other processes. Not every source of samples has all of it.
  void see(const StatusSnapshot& status) noexcept {
    entry.name = status.name;
    if (status.ppid != 0) entry.ppid = status.ppid;
    if (status.state != '\0') entry.state = status.state;
  }

  Process process;
  ProcessEntry entry;        ///< as it was seen last
  std::string command_line;  ///< if it was asked for
  SampleReader reader;
  PssFigures pss;
  std::uint64_t pss_round = 0;  ///< in which smaps_rollup was tried last
  std::uint64_t missed = 0;     ///< ticks without a sample since the last one
  bool fresh = true;            ///< no tick of its own has gone by yet
  bool unreadable = false;      ///< a gap has been reported and goes on
  bool ended = false;
  bool own = false;                 ///< it is the process that samples
  std::shared_ptr<void> exit_wait;  ///< the shell's wait on process.exit_descriptor(); goes before it
};

}  // namespace procmem::detail

#endif
