#ifndef PROCMEM_BENCH_CPU_HPP
#define PROCMEM_BENCH_CPU_HPP

#include <ctime>

/// User and system of this process so far, in microseconds.
inline double cpu_microseconds() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

#endif
