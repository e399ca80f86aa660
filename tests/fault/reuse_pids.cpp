// Gives a pid to another process while a procmem::Process of the first owner is kept, RUNS times: it answers
// "exited" and "replaced" and never reads the second. To be run as root in a pid namespace of its own.
#include <procmem/procmem.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

namespace {

int start_sleeper() {
  const int pid = ::fork();
  if (pid == 0)
    for (;;) ::pause();
  return pid;
}

void end(int pid) {
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

bool give_pid(int pid) {
  std::FILE* const last = std::fopen("/proc/sys/kernel/ns_last_pid", "w");
  if (last == nullptr) return false;
  std::fprintf(last, "%d", pid - 1);
  return std::fclose(last) == 0;
}

/// Whether nothing of the second process is read through the first.
bool knows_better(const procmem::Process& first) {
  std::error_code status, statm, limits;
  procmem::read_status(first, status);
  procmem::read_statm(first, statm);
  procmem::read_memory_limit(first, limits);
  const std::error_code exited = procmem::Errc::process_exited;
  return status == exited && statm == exited && limits == exited && first.ended() && first.replaced();
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 1;
  int reused = 0;
  int wrong = 0;
  for (int run = 0; run < runs; ++run) {
    const int pid = start_sleeper();
    const procmem::Process first = procmem::Process::open(pid);
    end(pid);
    if (!give_pid(pid)) return 1;
    const int successor = start_sleeper();
    if (successor == pid) {
      ++reused;
      const bool successor_read = procmem::read_status(procmem::Process::open(pid)).pid == pid;
      if (!knows_better(first) || !successor_read) ++wrong;
    }
    end(successor);
  }
  std::printf("procmem::Process: %d runs, the pid was reused in %d, wrong answers: %d\n", runs, reused,
              wrong);
  return wrong == 0 && reused >= runs * 9 / 10 ? 0 : 1;
}
