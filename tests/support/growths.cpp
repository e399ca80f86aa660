#include "support/growths.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tests {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;
constexpr std::size_t page = 4 * kib;
constexpr std::size_t block = 1000;
constexpr std::size_t large_block = 64 * kib;  // below what malloc asks mmap for

void require(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::exit(1);
}

void touch(void* memory, std::size_t size) {
  for (std::size_t i = 0; i < size; i += page) static_cast<volatile char*>(memory)[i] = 1;
}

void* map(std::size_t size, int protection, int flags, int file = -1) {
  void* const memory = ::mmap(nullptr, size, protection, flags, file, 0);
  require(memory != MAP_FAILED, "mmap");
  return memory;
}

void* allocate(std::size_t size) {
  void* const memory = std::malloc(size);
  require(memory != nullptr, "malloc");
  return memory;
}

std::vector<void*> allocate_blocks(std::size_t total) {
  std::vector<void*> blocks((total + block - 1) / block);
  for (void*& one : blocks) std::memset(one = allocate(block), 1, block);
  return blocks;
}

std::size_t heap_leak(std::size_t size) {
  allocate_blocks(size);
  return size;
}

std::size_t untouched_blocks(std::size_t size) {
  void* volatile leaked = allocate(size);  // volatile, or a compiler takes it away
  static_cast<void>(leaked);
  return size;
}

/// Peaks that rise each time, all freed but a block at the end. Only what is new is touched, so that a peak
/// is over soon.
std::size_t retained_heap(std::size_t size) {
  static std::vector<void*> blocks = [] {
    std::vector<void*> room;
    room.reserve(64 * kib);
    return room;
  }();
  static std::size_t peak = 0;
  static void* end = nullptr;
  const std::size_t before = peak;
  for (peak += size; blocks.size() * large_block < peak;) {
    blocks.push_back(allocate(large_block));
    if (blocks.size() * large_block > before) touch(blocks.back(), large_block);
  }
  void* const new_end = allocate(large_block);
  for (void* const one : blocks) std::free(one);
  blocks.clear();
  std::free(end);
  end = new_end;
  return size;
}

std::size_t mmap_leak(std::size_t size) {
  constexpr std::size_t most = 384 * kib;
  for (std::size_t left = size; left > 0; left -= std::min(left, most)) {
    const std::size_t piece = std::min(left, most);
    touch(map(piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS), piece);
  }
  return size;
}

std::size_t shared_memory_leak(std::size_t size) {
  const int file = ::memfd_create("grow", MFD_CLOEXEC);
  require(file >= 0 && ::ftruncate(file, static_cast<off_t>(size)) == 0, "memfd");
  touch(map(size, PROT_READ | PROT_WRITE, MAP_SHARED, file), size);
  ::close(file);
  return size;
}

std::size_t file_map_growth(std::size_t size) {
  std::string path = "/tmp/procmem-grow-" + std::string(6, 'X');  // mkstemp(3)
  const int file = ::mkstemp(path.data());
  require(file >= 0, "mkstemp");
  ::unlink(path.c_str());
  const std::vector<char> bytes(std::min(size, mib), 'x');
  for (std::size_t i = 0; i < size; i += bytes.size())
    require(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "write");
  auto* const memory = static_cast<volatile char*>(map(size, PROT_READ, MAP_SHARED, file));
  ::close(file);
  std::size_t sum = 0;
  for (std::size_t i = 0; i < size; i += page) sum += static_cast<std::size_t>(memory[i]);
  return sum == 0 ? 0 : size;
}

std::size_t reserved_addresses(std::size_t size) {
  map(size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS);
  return size;
}

std::size_t untouched_addresses(std::size_t size) {
  map(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
  return size;
}

pthread_barrier_t all_there;

/// What the threads that were started last have been given.
std::size_t share = 0;

/// Starts threads, and waits until each has reached `all_there`.
void start(std::size_t count, void* (*run)(void*)) {
  static const bool own_arenas = ::mallopt(M_ARENA_MAX, 100'000) != 0;
  static_cast<void>(own_arenas);
  pthread_barrier_init(&all_there, nullptr, static_cast<unsigned>(count + 1));
  for (std::size_t i = 0; i < count; ++i) {
    pthread_t thread{};
    require(pthread_create(&thread, nullptr, run, nullptr) == 0, "thread");
  }
  pthread_barrier_wait(&all_there);
}

[[noreturn]] void stay() {
  pthread_barrier_wait(&all_there);
  for (;;) ::pause();
}

/// One thread for each 3 MiB that were begun.
void share_among_threads(std::size_t size, void* (*run)(void*)) {
  const std::size_t count = (size + 3 * mib - 1) / (3 * mib);
  share = size / count;
  start(count, run);
}

std::size_t arena_growth(std::size_t size) {
  share_among_threads(size, [](void*) -> void* {
    allocate_blocks(share);
    stay();
  });
  return size;
}

std::size_t retained_arenas(std::size_t size) {
  share_among_threads(size, [](void*) -> void* {
    std::vector<void*> blocks = allocate_blocks(share);
    blocks.pop_back();  // keeps the arena from shrinking
    for (void* const one : blocks) std::free(one);
    stay();
  });
  return size;
}

constexpr std::size_t stack_use = 256 * kib;

std::size_t thread_leak(std::size_t size) {
  const std::size_t count = size / stack_use;
  start(count, [](void*) -> void* {
    std::array<char, stack_use> used;
    touch(used.data(), used.size());
    stay();
  });
  return count * stack_use;
}

/// Threads that have ended and were neither joined nor detached keep their stacks, of which little is
/// resident.
std::size_t unjoined_threads(std::size_t size) {
  pthread_attr_t attributes{};
  std::size_t stack = 0;
  pthread_attr_init(&attributes);
  pthread_attr_getstacksize(&attributes, &stack);
  start(size / stack, [](void*) -> void* {
    pthread_barrier_wait(&all_there);
    return nullptr;
  });
  return size / stack * stack;
}

constexpr std::array all = {Growth{"heap_leak", heap_leak},
                            Growth{"untouched_blocks", untouched_blocks},
                            Growth{"retained_heap", retained_heap},
                            Growth{"mmap_leak", mmap_leak},
                            Growth{"arena_growth", arena_growth},
                            Growth{"retained_arenas", retained_arenas},
                            Growth{"thread_leak", thread_leak},
                            Growth{"unjoined_threads", unjoined_threads},
                            Growth{"shared_memory_leak", shared_memory_leak},
                            Growth{"file_map_growth", file_map_growth},
                            Growth{"reserved_addresses", reserved_addresses},
                            Growth{"untouched_addresses", untouched_addresses}};

}  // namespace

const Growth* find_growth(std::string_view name) noexcept {
  const auto* const found =
      std::find_if(all.begin(), all.end(), [name](const Growth& one) { return one.name == name; });
  return found == all.end() ? nullptr : found;
}

}  // namespace tests
