#ifndef PROCMEM_DETAIL_OUTPUT_PLACE_HPP
#define PROCMEM_DETAIL_OUTPUT_PLACE_HPP

#include <optional>
#include <string>
#include <system_error>

#include <sys/stat.h>

#include "detail/posix_io.hpp"

namespace procmem::detail {

/// Where a path to be written leads: a name in a directory that is kept open, so that nobody can put another
/// directory in its place afterwards.
class OutputPlace {
 public:
  /// Follows the path link by link. Run as root it refuses a link in a directory that everybody may write to:
  /// whoever put it there could make root write anywhere.
  /// Errors: procmem::Error with the path: errno of openat(2), Errc::unsafe_link.
  explicit OutputPlace(const std::string& path);

  const std::string& path() const noexcept { return path_; }  ///< as it was given

  bool is_pipe_or_device() const noexcept;

  /// Whether the path still leads to this file; true while that cannot be known.
  bool holds(int descriptor) const noexcept;

  // What follows is about the names beside it: its own with a suffix. An empty suffix is the place itself.

  /// openat(2) with the mode 0644, close-on-exec. Follows no link that was put there in the meantime.
  UniqueFd open(const std::string& suffix, int flags, std::error_code& error) const;
  // Whether it exists, and whether two are one file: false, with an error, if that cannot be known.
  bool exists(const std::string& suffix, std::error_code& error) const;
  bool are_one_file(const std::string& suffix, const std::string& other, std::error_code& error) const;
  std::error_code rename(const std::string& from, const std::string& to) const;
  std::error_code link(const std::string& from, const std::string& to) const;
  void remove(const std::string& suffix) const;

  /// fsync(2) of the directory, so that a new name survives a power cut.
  std::error_code sync_directory() const noexcept;

 private:
  std::optional<struct stat> status(const std::string& suffix, std::error_code& error) const;

  std::string path_;
  UniqueFd directory_;
  std::string name_;
  int follow_ = 0;  ///< O_NOFOLLOW, but not for the links of /proc/PID/fd, which only the kernel can follow
};

}  // namespace procmem::detail

#endif
