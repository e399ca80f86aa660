#ifndef PROCMEM_BENCH_FLEET_HPP
#define PROCMEM_BENCH_FLEET_HPP

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/// Sleeping processes, started by the program `sleeper` in the same directory as this one.
class Fleet {
 public:
  explicit Fleet(int count) {
    int ends[2] = {};
    if (::pipe2(ends, O_CLOEXEC) != 0) std::exit(2);
    const std::string program = beside_this("sleeper");
    const std::string wanted = std::to_string(count);
    sleeper_ = ::fork();
    if (sleeper_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execl(program.c_str(), program.c_str(), wanted.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    std::FILE* const list = ::fdopen(ends[0], "r");
    char line[32];
    while (std::fgets(line, sizeof line, list) != nullptr && line[0] != '\n')
      pids_.push_back(std::atoi(line));
    std::fclose(list);
  }
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;
  ~Fleet() {
    ::kill(sleeper_, SIGKILL);
    ::waitpid(sleeper_, nullptr, 0);
  }

  const std::vector<int>& pids() const noexcept { return pids_; }

 private:
  static std::string beside_this(const char* name) {
    char path[4096] = {};
    const ssize_t n = ::readlink("/proc/self/exe", path, sizeof path - 1);
    const std::string self(path, static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    return self.substr(0, self.rfind('/') + 1) + name;
  }

  pid_t sleeper_ = -1;
  std::vector<int> pids_;
};

/// Kept descriptors of one file of each process, to be read as barely as they can be.
class BareFiles {
 public:
  /// As many as there are descriptors for, but some, which whoever opens files at each reading needs.
  BareFiles(const std::vector<int>& pids, const char* name) {
    constexpr std::size_t spare = 64;
    for (const int pid : pids) {
      const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
      const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
      if (descriptor < 0) break;
      descriptors_.push_back(descriptor);
    }
    const bool short_of_them = descriptors_.size() < pids.size();
    for (std::size_t i = 0; short_of_them && i < spare && !descriptors_.empty(); ++i) {
      ::close(descriptors_.back());
      descriptors_.pop_back();
    }
  }
  BareFiles(const BareFiles&) = delete;
  BareFiles& operator=(const BareFiles&) = delete;
  ~BareFiles() {
    for (const int descriptor : descriptors_) ::close(descriptor);
  }

  std::size_t size() const noexcept { return descriptors_.size(); }
  void read_all() {
    for (const int descriptor : descriptors_) read_ += ::pread(descriptor, buffer_, sizeof buffer_, 0);
  }

 private:
  std::vector<int> descriptors_;
  char buffer_[4096];
  ssize_t read_ = 0;
};

/// Written through, it leaves nothing else in the caches: twice the last level of most machines.
class CacheFlush {
 public:
  void operator()() {
    for (std::size_t i = 0; i < memory_.size(); i += 64) ++memory_[i];
  }

 private:
  std::vector<unsigned char> memory_ = std::vector<unsigned char>(std::size_t{128} << 20U);
};

/// As many descriptors as this process may have; root may have as many as it takes. \return how many.
inline std::size_t raise_descriptor_limit(std::size_t wanted) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  rlimit higher{std::max<rlim_t>(limit.rlim_max, wanted), std::max<rlim_t>(limit.rlim_max, wanted)};
  if (::setrlimit(RLIMIT_NOFILE, &higher) == 0) return higher.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

#endif
