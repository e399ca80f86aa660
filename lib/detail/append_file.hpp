#ifndef PROCMEM_DETAIL_APPEND_FILE_HPP
#define PROCMEM_DETAIL_APPEND_FILE_HPP

#include <string>
#include <string_view>
#include <system_error>

#include "detail/posix_io.hpp"

namespace procmem::detail {

/// A file that whole records are appended to, each by one write(2). Knows nothing of what is in them.
class AppendFile {
 public:
  /// Opens or creates the file, and locks it against a second writer if it is a regular one.
  /// Errors: procmem::Error with the path: errno of open(2), Errc::recording_in_use.
  explicit AppendFile(const std::string& path);

  /// Borrows a descriptor: it is not locked, and not closed.
  explicit AppendFile(int descriptor);

  /// What the file held when it was opened: its beginning, up to 64 KiB, and whether it held anything.
  std::string beginning() const;
  bool was_empty() const noexcept { return was_empty_; }

  /// Writes a record, all of it or, where the file can be cut back, nothing. A record after one that was torn
  /// begins on a line of its own. Errors: errno of write(2).
  std::error_code append(std::string_view record) noexcept;

 private:
  void look_at_file();
  void take_back(std::size_t written) noexcept;

  UniqueFd owned_;
  int descriptor_;
  bool regular_ = false;
  bool was_empty_ = true;
  bool torn_ = false;  ///< what the file ends in is not a whole line
};

}  // namespace procmem::detail

#endif
