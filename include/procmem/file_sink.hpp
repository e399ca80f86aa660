#ifndef PROCMEM_FILE_SINK_HPP
#define PROCMEM_FILE_SINK_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>

#include <procmem/export.hpp>
#include <procmem/fields.hpp>
#include <procmem/record_format.hpp>
#include <procmem/sink.hpp>

namespace procmem {

/// No lock: called by one sampler at a time. Appends a recording to a file: one write(2) for each record, on
/// a descriptor opened with O_APPEND and locked against a second recorder (flock(2)). An existing recording
/// of the same format, version and columns is continued with a new segment; a torn last line is ended first.
/// Anything else is refused, and nothing is ever truncated but the torn record of a write that failed.
/// A pipe or device is opened for writing only, and waited for where it is full; where its reader has gone,
/// write(2) raises SIGPIPE as always, or fails with EPIPE in a program that ignores it.
/// Errors: the constructor throws procmem::Error with the path: errno of open(2) (EISDIR, EACCES, …),
/// Errc::other_format, Errc::recording_in_use. A write that fails throws procmem::Error; the record is lost
/// and counted, the next is tried.
class PROCMEM_EXPORT FileSink final : public Sink {
 public:
  /// \param columns which fields, in order; empty is all. A memlog has VmRSS and VmSize whatever is asked.
  explicit FileSink(const std::string& path, RecordFormat format, FieldList columns = {});

  /// The same on a descriptor that is already open (standard output, a pipe): not locked, not checked, not
  /// closed.
  FileSink(int descriptor, RecordFormat format, FieldList columns = {});

  FileSink(FileSink&&) noexcept;
  FileSink& operator=(FileSink&&) noexcept;
  ~FileSink() override;

  void on_start(const RecordHeader& header) override;
  void on_sample(const Sample& sample) override;
  void on_event(const Event& event) override;

  std::uint64_t samples_written() const noexcept;
  std::uint64_t samples_lost() const noexcept;   ///< whose write failed
  std::error_code first_error() const noexcept;  ///< why the first was lost

 private:
  struct PROCMEM_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace procmem

#endif
