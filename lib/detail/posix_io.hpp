#ifndef PROCMEM_DETAIL_POSIX_IO_HPP
#define PROCMEM_DETAIL_POSIX_IO_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace procmem::detail {

/// errno as it stands now. The one place where errno becomes an error_code.
std::error_code last_errno() noexcept;

/// Whether the process, or the system, has no descriptor left.
bool out_of_descriptors(std::error_code error) noexcept;

/// A file descriptor that closes itself.
class UniqueFd {
 public:
  explicit UniqueFd(int descriptor = -1) noexcept : descriptor_(descriptor) {}
  UniqueFd(UniqueFd&& other) noexcept : descriptor_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~UniqueFd() {
    if (valid()) reset();  // mostly there is nothing to close
  }

  int get() const noexcept { return descriptor_; }
  bool valid() const noexcept { return descriptor_ >= 0; }
  int release() noexcept { return std::exchange(descriptor_, -1); }
  void reset(int descriptor = -1) noexcept;

 private:
  int descriptor_;
};

/// openat(2) for reading, close-on-exec, retried after EINTR.
UniqueFd open_at(int directory, const char* path, int extra_flags, std::error_code& error) noexcept;

/// The next bytes of a file, at most `size` and mostly a page: one read(2), retried after EINTR. Empty at the
/// end and after an error (errno).
std::string_view read_piece(int descriptor, char* buffer, std::size_t size, std::error_code& error) noexcept;

/// As read_piece(), but the file's first bytes, wherever it has been read to.
std::string_view read_start(int descriptor, char* buffer, std::size_t size, std::error_code& error) noexcept;

/// One whole read from the beginning of a /proc file that the kernel makes in one piece (status, statm,
/// stat), into a buffer that is long enough for all but the longest: one pread(2) as a rule. A longer file is
/// read anew with a larger buffer rather than continued, so that what is returned is of one instant.
/// Lifetime: text() is valid until the object ends.
class WholeRead {
 public:
  static constexpr std::size_t inline_size = 4096;
  static constexpr std::size_t limit = 4U << 20U;

  /// Errors: errno of pread(2), Errc::process_exited (ESRCH), Errc::too_large beyond `limit`.
  WholeRead(int descriptor, std::error_code& error);
  WholeRead(const WholeRead&) = delete;
  WholeRead& operator=(const WholeRead&) = delete;
  std::string_view text() const noexcept { return text_; }

 private:
  char inline_[inline_size];  // left uninitialised: only what was read is looked at
  std::string larger_;
  std::string_view text_;
};

/// As WholeRead, for a file that is opened only for this.
std::string read_file_at(int directory, const char* path, std::error_code& error);

/// A /proc file that the kernel hands out in pieces of a page (mountinfo), read to its end.
std::string read_pieces_at(int directory, const char* path, std::error_code& error);

/// Writes all of it, however many write(2) it takes, and waits for room in a pipe that does not block.
/// \param written how much got through. Errors: errno of write(2).
std::error_code write_all(int descriptor, std::string_view text, std::size_t& written) noexcept;

/// fdatasync(2), retried after EINTR; never after another error, which has lost what was not synced yet.
std::error_code sync_data(int descriptor) noexcept;

/// flock(2), exclusive, without waiting. Errors: Errc::recording_in_use, errno of flock(2).
std::error_code lock_against_others(int descriptor) noexcept;

/// ENOENT and ESRCH of a /proc/PID file both mean that the process has ended.
std::error_code process_error(std::error_code error) noexcept;

}  // namespace procmem::detail

#endif
