// What read_heap() and trim_heap() take: with few free blocks, with many, and with an arena for each of many
// threads.
#include <procmem/heap.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include <malloc.h>
#include <unistd.h>

#include "row.hpp"

namespace {

constexpr std::size_t block = 1000;

template <class Work>
double microseconds(Work work, int times) {
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    took.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
  }
  std::nth_element(took.begin(), took.begin() + times / 2, took.end());
  return took[static_cast<std::size_t>(times / 2)];
}

void read() {
  if (!procmem::read_heap()) std::abort();
}

void row(const char* what, const char* explain) {
  print_row(what, microseconds(read, 11), "", "µs, median of 11; %s", explain);
}

/// Every second one freed: so many free blocks that cannot grow together.
void leave_free_blocks(std::size_t count) {
  std::vector<void*> blocks(2 * count);
  for (void*& one : blocks) std::memset(one = std::malloc(block), 1, block);
  for (std::size_t i = 0; i < blocks.size(); i += 2) std::free(blocks[i]);
}

void give_back() {
  std::vector<void*> blocks(100'000);
  for (void*& one : blocks) std::memset(one = std::malloc(block), 1, block);
  void* volatile end = std::malloc(block);  // below it nothing goes back by itself
  static_cast<void>(end);
  for (void* const one : blocks) std::free(one);
  const auto probe = procmem::probe_trim();
  if (!probe) std::abort();
  print_row("probe_trim", std::chrono::duration<double, std::milli>(probe->took).count(), "", "ms; %s",
            explain(*probe).c_str());
}

void add_arenas(int count) {
  mallopt(M_ARENA_MAX, 10000);
  for (int i = 0; i < count; ++i)
    std::thread([] {
      void* volatile kept = std::malloc(block);
      static_cast<void>(kept);
      for (;;) ::pause();
    }).detach();
  std::this_thread::sleep_for(std::chrono::seconds(1));
}

}  // namespace

int main() {
  row("read_heap, fresh", "one arena, no free blocks to speak of");
  give_back();
  add_arenas(64);
  row("read_heap, 64 arenas", "one for each of 64 threads");
  leave_free_blocks(100'000);
  row("read_heap, 100,000 free blocks", "of 1000 bytes, each between two in use");
  leave_free_blocks(900'000);
  row("read_heap, 1,000,000 free blocks", "of 1000 bytes, each between two in use");
  print_row("trim_heap, nothing to return", microseconds([] { procmem::trim_heap(); }, 5), "",
            "µs, median of 5; 1,000,000 free blocks, none as large as a page");
  std::_Exit(0);  // the threads never end
}
