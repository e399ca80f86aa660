#ifndef PROCMEM_FILE_SINK_HPP
#define PROCMEM_FILE_SINK_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>
#include <procmem/fields.hpp>
#include <procmem/record_format.hpp>
#include <procmem/sink.hpp>

namespace procmem {

struct FileSinkOptions {
  FieldList columns;  ///< in this order; empty: all. A memlog has VmRSS and VmSize whatever is asked

  /// A file that would exceed this size with the next sample gets the suffix .1, the one that had it .2, and
  /// so on, and a new one is begun, with a header that is `continued`. 0: never.
  Bytes rotate_at = Bytes();
  unsigned keep = 0;  ///< so many with a suffix; what is older is removed. 0: all

  /// How long after a write it is made to outlive a power cut (fdatasync(2)), at the latest at the next
  /// record and at the end of the segment. 0: with every record, before it counts as written. Nothing: never.
  std::optional<std::chrono::nanoseconds> sync_every = std::nullopt;
};

/// No lock: called by one sampler at a time. Appends a recording to a file: one write(2) for each record, on
/// a descriptor opened with O_APPEND and locked against a second recorder (flock(2)). An existing recording
/// of the same format, version and columns is continued with a new segment. Anything else is refused.
/// Nothing is ever cut off but a torn last line, whose text goes into the recording as a gap, and what a
/// failed write left of a record. A file that was moved, removed or emptied by others is begun anew.
/// A pipe or device is opened for writing only, and waited for where it is full; where its reader has gone,
/// write(2) raises SIGPIPE as always, or fails with EPIPE in a program that ignores it. So do RLIMIT_FSIZE,
/// SIGXFSZ and EFBIG.
/// Errors: the constructor throws procmem::Error with the path: errno of open(2) (EISDIR, EACCES, …),
/// Errc::other_format, Errc::recording_in_use, Errc::unsafe_link; std::invalid_argument for options that make
/// no sense. A write that fails throws procmem::Error; a sample is then lost and counted, an event is kept.
/// The next record is tried, and the first that succeeds brings with it what was kept and a gap that tells
/// how many samples were lost and why. Where rotating fails, the file is continued.
class PROCMEM_EXPORT FileSink final : public Sink {
 public:
  explicit FileSink(const std::string& path, RecordFormat format, FileSinkOptions options = {});

  /// The same on a descriptor that is already open (standard output, a pipe): not locked, not checked, not
  /// rotated, not closed.
  FileSink(int descriptor, RecordFormat format, FileSinkOptions options = {});

  FileSink(FileSink&&) noexcept;
  FileSink& operator=(FileSink&&) noexcept;
  ~FileSink() override;

  void on_start(const RecordHeader& header) override;
  void on_sample(const Sample& sample) override;
  void on_event(const Event& event) override;

  /// Looks at once whether the path still leads to the file, and if not, begins a new one there. Without
  /// being asked it looks before a record that comes a second or more after it looked last.
  void reopen();

  std::uint64_t samples_written() const noexcept;
  std::uint64_t samples_lost() const noexcept;   ///< whose write failed, or for which a later sync did
  std::error_code first_error() const noexcept;  ///< why the first record failed

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace procmem

#endif
