#ifndef PROCMEM_RECORD_HPP
#define PROCMEM_RECORD_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <procmem/event.hpp>
#include <procmem/export.hpp>
#include <procmem/fields.hpp>
#include <procmem/sample.hpp>

namespace procmem {

class Sink;

/// How a recording looks. docs/formats.md holds the grammar.
enum class RecordFormat {
  memlog,  ///< the classic script's: local time, VmRSS and VmSize, a blank line; no header, events or pid
  csv,     ///< RFC 4180 rows; header and events in lines that begin with '#'
  jsonl    ///< one JSON object a line
};

/// "memlog", "csv", "jsonl", and back.
PROCMEM_EXPORT std::string_view format_name(RecordFormat format) noexcept;
PROCMEM_EXPORT std::optional<RecordFormat> parse_format_name(std::string_view name) noexcept;

/// What a path's ending says: .csv, .jsonl (or .ndjson), else memlog.
PROCMEM_EXPORT RecordFormat format_for_path(std::string_view path) noexcept;

/// How a segment of a recording begins: what was recorded, where and how.
struct RecordHeader {
  int version = 1;                             ///< of the format
  std::chrono::system_clock::time_point time;  ///< when the segment began
  std::chrono::steady_clock::time_point monotonic;
  std::chrono::nanoseconds interval{0};  ///< between two ticks; 0 if unknown
  std::string boot_id;                   ///< monotonic times compare only within one boot
  int pid = 0;                           ///< the first process watched; more come as `joined` events
  ProcessName name;
  std::uint64_t start_ticks = 0;
};

/// A line that was passed over, and why. Lines count from 1.
struct SkippedLine {
  std::uint64_t line = 0;
  std::string reason;
};

/// What reading a recording came upon.
struct ReadSummary {
  RecordFormat format = RecordFormat::csv;
  std::uint64_t lines = 0;
  std::uint64_t samples = 0;
  std::uint64_t events = 0;
  std::uint64_t segments = 0;
  std::uint64_t skipped_lines = 0;   ///< all that were passed over; a torn tail among them
  std::vector<SkippedLine> skipped;  ///< the first 100 of them
  bool torn_tail = false;            ///< the last line has no end: the recorder was cut off while writing
};

/// Where a segment begins in a Recording: each recorder that appended to the file began one.
struct Segment {
  RecordHeader header;
  std::size_t first_sample = 0;
  std::size_t first_event = 0;
};

/// A whole recording in memory (some 450 bytes a sample; replay_recording() needs no memory).
struct Recording {
  RecordHeader header;  ///< of the first segment; of a memlog, made up from its first sample
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

/// Reads a whole recording. Errors: as replay_recording().
PROCMEM_EXPORT Recording read_recording(const std::string& path, std::error_code& error);
PROCMEM_EXPORT Recording read_recording(const std::string& path);

}  // namespace procmem

#endif
