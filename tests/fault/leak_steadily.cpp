// Leaks 16 KiB every 5 ms by the monotonic clock, 3.2 MiB a second, however late it is woken; until it is
// killed.
#include <cstdlib>
#include <cstring>
#include <ctime>

int main() {
  timespec next{};
  ::clock_gettime(CLOCK_MONOTONIC, &next);
  for (;;) {
    constexpr std::size_t amount = std::size_t{16} * 1024;
    void* const memory = std::malloc(amount);
    if (memory == nullptr) return 1;
    std::memset(memory, 1, amount);
    next.tv_nsec += 5'000'000;
    if (next.tv_nsec >= 1'000'000'000) {
      next.tv_nsec -= 1'000'000'000;
      ++next.tv_sec;
    }
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
  }
}
