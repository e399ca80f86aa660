#include "detail/append_file.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "detail/rotation.hpp"

namespace procmem::detail {
namespace {

constexpr std::int64_t longest_piece = 64 << 10;

std::string read_at(int descriptor, std::int64_t offset, std::int64_t size, std::error_code& error) {
  std::string text(static_cast<std::size_t>(size), '\0');
  ssize_t n = -1;
  do n = ::pread(descriptor, text.data(), text.size(), offset);
  while (n < 0 && errno == EINTR);
  error = n < 0 ? last_errno() : std::error_code();
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

struct stat status_of(int descriptor, std::error_code& error) noexcept {
  struct stat status {};
  error = ::fstat(descriptor, &status) == 0 ? std::error_code() : last_errno();
  return status;
}

bool cut(int descriptor, std::int64_t size) noexcept {
  int done = -1;
  do done = ::ftruncate(descriptor, size);
  while (done != 0 && errno == EINTR);
  return done == 0;
}

}  // namespace

AppendFile::AppendFile(const std::string& path) : place_(path), descriptor_(-1) {
  constexpr int most_tries = 100;
  for (int tries = 0; tries < most_tries; ++tries) {
    open();
    std::error_code error = measure();
    if (!error && !regular_) return;
    if (!error) error = lock_against_others(descriptor_);
    if (!error) error = measure();  // again: another recorder may have written until now
    if (error) throw Error(error, path);
    if (is_in_place()) return;  // or have given it another name
  }
}

AppendFile::AppendFile(int descriptor) : descriptor_(descriptor) {
  std::error_code error;
  regular_ = S_ISREG(status_of(descriptor, error).st_mode);
  if (error) throw Error(error, "descriptor " + std::to_string(descriptor));
}

void AppendFile::open() {
  // Only a file is looked into. A pipe must not be: one who holds its reading end, too, is never told that
  // the last reader has gone.
  const int access = place_->is_pipe_or_device() ? O_WRONLY : O_RDWR;
  std::error_code error;
  owned_ = place_->open("", access | O_APPEND | O_CREAT, error);
  if (error) throw Error(error, place_->path());
  descriptor_ = owned_.get();
}

/// What cannot be looked at stays what it was.
std::error_code AppendFile::measure() {
  std::error_code error;
  const struct stat status = status_of(descriptor_, error);
  if (error) return error;
  const bool regular = S_ISREG(status.st_mode);
  const std::int64_t size = regular ? status.st_size : 0;
  const std::string last = size == 0 ? std::string() : read_at(descriptor_, size - 1, 1, error);
  if (error) return error;
  regular_ = regular;
  size_ = size;
  torn_ = !last.empty() && last != "\n";
  return {};
}

AppendFile::Found AppendFile::look() {
  if (!is_kept()) return Found::as_left;
  std::error_code error;
  const struct stat status = status_of(descriptor_, error);
  if (!error && status.st_nlink == 0) return Found::removed;
  if (!error && status.st_size == size_) return Found::as_left;
  if (!error) error = measure();
  if (error) throw Error(error, place_->path());
  return Found::changed;
}

std::string AppendFile::beginning() const {
  if (size_ == 0) return {};
  std::error_code error;
  std::string text = read_at(descriptor_, 0, std::min(size_, longest_piece), error);
  if (error) throw Error(error, place_->path());
  return text;
}

std::optional<std::string> AppendFile::cut_torn_line() {
  const std::int64_t begin = std::max(std::int64_t{0}, size_ - longest_piece);
  std::error_code error;
  std::string end = is_kept() ? read_at(descriptor_, begin, size_ - begin, error) : std::string();
  if (static_cast<std::int64_t>(end.size()) != size_ - begin) return std::nullopt;
  const std::size_t line_feed = end.rfind('\n');
  if (line_feed == std::string::npos && begin != 0) return std::nullopt;
  end.erase(0, line_feed + 1);  // nothing where there is none: npos + 1 is 0
  const auto size = size_ - static_cast<std::int64_t>(end.size());
  if (!cut(descriptor_, size)) return std::nullopt;
  size_ = size;
  torn_ = false;
  return end;
}

bool AppendFile::clear() noexcept {
  if (!cut(descriptor_, 0)) return false;
  size_ = 0;
  torn_ = false;
  return true;
}

std::error_code AppendFile::append(std::string_view record) noexcept {
  std::size_t written = 0;
  const std::error_code error = write_all(descriptor_, record, written);
  if (error) {
    take_back(written);
    return error;
  }
  size_ += static_cast<std::int64_t>(record.size());
  torn_ = false;
  return {};
}

/// A full disk shows first as a short write: what is there of the record must not be glued to the next one.
/// It is cut off unless somebody has written behind it.
void AppendFile::take_back(std::size_t written) noexcept {
  if (written == 0) return;
  struct stat status {};
  const off_t end = regular_ ? ::lseek(descriptor_, 0, SEEK_CUR) : -1;
  const off_t begin = end - static_cast<off_t>(written);
  const bool at_end = begin >= 0 && ::fstat(descriptor_, &status) == 0 && status.st_size == end;
  torn_ = !at_end || !cut(descriptor_, begin);
  if (torn_)
    size_ += static_cast<std::int64_t>(written);
  else
    ::lseek(descriptor_, begin, SEEK_SET);  // where it was not opened with O_APPEND
}

std::error_code AppendFile::sync() noexcept {
  return regular_ ? sync_data(descriptor_) : std::error_code();
}

std::error_code AppendFile::sync_name() noexcept {
  return is_kept() ? place_->sync_directory() : std::error_code();
}

void AppendFile::rotate(std::string_view beginning, unsigned keep, bool sync) {
  owned_ = detail::rotate(*place_, beginning, keep, sync);
  descriptor_ = owned_.get();
  size_ = static_cast<std::int64_t>(beginning.size());
  torn_ = false;
}

}  // namespace procmem::detail
