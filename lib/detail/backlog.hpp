#ifndef PROCMEM_DETAIL_BACKLOG_HPP
#define PROCMEM_DETAIL_BACKLOG_HPP

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <procmem/event.hpp>
#include <procmem/record_format.hpp>

#include "detail/instant.hpp"
#include "detail/record_writer.hpp"

namespace procmem::detail {

/// What a recording does not hold yet and has to, before its next record: the header, in a new file who is
/// being watched, events that could not be written, and how much was lost meanwhile. Knows nothing of files.
class Backlog {
 public:
  /// A segment begins; nobody is watched yet.
  void begin(const RecordHeader& header);
  bool has_begun() const noexcept { return begun_; }

  /// The segment goes on in a file that holds nothing of it.
  void go_on_elsewhere() noexcept;
  void set_column_row_due(bool due) noexcept { column_row_due_ = due; }

  /// Keeps in mind who is being watched.
  void note(const Event& event);

  /// An event that could not be written: kept, up to 64 KiB of them. Beyond that they are lost.
  void keep(std::string_view event);
  /// With those that were kept; a new segment is due, so that no curve goes on across what nobody knows.
  void lose_event() noexcept;
  void lose_sample(std::error_code why) noexcept;
  void doubt_samples(std::uint64_t count, std::error_code why) noexcept;  ///< written, and perhaps not synced
  void keep_torn_line(std::string line) noexcept { torn_line_ = std::move(line); }
  void end_torn_line() noexcept { torn_line_ends_ = true; }

  bool empty() const noexcept;
  void append_to(std::string& batch, RecordWriter& writer, const Instant& now) const;
  /// All that append_to() gave has been written.
  void clear() noexcept;

 private:
  enum class Header { written, due, due_again };
  struct Loss {
    std::uint64_t samples = 0;
    std::error_code why;
  };

  void append_header(std::string& batch, RecordWriter& writer, const Instant& now) const;

  RecordHeader header_;
  std::map<int, Event> watched_;  // by pid, as they were joined
  Header header_state_ = Header::written;
  bool begun_ = false;
  bool column_row_due_ = true;
  bool torn_line_ends_ = false;
  std::string torn_line_;
  std::string events_;  // as text
  std::uint64_t events_lost_ = 0;
  Loss lost_;
  Loss doubted_;
};

}  // namespace procmem::detail

#endif
