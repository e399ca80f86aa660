#include "support/child.hpp"

#include <array>

#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

Child::Child(const std::function<void()>& body) {
  std::array<int, 2> ready{};
  REQUIRE(::pipe(ready.data()) == 0);
  pid_ = ::fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    body();
    static_cast<void>(::write(ready[1], "r", 1) == 1);
    for (;;) ::pause();
  }
  ::close(ready[1]);
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  ::close(ready[0]);
}

Child::~Child() {
  if (reaped_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::kill(int signal) {
  ::kill(pid_, signal);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) == 0);
}

void Child::reap() {
  REQUIRE(::waitpid(pid_, nullptr, 0) == pid_);
  reaped_ = true;
}

bool is_root() {
  return ::geteuid() == 0;
}
