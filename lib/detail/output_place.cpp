#include "detail/output_place.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <boost/filesystem.hpp>

#include <procmem/error.hpp>

namespace procmem::detail {
namespace {

constexpr int most_links = 40;  // as the kernel

/// A directory that is only a place to go on from.
UniqueFd open_directory(int directory, const char* name, int flags) noexcept {
  int descriptor = -1;
  do descriptor = ::openat(directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC | flags);
  while (descriptor < 0 && errno == EINTR);
  return UniqueFd(descriptor);
}

bool is_on_proc(int directory) noexcept {
  struct statfs system {};
  return ::fstatfs(directory, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/// Where a link leads; nothing if it is none.
std::optional<std::string> link_target(int directory, const std::string& name) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlinkat(directory, name.c_str(), target.data(), target.size());
  return size < 0 ? std::nullopt : std::optional(std::string(target.data(), static_cast<std::size_t>(size)));
}

/// Goes along a path, name by name.
class Walk {
 public:
  explicit Walk(const std::string& path) : path_(path), directory_(open_directory(AT_FDCWD, ".", 0)) {
    put_before(path);
  }

  void run() {
    for (;;) {
      name_ = std::move(rest_.back());
      rest_.pop_back();
      const auto target = link_target(directory_.get(), name_);
      const bool followed_by_kernel = target && is_on_proc(directory_.get());
      if (target && !followed_by_kernel) {
        follow(*target);
        continue;
      }
      flags_ = followed_by_kernel ? 0 : O_NOFOLLOW;
      if (rest_.empty()) return;
      UniqueFd next = open_directory(directory_.get(), name_.c_str(), flags_);
      if (!next.valid()) fail_at_directory();
      directory_ = std::move(next);
    }
  }

  UniqueFd take_directory() noexcept { return std::move(directory_); }
  std::string take_name() noexcept { return std::move(name_); }
  int flags() const noexcept { return flags_; }

 private:
  void put_before(const boost::filesystem::path& path) {
    if (path.has_root_directory()) directory_ = open_directory(AT_FDCWD, "/", 0);
    const boost::filesystem::path names = path.relative_path();
    const std::vector<boost::filesystem::path> parts(names.begin(), names.end());
    if (parts.empty()) rest_.emplace_back(".");  // "/", or nothing at all
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) rest_.push_back(part->string());
  }

  void require_trusted_directory() const {
    struct stat status {};
    if (::fstat(directory_.get(), &status) != 0) throw Error(last_errno(), path_);
    if ((status.st_mode & S_IWOTH) != 0) throw Error(Errc::unsafe_link, path_);
  }

  void follow(const std::string& target) {
    if (::geteuid() == 0) require_trusted_directory();
    if (++links_ > most_links)
      throw Error(std::make_error_code(std::errc::too_many_symbolic_link_levels), path_);
    put_before(target);
  }

  [[noreturn]] void fail_at_directory() const {
    const std::error_code error = last_errno();
    if (error != std::errc::no_such_file_or_directory) throw Error(error, path_);
    throw Error(error, path_ + ": its directory " + boost::filesystem::path(path_).parent_path().string());
  }

  const std::string& path_;
  UniqueFd directory_;
  std::vector<std::string> rest_;  // what is still to go, its next name last
  std::string name_;
  int flags_ = 0;
  int links_ = 0;
};

bool is_same_file(const struct stat& one, const struct stat& other) noexcept {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

std::error_code errno_unless(bool good) noexcept {
  return good ? std::error_code() : last_errno();
}

}  // namespace

OutputPlace::OutputPlace(const std::string& path) : path_(path) {
  if (path.empty()) throw Error(std::make_error_code(std::errc::no_such_file_or_directory), "''");
  Walk walk(path);
  walk.run();
  directory_ = walk.take_directory();
  name_ = walk.take_name();
  follow_ = walk.flags();
}

bool OutputPlace::is_pipe_or_device() const noexcept {
  struct stat status {};
  const int follow = follow_ == O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;
  return ::fstatat(directory_.get(), name_.c_str(), &status, follow) == 0 && !S_ISREG(status.st_mode) &&
         !S_ISDIR(status.st_mode);
}

bool OutputPlace::holds(int descriptor) const noexcept {
  struct stat there {};
  struct stat file {};
  if (::stat(path_.c_str(), &there) != 0) return errno != ENOENT && errno != ENOTDIR;
  return ::fstat(descriptor, &file) != 0 || is_same_file(there, file);
}

UniqueFd OutputPlace::open(const std::string& suffix, int flags, std::error_code& error) const {
  constexpr mode_t mode = 0644;
  const std::string name = name_ + suffix;
  flags |= O_CLOEXEC | (suffix.empty() ? follow_ : O_NOFOLLOW);
  int descriptor = -1;
  do descriptor = ::openat(directory_.get(), name.c_str(), flags, mode);
  while (descriptor < 0 && errno == EINTR);
  error = errno_unless(descriptor >= 0);
  return UniqueFd(descriptor);
}

std::optional<struct stat> OutputPlace::status(const std::string& suffix, std::error_code& error) const {
  struct stat status {};
  error =
      errno_unless(::fstatat(directory_.get(), (name_ + suffix).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0);
  if (!error) return status;
  if (error == std::errc::no_such_file_or_directory) error.clear();
  return std::nullopt;
}

bool OutputPlace::exists(const std::string& suffix, std::error_code& error) const {
  return status(suffix, error).has_value();
}

bool OutputPlace::are_one_file(const std::string& suffix, const std::string& other,
                               std::error_code& error) const {
  const auto first = status(suffix, error);
  if (!first) return false;
  const auto second = status(other, error);
  return second && is_same_file(*first, *second);
}

std::error_code OutputPlace::rename(const std::string& from, const std::string& to) const {
  const int directory = directory_.get();
  return errno_unless(::renameat(directory, (name_ + from).c_str(), directory, (name_ + to).c_str()) == 0);
}

std::error_code OutputPlace::link(const std::string& from, const std::string& to) const {
  const int directory = directory_.get();
  return errno_unless(::linkat(directory, (name_ + from).c_str(), directory, (name_ + to).c_str(), 0) == 0);
}

void OutputPlace::remove(const std::string& suffix) const {
  ::unlinkat(directory_.get(), (name_ + suffix).c_str(), 0);
}

std::error_code OutputPlace::sync_directory() const noexcept {
  std::error_code error;
  const UniqueFd directory = open_at(directory_.get(), ".", O_DIRECTORY, error);
  if (error) return error;
  int done = -1;
  do done = ::fsync(directory.get());
  while (done != 0 && errno == EINTR);
  return errno_unless(done == 0);
}

}  // namespace procmem::detail
