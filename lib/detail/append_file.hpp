#ifndef PROCMEM_DETAIL_APPEND_FILE_HPP
#define PROCMEM_DETAIL_APPEND_FILE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "detail/output_place.hpp"
#include "detail/posix_io.hpp"

namespace procmem::detail {

/// A file that whole records are appended to, each by one write(2). Knows nothing of what is in them.
class AppendFile {
 public:
  /// Opens or creates the file, and locks it against a second writer if it is a regular one.
  /// Errors: procmem::Error with the path: as OutputPlace, Errc::recording_in_use.
  explicit AppendFile(const std::string& path);

  /// Borrows a descriptor: it is not locked, not looked at, and not closed. Errors: errno of fstat(2).
  explicit AppendFile(int descriptor);

  /// What others have done to it since it was opened or appended to. Errors: procmem::Error with the path:
  /// errno of fstat(2) or pread(2).
  enum class Found {
    as_left,
    changed,  ///< it is longer or shorter: somebody else wrote to it, or emptied it
    removed   ///< it has no name any more
  };
  Found look();

  /// Whether its path still leads to it.
  bool is_in_place() const noexcept { return !is_kept() || place_->holds(descriptor_); }

  std::int64_t size() const noexcept { return size_; }
  bool torn() const noexcept { return torn_; }  ///< it ends in the middle of a line
  std::string beginning() const;                ///< up to 64 KiB. Errors: as look()

  /// Cuts a torn last line off. \return it; nothing if that cannot be done, or it is longer than 64 KiB.
  std::optional<std::string> cut_torn_line();

  /// \return whether it is empty now.
  bool clear() noexcept;

  /// Writes a record, all of it or, where the file can be cut back, nothing. Errors: errno of write(2).
  std::error_code append(std::string_view record) noexcept;

  /// So that it survives a power cut. Errors: errno of fdatasync(2): what was not synced yet may be lost.
  std::error_code sync() noexcept;
  std::error_code sync_name() noexcept;  ///< that it is in its directory

  /// Goes on in a new file with this beginning, and renames the old one. Errors: as detail::rotate().
  void rotate(std::string_view beginning, unsigned keep, bool sync);

 private:
  bool is_kept() const noexcept { return place_ && regular_; }
  void open();
  std::error_code measure();
  void take_back(std::size_t written) noexcept;

  std::optional<OutputPlace> place_;  ///< where it is; nothing if it is borrowed
  UniqueFd owned_;
  int descriptor_;
  bool regular_ = false;
  std::int64_t size_ = 0;  ///< as it was left
  bool torn_ = false;
};

}  // namespace procmem::detail

#endif
