// CPU of a command and of all that it has waited for, user and system, in microseconds, by wait4(2): into the
// file that is the first argument. The rest is the command.
#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execvp(argv[2], argv + 2);
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  if (::wait4(pid, &status, 0, &usage) != pid) return 2;
  const auto of = [](const timeval& t) { return static_cast<long long>(t.tv_sec) * 1000000 + t.tv_usec; };
  std::FILE* const file = std::fopen(argv[1], "w");
  if (file == nullptr) return 2;
  std::fprintf(file, "%lld\n", of(usage.ru_utime) + of(usage.ru_stime));
  std::fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
