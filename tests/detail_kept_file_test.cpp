#include "detail/kept_file.hpp"

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>

#include <procmem/process.hpp>

using namespace procmem;
using detail::KeptFile;

namespace {

namespace budget = detail::descriptor_budget;

/// While it lives, there are no more than so many descriptors.
class SoftLimit {
 public:
  explicit SoftLimit(rlim_t count) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit fewer = before_;
    fewer.rlim_cur = count;
    ::setrlimit(RLIMIT_NOFILE, &fewer);
    budget::refresh();
  }
  SoftLimit(const SoftLimit&) = delete;
  SoftLimit& operator=(const SoftLimit&) = delete;
  ~SoftLimit() {
    ::setrlimit(RLIMIT_NOFILE, &before_);
    budget::refresh();
  }

 private:
  rlimit before_{};
};

bool is_open(int descriptor) {
  return ::fcntl(descriptor, F_GETFD) >= 0;
}

}  // namespace

TEST_CASE("a file's descriptor is kept from the first reading on, until it is let go") {
  std::error_code error;
  const detail::UniqueFd self = detail::open_at(AT_FDCWD, "/proc/self", O_DIRECTORY, error);
  KeptFile file("statm");
  const int first = file.lease(self.get(), error).get();
  REQUIRE(!error);
  CHECK(is_open(first));
  CHECK(file.lease(-1, error).get() == first);  // nothing is opened any more
  file.let_go();
  CHECK(!is_open(first));
  int again = -1;
  {
    const KeptFile::Lease lease = file.lease(self.get(), error);
    again = lease.get();
    CHECK(is_open(again));
  }
  CHECK(!is_open(again));
  CHECK(file.lease(-1, error).get() == -1);
  CHECK(error == std::errc::bad_file_descriptor);
}

TEST_CASE("beyond the budget it is opened for each reading, and kept when there is room again") {
  std::error_code error;
  const detail::UniqueFd self = detail::open_at(AT_FDCWD, "/proc/self", O_DIRECTORY, error);
  const KeptFile file("statm");
  int descriptor = -1;
  {
    const SoftLimit few(64);
    int taken = 0;
    while (budget::take()) ++taken;
    CHECK(taken > 0);
    CHECK(taken <= 32);
    {
      const KeptFile::Lease lease = file.lease(self.get(), error);
      CHECK(!error);
      descriptor = lease.get();
      CHECK(is_open(descriptor));
    }
    CHECK(!is_open(descriptor));
    for (; taken != 0; --taken) budget::give_back();
  }
  descriptor = file.lease(self.get(), error).get();
  CHECK(is_open(descriptor));
}

TEST_CASE("many threads that are first at once keep one descriptor") {
  std::error_code error;
  const detail::UniqueFd self = detail::open_at(AT_FDCWD, "/proc/self", O_DIRECTORY, error);
  constexpr std::size_t threads = 4;
  for (int round = 0; round < 50; ++round) {
    const KeptFile file("statm");
    std::atomic<bool> go{false};
    std::array<std::error_code, threads> errors;
    std::vector<std::thread> readers;
    for (std::error_code& mine : errors)
      readers.emplace_back([&] {
        while (!go) std::this_thread::yield();
        const KeptFile::Lease lease = file.lease(self.get(), mine);
        std::array<char, 64> text{};
        if (detail::read_start(lease.get(), text.data(), text.size(), mine).empty())
          mine = std::make_error_code(std::errc::io_error);
      });
    go = true;
    for (std::thread& reader : readers) reader.join();
    for (const std::error_code& mine : errors) CHECK(!mine);
  }
}

TEST_CASE("processes beyond the budget are read as the others are") {
  const SoftLimit few(96);
  std::vector<Process> processes;
  std::error_code error;
  while (processes.size() < 60) {
    processes.push_back(Process::self(error));
    REQUIRE(!error);
  }
  CHECK(!budget::take());
  for (const Process& process : processes) {
    CHECK(read_status(process, error).vm_rss);
    CHECK(read_statm(process, error).resident != 0);
  }
}
