// A process whose first thread has ended while another lives and holds 8 MiB. It says "ready" from the thread
// that lives, once the first is a zombie, and ends when its standard input does.
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

namespace {

bool leader_has_ended() {
  std::FILE* const status = std::fopen("/proc/self/status", "r");
  if (status == nullptr) return false;
  bool ended = false;
  for (char line[256]; std::fgets(line, sizeof line, status) != nullptr;)
    ended = ended || std::strncmp(line, "State:\tZ", 8) == 0;
  std::fclose(status);
  return ended;
}

void live_on() {
  const std::vector<char> memory(std::size_t{8} << 20U, 'x');
  while (!leader_has_ended()) ::sched_yield();
  std::puts("ready");
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) continue;
  ::_exit(memory.back() == 'x' ? 0 : 1);
}

}  // namespace

int main() {
  std::thread(live_on).detach();
  ::pthread_exit(nullptr);
}
