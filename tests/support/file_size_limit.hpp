#ifndef PROCMEM_TESTS_SUPPORT_FILE_SIZE_LIMIT_HPP
#define PROCMEM_TESTS_SUPPORT_FILE_SIZE_LIMIT_HPP

#include <csignal>

#include <doctest/doctest.h>
#include <sys/resource.h>

/// A disk that has room for so many bytes of each file, until end().
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit tight{bytes, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  }
  ~FileSizeLimit() { end(); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  void end() noexcept {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

#endif
