// Something to watch: sleeping processes, as small as they can be. Argument: how many. Prints their pids, one
// a line, then an empty line, and sleeps. All of them end with it, and it with its parent.
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <sys/prctl.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

/// \param parent as it was before the fork; if it has ended since, nobody would tell.
void end_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1;
  end_with(::getppid());
  const pid_t here = ::getpid();
  for (int i = 0; i < count; ++i) {
    const pid_t pid = ::fork();
    if (pid < 0) break;  // as many as there may be
    if (pid == 0) {
      end_with(here);
      for (;;) ::pause();
    }
    std::printf("%d\n", pid);
    std::fflush(stdout);
  }
  std::puts("");
  std::fflush(stdout);
  for (;;) ::pause();
}
