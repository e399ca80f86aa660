#include "detail/posix_io.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <procmem/error.hpp>

namespace procmem::detail {
namespace {

[[gnu::hot]] ssize_t pread_retrying(int descriptor, char* buffer, std::size_t size) noexcept {
  ssize_t n = -1;
  do n = ::pread(descriptor, buffer, size, 0);
  while (n < 0 && errno == EINTR);
  return n;
}

/// Whether a write that has failed may be tried again: it was interrupted, or has to wait for room in a pipe
/// that someone made non-blocking.
bool may_retry(int descriptor) noexcept {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd room{descriptor, POLLOUT, 0};
  return ::poll(&room, 1, -1) >= 0 || errno == EINTR;
}

std::string_view result_of(ssize_t n, const char* buffer, std::error_code& error) noexcept {
  error = n < 0 ? last_errno() : std::error_code();
  return n < 0 ? std::string_view() : std::string_view(buffer, static_cast<std::size_t>(n));
}

}  // namespace

std::error_code last_errno() noexcept {
  return {errno, std::generic_category()};
}

bool out_of_descriptors(std::error_code error) noexcept {
  return error == std::errc::too_many_files_open || error == std::errc::too_many_files_open_in_system;
}

void UniqueFd::reset(int descriptor) noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = descriptor;
}

UniqueFd open_at(int directory, const char* path, int extra_flags, std::error_code& error) noexcept {
  int descriptor = -1;
  do descriptor = ::openat(directory, path, O_RDONLY | O_CLOEXEC | extra_flags);
  while (descriptor < 0 && errno == EINTR);
  error = descriptor < 0 ? last_errno() : std::error_code();
  return UniqueFd(descriptor);
}

std::string_view read_piece(int descriptor, char* buffer, std::size_t size, std::error_code& error) noexcept {
  ssize_t n = -1;
  do n = ::read(descriptor, buffer, size);
  while (n < 0 && errno == EINTR);
  return result_of(n, buffer, error);
}

std::string_view read_start(int descriptor, char* buffer, std::size_t size, std::error_code& error) noexcept {
  return result_of(pread_retrying(descriptor, buffer, size), buffer, error);
}

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only what was read is looked at
[[gnu::hot]] WholeRead::WholeRead(int descriptor, std::error_code& error) {
  error.clear();
  char* buffer = inline_;
  std::size_t size = inline_size;
  for (;;) {
    const ssize_t n = pread_retrying(descriptor, buffer, size);
    if (n < 0) {
      error = process_error(last_errno());
      return;
    }
    if (static_cast<std::size_t>(n) < size) {
      text_ = {buffer, static_cast<std::size_t>(n)};
      return;
    }
    if (size > limit) {
      error = Errc::too_large;
      return;
    }
    larger_.resize(std::min(size * 4, limit + 1));  // the one byte more tells "just fits" from "too large"
    buffer = larger_.data();
    size = larger_.size();
  }
}

std::string read_file_at(int directory, const char* path, std::error_code& error) {
  const UniqueFd file = open_at(directory, path, 0, error);
  if (error) return {};
  const WholeRead read(file.get(), error);
  return std::string(read.text());
}

std::string read_pieces_at(int directory, const char* path, std::error_code& error) {
  const UniqueFd file = open_at(directory, path, 0, error);
  std::string text;
  std::array<char, WholeRead::inline_size> piece{};
  while (!error) {
    const std::string_view next = read_piece(file.get(), piece.data(), piece.size(), error);
    if (next.empty() && !error) return text;
    text += next;
  }
  return {};
}

std::error_code write_all(int descriptor, std::string_view text, std::size_t& written) noexcept {
  written = 0;
  while (written < text.size()) {
    const ssize_t n = ::write(descriptor, text.data() + written, text.size() - written);
    if (n > 0)
      written += static_cast<std::size_t>(n);
    else if (n == 0)
      return std::make_error_code(std::errc::io_error);
    else if (!may_retry(descriptor))
      return last_errno();
  }
  return {};
}

std::error_code sync_data(int descriptor) noexcept {
  int done = -1;
  do done = ::fdatasync(descriptor);
  while (done != 0 && errno == EINTR);
  return done == 0 ? std::error_code() : last_errno();
}

std::error_code lock_against_others(int descriptor) noexcept {
  int locked = -1;
  do locked = ::flock(descriptor, LOCK_EX | LOCK_NB);
  while (locked != 0 && errno == EINTR);
  if (locked == 0) return {};
  return errno == EWOULDBLOCK ? make_error_code(Errc::recording_in_use) : last_errno();
}

std::error_code process_error(std::error_code error) noexcept {
  if (error == std::errc::no_such_process || error == std::errc::no_such_file_or_directory)
    return Errc::process_exited;
  return error;
}

}  // namespace procmem::detail
