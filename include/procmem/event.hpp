#ifndef PROCMEM_EVENT_HPP
#define PROCMEM_EVENT_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>

#include <procmem/bytes.hpp>
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

/// What resident memory did in a phase (phase.hpp). Absent is what could not be read.
struct PhaseResult {
  std::chrono::nanoseconds duration{};
  std::optional<Bytes> first;  ///< VmRSS when it began
  std::optional<Bytes> last;   ///< VmRSS when it ended
  std::optional<Bytes> peak;   ///< the largest VmRSS of the phase
  bool peak_exact = false;     ///< by the kernel's own count, VmHWM; otherwise the largest that was observed

  std::optional<Bytes> growth() const noexcept {
    return first && last ? std::optional(*last - *first) : std::nullopt;
  }
};

inline bool operator==(const PhaseResult& a, const PhaseResult& b) noexcept {
  return std::tie(a.duration, a.first, a.last, a.peak, a.peak_exact) ==
         std::tie(b.duration, b.first, b.last, b.peak, b.peak_exact);
}
inline bool operator!=(const PhaseResult& a, const PhaseResult& b) noexcept {
  return !(a == b);
}

/// Something that happened beside the samples.
struct Event {
  EventKind kind = EventKind::joined;
  std::chrono::system_clock::time_point time;
  std::chrono::steady_clock::time_point monotonic;
  int pid = 0;                        ///< the process it is about; 0 where it is about none
  ProcessName name;                   ///< its name, where known
  std::uint64_t start_ticks = 0;      ///< joined: when it started, in clock ticks since boot
  std::uint64_t count = 0;            ///< missed: how many ticks; gap: how many samples were lost in writing
  std::error_code error;              ///< gap: why (a recording keeps it as text)
  std::uint64_t phase = 0;            ///< mark: the number of the phase that begins or ends here; 0: of none
  std::optional<PhaseResult> result;  ///< mark: it is the end of a phase
  std::string text;  ///< mark, gap, sink_failed: what it says; joined, exec: the command line, if asked for
};

/// "joined", "exited", … as recordings spell it; and back (nothing for a word that is none).
PROCMEM_EXPORT std::string_view event_name(EventKind kind) noexcept;
PROCMEM_EXPORT std::optional<EventKind> parse_event_name(std::string_view name) noexcept;

}  // namespace procmem

#endif
