// What both sets of bodies leak with.
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>

#include "guard/bodies.hpp"

Leaked leaked;

void leak_block(std::size_t size) {
  constexpr std::size_t header = 8;
  void* volatile const block = std::malloc(size);  // volatile: or the compiler leaves it out
  leaked.bytes += static_cast<double>(::malloc_usable_size(block) + header);
  ++leaked.calls;
}

void leak_page_every_100_calls() {
  constexpr std::size_t page = 4096;
  ++leaked.calls;
  if (leaked.calls % 100 != 0) return;
  void* const memory = ::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  *static_cast<volatile char*>(memory) = 1;
  leaked.bytes += page;
}
