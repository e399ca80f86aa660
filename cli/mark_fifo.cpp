#include "mark_fifo.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>

#include <procmem/text.hpp>

#include "exit_status.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr auto line_ends_after = 200ms;
constexpr auto pause_after_full_buffer = 5ms;

[[noreturn]] void fail(const std::string& path, const std::string& why) {
  throw Failure(ExitStatus::output, "cannot take marks from '" + procmem::printable(path) + "': " + why);
}

[[noreturn]] void fail_with_errno(const std::string& path) {
  fail(path, std::generic_category().message(errno));
}

}  // namespace

MarkFifo::MarkFifo(boost::asio::io_context& context, const std::string& path,
                   std::function<void(std::string_view)> on_mark)
    : path_(path), lines_(std::move(on_mark)), fifo_(context), line_timer_(context), pace_timer_(context) {
  struct stat there {};
  made_ = ::mkfifo(path.c_str(), S_IRUSR | S_IWUSR) == 0;
  if (!made_ && errno != EEXIST) fail_with_errno(path);
  if (::lstat(path.c_str(), &there) != 0) fail_with_errno(path);
  if (!S_ISFIFO(there.st_mode)) fail(path, "it is there, and is not a FIFO");
  device_ = there.st_dev;
  inode_ = there.st_ino;
  try {
    open(path);
  } catch (...) {
    remove();
    throw;
  }
}

/// Without waiting for a writer, and following no link that was put there meanwhile.
void MarkFifo::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) fail_with_errno(path);
  fifo_.assign(descriptor);
  struct stat opened {};
  if (::fstat(descriptor, &opened) != 0) fail_with_errno(path);
  if (!S_ISFIFO(opened.st_mode)) fail(path, "it is not a FIFO");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) fail(path, "another recorder reads it");
}

MarkFifo::~MarkFifo() {
  remove();
}

/// Not what others have put in its place.
void MarkFifo::remove() noexcept {
  struct stat there {};
  if (!made_ || ::lstat(path_.c_str(), &there) != 0) return;
  if (there.st_dev == device_ && there.st_ino == inode_) ::unlink(path_.c_str());
}

void MarkFifo::await_bytes() {
  fifo_.async_read_some(boost::asio::buffer(buffer_), [this](const error_code& error, std::size_t size) {
    if (error) return;  // cancelled; there is no end of file
    lines_.feed({buffer_.data(), size}, MarkLines::Clock::now());
    await_end_of_line();
    if (size < buffer_.size()) return await_bytes();
    pace_timer_.expires_after(pause_after_full_buffer);
    pace_timer_.async_wait([this](const error_code& cancelled) {
      if (!cancelled) await_bytes();
    });
  });
}

void MarkFifo::await_end_of_line() {
  if (!lines_.has_part()) return;
  line_timer_.expires_after(line_ends_after);
  line_timer_.async_wait([this](const error_code& cancelled) {
    if (!cancelled) lines_.end_line(MarkLines::Clock::now());
  });
}

/// No more than fits into a pipe.
void MarkFifo::drain() {
  for (std::size_t left = 1U << 20U; left >= buffer_.size(); left -= buffer_.size()) {
    const ssize_t size = ::read(fifo_.native_handle(), buffer_.data(), buffer_.size());
    if (size <= 0) break;
    lines_.feed({buffer_.data(), static_cast<std::size_t>(size)}, MarkLines::Clock::now());
  }
  lines_.end_line(MarkLines::Clock::now());
}

void MarkFifo::cancel() {
  fifo_.cancel();
  line_timer_.cancel();
  pace_timer_.cancel();
}

}  // namespace cli
