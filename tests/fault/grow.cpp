// grow MODE: grows by a known amount in the way that MODE says, each time that it gets SIGUSR1, and says so.
// Its first line is "ready"; "grew N" follows each growth, N the bytes of it: resident, or of addresses where
// nothing is resident.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

constexpr std::size_t mib = 1024 * 1024;
constexpr std::size_t much = 24 * mib;
constexpr std::size_t page = 4096;

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

/// Blocks that are found by malloc in the arena of the calling thread; their addresses go to `blocks`.
void allocate(std::size_t total, std::size_t size, std::vector<void*>* blocks = nullptr) {
  for (std::size_t i = 0; i < total; i += size) {
    void* const block = std::malloc(size);
    require(block != nullptr, "malloc");
    std::memset(block, 1, size);
    if (blocks != nullptr) blocks->push_back(block);
  }
}

std::size_t heap_leak() {
  allocate(much, 1000);
  return much;
}

/// All but the last block of each growth are freed: the heap keeps its pages.
std::size_t retained_heap() {
  static std::vector<void*> blocks;
  blocks.clear();
  blocks.reserve(much / 100);
  allocate(much, 100, &blocks);
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) std::free(blocks[i]);
  return much;
}

std::size_t mmap_leak() {
  constexpr std::size_t size = 384 * 1024;
  for (std::size_t i = 0; i < much; i += size)
    touch(map(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS), size);
  return much;
}

std::size_t shared_memory_leak() {
  const int file = ::memfd_create("grow", MFD_CLOEXEC);
  require(file >= 0 && ::ftruncate(file, static_cast<off_t>(much)) == 0, "memfd");
  touch(map(much, PROT_READ | PROT_WRITE, MAP_SHARED, file), much);
  return much;
}

std::size_t file_map_growth() {
  std::string path = "/tmp/procmem-grow-" + std::string(6, 'X');  // mkstemp(3)
  const int file = ::mkstemp(path.data());
  require(file >= 0, "mkstemp");
  ::unlink(path.c_str());
  const std::vector<char> bytes(mib, 'x');
  for (std::size_t i = 0; i < much; i += mib)
    require(::write(file, bytes.data(), mib) == static_cast<ssize_t>(mib), "write");
  auto* const memory = static_cast<volatile char*>(map(much, PROT_READ, MAP_SHARED, file));
  std::size_t sum = 0;
  for (std::size_t i = 0; i < much; i += page) sum += static_cast<std::size_t>(memory[i]);
  return sum == 0 ? 0 : much;
}

constexpr std::size_t address_space = 1024 * mib;

std::size_t reserved_addresses() {
  map(address_space, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS);
  return address_space;
}

std::size_t untouched_addresses() {
  map(address_space, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
  return address_space;
}

pthread_barrier_t all_there;

/// Starts threads, and waits until each has reached `all_there`.
std::vector<pthread_t> start(unsigned count, void* (*run)(void*)) {
  std::vector<pthread_t> threads(count);
  pthread_barrier_init(&all_there, nullptr, count + 1);
  for (pthread_t& thread : threads) require(pthread_create(&thread, nullptr, run, nullptr) == 0, "thread");
  pthread_barrier_wait(&all_there);
  return threads;
}

std::size_t arena_growth() {
  constexpr unsigned threads = 8;
  start(threads, [](void*) -> void* {
    allocate(much / threads, 1000);
    pthread_barrier_wait(&all_there);
    for (;;) ::pause();
  });
  return much;
}

constexpr std::size_t stack_use = 256 * 1024;
constexpr unsigned leaked_threads = 32;

std::size_t thread_leak() {
  start(leaked_threads, [](void*) -> void* {
    std::array<char, stack_use> used;
    touch(used.data(), used.size());
    pthread_barrier_wait(&all_there);
    for (;;) ::pause();
  });
  return leaked_threads * stack_use;
}

/// Threads that have ended and were neither joined nor detached keep their stacks, of which little is
/// resident.
std::size_t unjoined_threads() {
  pthread_attr_t attributes{};
  std::size_t stack = 0;
  pthread_attr_init(&attributes);
  pthread_attr_getstacksize(&attributes, &stack);
  start(leaked_threads, [](void*) -> void* {
    pthread_barrier_wait(&all_there);
    return nullptr;
  });
  return leaked_threads * stack;
}

std::vector<void*> cached;

/// Memory that is in use: all of it is touched again and again.
std::size_t cache_growth() {
  allocate(much, 1000, &cached);
  return much;
}

std::size_t execute() {
  ::execlp("sleep", "sleep", "600", nullptr);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<std::size_t()>> modes = {
      {"heap_leak", heap_leak},
      {"retained_heap", retained_heap},
      {"mmap_leak", mmap_leak},
      {"shared_memory_leak", shared_memory_leak},
      {"file_map_growth", file_map_growth},
      {"reserved_addresses", reserved_addresses},
      {"untouched_addresses", untouched_addresses},
      {"arena_growth", arena_growth},
      {"thread_leak", thread_leak},
      {"unjoined_threads", unjoined_threads},
      {"cache_growth", cache_growth},
      {"execute", execute},
  };
  const auto mode = modes.find(argc == 2 ? argv[1] : "");
  if (mode == modes.end()) {
    std::fprintf(stderr, "usage: grow MODE\n");
    return 2;
  }
  sigset_t signals{};
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGUSR1);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);  // in the threads, too
  std::printf("ready\n");
  std::fflush(stdout);
  for (;;) {
    constexpr timespec pause = {0, 20'000'000};
    if (::sigtimedwait(&signals, nullptr, &pause) == SIGUSR1) {
      std::printf("grew %zu\n", mode->second());
      std::fflush(stdout);
    }
    for (void* const block : cached) *static_cast<volatile char*>(block) = 1;
  }
}
