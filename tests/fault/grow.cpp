// grow MODE [SIZE]: grows by SIZE bytes (24 MiB) in the way that MODE says, each time that it gets SIGUSR1,
// and says so. Its first line is "ready"; "grew N" follows each growth, N the bytes of it: resident, or of
// addresses where nothing is resident.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

#include <signal.h>
#include <unistd.h>

#include "support/growths.hpp"

namespace {

std::vector<void*> cached;

/// Memory that is in use: all of it is touched again and again.
std::size_t grow_cache(std::size_t size) {
  constexpr std::size_t block = 1000;
  for (std::size_t i = 0; i < size; i += block) {
    cached.push_back(std::malloc(block));
    std::memset(cached.back(), 1, block);
  }
  return size;
}

std::size_t execute(std::size_t /*size*/) {
  ::execlp("sleep", "sleep", "600", nullptr);
  return 0;
}

std::function<std::size_t(std::size_t)> find_mode(std::string_view name) {
  if (name == "cache_growth") return grow_cache;
  if (name == "execute") return execute;
  const tests::Growth* const growth = tests::find_growth(name);
  return growth == nullptr ? nullptr : growth->grow;
}

}  // namespace

int main(int argc, char** argv) {
  const auto grow = find_mode(argc > 1 ? argv[1] : "");
  if (!grow) {
    std::fprintf(stderr, "usage: grow MODE [SIZE]\n");
    return 2;
  }
  const std::size_t size = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 24 << 20;
  sigset_t signals{};
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGUSR1);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);  // in the threads, too
  std::printf("ready\n");
  std::fflush(stdout);
  for (;;) {
    constexpr timespec pause = {0, 20'000'000};
    if (::sigtimedwait(&signals, nullptr, &pause) == SIGUSR1) {
      std::printf("grew %zu\n", grow(size));
      std::fflush(stdout);
    }
    for (void* const block : cached) *static_cast<volatile char*>(block) = 1;
  }
}
