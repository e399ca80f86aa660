#ifndef PROCMEM_RECORD_HPP
#define PROCMEM_RECORD_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include <procmem/event.hpp>
#include <procmem/export.hpp>
#include <procmem/record_format.hpp>
#include <procmem/sample.hpp>

namespace procmem {

class Sink;

/// Where a segment begins in a Recording: each recorder that appended to the file began one.
struct Segment {
  RecordHeader header;
  std::size_t first_sample = 0;
  std::size_t first_event = 0;
};

/// A whole recording in memory (some 450 bytes a sample; replay_recording() needs no memory).
struct Recording {
  RecordHeader header;  ///< of the first segment; where there is none, made up from the first sample or event
  std::vector<Sample> samples;
  std::vector<Event> events;
  std::vector<Segment> segments;
  ReadSummary summary;
};

/// Plays a recording into a sink, in file order, as a sampler would have: on_start() at each segment, then
/// samples and events. One pass, bounded memory (a line of more than 1 MiB is skipped). A memlog has neither
/// pid nor monotonic clock: its pid is 0 and its monotonic times are the wall clock's; a stamp without
/// figures is a sample without memory. Damaged lines are skipped, counted and located, and never become a
/// number; unknown keys, columns and events are ignored. Names keep the kernel's bytes only as far as they
/// are UTF-8. Errors: errno of open(2) or read(2), Errc::not_a_recording, Errc::unknown_version. What the
/// sink throws passes through.
PROCMEM_EXPORT ReadSummary replay_recording(const std::string& path, Sink& sink, std::error_code& error);
PROCMEM_EXPORT ReadSummary replay_recording(const std::string& path, Sink& sink);

/// Called while a recording is replayed, with how many bytes of it have been read.
using ReplayProgress = std::function<void(std::uint64_t)>;
PROCMEM_EXPORT ReadSummary replay_recording(const std::string& path, Sink& sink,
                                            const ReplayProgress& progress, std::error_code& error);

/// Reads a whole recording. Errors: as replay_recording().
PROCMEM_EXPORT Recording read_recording(const std::string& path, std::error_code& error);
PROCMEM_EXPORT Recording read_recording(const std::string& path);

}  // namespace procmem

#endif
