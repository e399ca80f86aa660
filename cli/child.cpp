#include "child.hpp"

#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <procmem/text.hpp>

#include "exit_status.hpp"

namespace cli {
namespace {

class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t set;
    ::sigemptyset(&set);
    ::posix_spawnattr_setsigmask(&attributes_, &set);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGPIPE, SIGXFSZ}) ::sigaddset(&set, signal);
    ::posix_spawnattr_setsigdefault(&attributes_, &set);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }

  const posix_spawnattr_t* get() const noexcept { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// What is done to the command's files before it begins.
class SpawnFiles {
 public:
  explicit SpawnFiles(bool silent) {
    ::posix_spawn_file_actions_init(&actions_);
    if (!silent) return;
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
      ::posix_spawn_file_actions_addopen(&actions_, file, "/dev/null", O_RDWR, 0);
  }
  SpawnFiles(const SpawnFiles&) = delete;
  SpawnFiles& operator=(const SpawnFiles&) = delete;
  ~SpawnFiles() { ::posix_spawn_file_actions_destroy(&actions_); }

  const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

Child::Child(const std::vector<std::string>& command, bool silent) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const SpawnAttributes attributes;
  const SpawnFiles files(silent);
  const int error =
      ::posix_spawnp(&pid_, arguments[0], files.get(), attributes.get(), arguments.data(), environ);
  if (error == 0) return;
  const ExitStatus status = error == ENOENT ? ExitStatus::not_found : ExitStatus::cannot_execute;
  throw Failure(status, "cannot run '" + procmem::printable(command[0]) +
                            "': " + std::generic_category().message(error));
}

void Child::send(int signal) noexcept {
  if (!wait_status_) ::kill(pid_, signal);
}

bool Child::reap() noexcept {
  if (wait_status_) return true;
  int status = 0;
  pid_t reaped = -1;
  do reaped = ::waitpid(pid_, &status, WNOHANG);
  while (reaped < 0 && errno == EINTR);
  if (reaped == pid_) wait_status_ = status;
  return wait_status_.has_value();
}

int Child::exit_status() const noexcept {
  const int status = wait_status_.value_or(0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace cli
