#ifndef PROCMEM_BENCH_GUARD_BODIES_HPP
#define PROCMEM_BENCH_GUARD_BODIES_HPP

#include <cstddef>
#include <functional>
#include <random>
#include <vector>

/// What a body that leaks really left behind. A block of malloc's counts with malloc's header, as far as
/// malloc_usable_size(3) tells it: usable size + 8 bytes.
struct Leaked {
  double bytes = 0;
  std::size_t calls = 0;
};
extern Leaked leaked;

using Random = std::mt19937;

/// From 0 to limit - 1.
inline std::size_t below(Random& random, std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

/// Something to call. `make` is called in the process that runs it, so that first use happens there.
struct Body {
  const char* name;
  std::function<void()> (*make)(unsigned seed);
  bool leaks;
  bool in_heap;  ///< if it leaks: heap in use, else mapped memory
};

/// Bodies that the guard was developed on, and others that it was not.
std::vector<Body> development_bodies();
std::vector<Body> held_back_bodies();

/// Leaks a block of malloc's.
void leak_block(std::size_t size);
/// Leaks a page at each hundredth call.
void leak_page_every_100_calls();

#endif
