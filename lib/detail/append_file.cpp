#include "detail/append_file.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <boost/filesystem.hpp>

#include <procmem/error.hpp>

namespace procmem::detail {
namespace {

UniqueFd open_for_append(const std::string& path) {
  constexpr mode_t mode = 0644;
  boost::system::error_code ignored;
  // Only a file is looked into. A pipe must not be: one who holds its reading end, too, is never told that
  // the last reader has gone.
  const bool pipe_or_device = boost::filesystem::is_other(boost::filesystem::status(path, ignored));
  const int access = pipe_or_device ? O_WRONLY : O_RDWR;
  const int descriptor = ::open(path.c_str(), access | O_APPEND | O_CREAT | O_CLOEXEC, mode);
  if (descriptor >= 0) return UniqueFd(descriptor);
  const std::error_code error = last_errno();
  const boost::filesystem::path directory = boost::filesystem::path(path).parent_path();
  if (error == std::errc::no_such_file_or_directory && !directory.empty() &&
      !boost::filesystem::exists(directory, ignored))
    throw Error(error, path + ": its directory " + directory.string());
  throw Error(error, path);
}

/// Whether a write that has failed may be tried again: it was interrupted, or has to wait for room in a pipe
/// that someone made non-blocking.
bool may_retry(int descriptor) noexcept {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd room{descriptor, POLLOUT, 0};
  return ::poll(&room, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace

AppendFile::AppendFile(const std::string& path) : owned_(open_for_append(path)), descriptor_(owned_.get()) {
  look_at_file();
  if (!regular_) return;
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
    throw Error(errno == EWOULDBLOCK ? make_error_code(Errc::recording_in_use) : last_errno(), path);
  look_at_file();  // again: another recorder may have written until now
}

AppendFile::AppendFile(int descriptor) : descriptor_(descriptor) {}

void AppendFile::look_at_file() {
  struct stat status {};
  regular_ = ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  was_empty_ = !regular_ || status.st_size == 0;
  char last = '\n';
  torn_ = !was_empty_ && ::pread(descriptor_, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

std::string AppendFile::beginning() const {
  std::string text(std::size_t{64} << 10U, '\0');
  ssize_t n = -1;
  do n = ::pread(descriptor_, text.data(), text.size(), 0);
  while (n < 0 && errno == EINTR);
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

std::error_code AppendFile::append(std::string_view record) noexcept {
  char line_feed = '\n';
  const std::size_t extra = torn_ ? 1 : 0;
  const std::size_t size = record.size() + extra;
  std::size_t written = 0;
  while (written < size) {
    // The line feed that ends a torn line goes out with the record, in the same write.
    std::array<iovec, 2> parts{};
    int count = 0;
    if (written < extra) parts[static_cast<std::size_t>(count++)] = {&line_feed, 1};
    const std::string_view rest = record.substr(written < extra ? 0 : written - extra);
    parts[static_cast<std::size_t>(count++)] = {const_cast<char*>(rest.data()), rest.size()};
    const ssize_t n = ::writev(descriptor_, parts.data(), count);
    if (n > 0) {
      written += static_cast<std::size_t>(n);
    } else if (n == 0 || !may_retry(descriptor_)) {
      const std::error_code error = n == 0 ? make_error_code(std::errc::io_error) : last_errno();
      take_back(written);
      return error;
    }
  }
  torn_ = false;
  return {};
}

/// A full disk shows first as a short write: what is there of the record must not be glued to the next one.
void AppendFile::take_back(std::size_t written) noexcept {
  if (written == 0) return;
  const off_t end = regular_ ? ::lseek(descriptor_, 0, SEEK_CUR) : -1;
  if (end < 0 || ::ftruncate(descriptor_, end - static_cast<off_t>(written)) != 0) torn_ = true;
}

}  // namespace procmem::detail
