#ifndef PROCMEM_EVENT_HPP
#define PROCMEM_EVENT_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <procmem/export.hpp>
#include <procmem/status.hpp>

namespace procmem {

enum class EventKind {
  joined,       ///< a process is being watched from here on
  left,         ///< it is no longer watched, by unwatch()
  exited,       ///< it has ended
  replaced,     ///< it has ended, and its pid already belongs to another process, which is not sampled
  exec,         ///< it runs another program now: figures before and after are not one curve
  missed,       ///< `count` ticks went by: the recorder could not run in time
  gap,          ///< it cannot be read for now, or (pid 0) what was sampled could not be written
  mark,         ///< a mark set by the program or the user: `text`
  sink_failed,  ///< a sink has thrown for the first time: `text` is what it said
  stopped       ///< the sampler was stopped
};

/// Something that happened beside the samples.
struct Event {
  EventKind kind = EventKind::joined;
  std::chrono::system_clock::time_point time;
  std::chrono::steady_clock::time_point monotonic;
  int pid = 0;                    ///< the process it is about; 0 where it is about none
  ProcessName name;               ///< its name, where known
  std::uint64_t start_ticks = 0;  ///< joined: when it started, in clock ticks since boot
  std::uint64_t count = 0;        ///< missed: how many ticks; gap: how many samples were lost in writing
  std::error_code error;          ///< gap: why (a recording keeps it as text)
  std::string text;  ///< mark, gap, sink_failed: what it says; joined, exec: the command line, if asked for
};

/// "joined", "exited", … as recordings spell it; and back (nothing for a word that is none).
PROCMEM_EXPORT std::string_view event_name(EventKind kind) noexcept;
PROCMEM_EXPORT std::optional<EventKind> parse_event_name(std::string_view name) noexcept;

}  // namespace procmem

#endif
