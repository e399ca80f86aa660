// A program that leaks at a known rate, 1024 KiB per second until it is killed unless told otherwise. It
// keeps every block within reach, as a cache without a limit does: the leak that LeakSanitizer cannot see.
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <thread>

#include <unistd.h>

namespace {

/// With malloc's own 16 bytes one page of 4 KiB.
struct Block {
  Block* previous;
  char bytes[4096 - 16 - sizeof(void*)];
};
Block* last = nullptr;

/// 0 for what is not a positive number.
double number(const char* text) {
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  return *end == '\0' && value > 0 ? value : 0;
}

}  // namespace
int main(int argc, char** argv) {
  const double kib_per_second = argc > 1 ? number(argv[1]) : 1024;
  const double seconds = argc > 2 ? number(argv[2]) : 1e9;
  if (argc > 3 || kib_per_second == 0 || seconds == 0) {
    std::cerr << "usage: procmem-leak [KIB_PER_SECOND] [SECONDS]\n";
    return 2;
  }
  std::cout << "process " << getpid() << " leaks " << kib_per_second << " KiB per second" << std::endl;

  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  std::chrono::duration<double> elapsed{0};
  std::size_t leaked = 0;  // KiB
  while (elapsed.count() < seconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    elapsed = Clock::now() - start;
    const auto due = static_cast<std::size_t>(kib_per_second * elapsed.count());
    for (; leaked < due; leaked += 4) last = new Block{last, {}};
  }
  std::size_t kib = 0;
  for (const Block* block = last; block != nullptr; block = block->previous) kib += 4;
  std::cout << "leaked " << kib << " KiB\n";
}
