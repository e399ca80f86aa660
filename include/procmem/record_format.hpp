#ifndef PROCMEM_RECORD_FORMAT_HPP
#define PROCMEM_RECORD_FORMAT_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>
#include <procmem/status.hpp>

namespace procmem {

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
  std::optional<Bytes> limit;  ///< the effective memory limit of that process: read_memory_limit()
  std::string limit_source;    ///< "cgroup v2 /user.slice", "MemTotal", …
  std::string limit_bounds;    ///< the field that runs into it: "vm_rss", "vm_size" or "vm_data"
  bool continued = false;      ///< the segment began in an earlier file, which was rotated away or is gone
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
  std::uint64_t lost_samples = 0;    ///< that the recorder could not write, as its gaps tell
  bool torn_tail = false;            ///< the last line has no end: the recorder was cut off while writing
};

}  // namespace procmem

#endif
