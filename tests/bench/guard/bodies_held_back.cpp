// Bodies that nothing was developed on.
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <exception>
#include <future>
#include <iomanip>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>

#include <dlfcn.h>
#include <sys/mman.h>

#include "guard/bodies.hpp"

namespace {

/// A cache of 500 entries of any size that forgets the oldest.
std::function<void()> bounded_cache(unsigned seed) {
  struct Cache {
    std::unordered_map<std::size_t, std::string> entries;
    std::deque<std::size_t> order;
  };
  return [random = Random(seed), cache = std::make_shared<Cache>()]() mutable {
    const std::size_t key = below(random, 5000);
    if (!cache->entries.emplace(key, std::string(below(random, 1500), 'x')).second) return;
    cache->order.push_back(key);
    if (cache->order.size() <= 500) return;
    cache->entries.erase(cache->order.front());
    cache->order.pop_front();
  };
}

/// A buffer that keeps the largest size it was ever asked for.
std::function<void()> high_water_buffer(unsigned seed) {
  return [random = Random(seed), buffer = std::string()]() mutable {
    const std::size_t size = 1 + below(random, 1U << (1 + below(random, 18)));
    if (size > buffer.capacity()) buffer.reserve(size);
    buffer.assign(size, 'x');
  };
}

std::function<void()> reallocations(unsigned seed) {
  return [random = Random(seed)]() mutable {
    void* block = nullptr;
    for (int i = 0; i < 12; ++i) block = std::realloc(block, 1 + below(random, 1U << (4 + i)));
    std::free(block);
  };
}

/// Two threads that live on, and take turns.
std::function<void()> thread_pool(unsigned seed) {
  struct Pool {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::packaged_task<std::size_t()>> tasks;
    void work() {
      for (;;) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !tasks.empty(); });
        auto task = std::move(tasks.front());
        tasks.pop_front();
        lock.unlock();
        task();
      }
    }
  };
  auto* const pool = new Pool;  // for ever, with its threads
  for (int i = 0; i < 2; ++i) std::thread([pool] { pool->work(); }).detach();
  return [random = Random(seed), pool]() mutable {
    std::packaged_task<std::size_t()> task(
        [size = below(random, 3000)] { return std::string(size, 'x').size(); });
    auto result = task.get_future();
    {
      const std::lock_guard lock(pool->mutex);
      pool->tasks.push_back(std::move(task));
    }
    pool->changed.notify_one();
    result.get();
  };
}

std::function<void()> asynchronous(unsigned seed) {
  return [random = Random(seed)]() mutable {
    auto result =
        std::async(std::launch::async, [size = below(random, 9000)] { return std::string(size, 'x'); });
    result.get();
  };
}

std::function<void()> mappings(unsigned seed) {
  return [random = Random(seed)]() mutable {
    const std::size_t size = 4096 * (1 + below(random, 64));
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    *static_cast<volatile char*>(memory) = 1;
    ::munmap(memory, size);
  };
}

std::function<void()> files(unsigned) {
  return [] {
    std::FILE* const file = std::fopen("/proc/self/stat", "r");
    if (file == nullptr) std::abort();
    char line[512];
    while (std::fgets(line, sizeof(line), file) != nullptr) continue;
    std::fclose(file);
  };
}

std::function<void()> times(unsigned seed) {
  return [random = Random(seed)]() mutable {
    const auto when = static_cast<std::time_t>(below(random, 2'000'000'000));
    std::tm parts{};
    ::localtime_r(&when, &parts);
    std::ostringstream out;
    out << std::put_time(&parts, "%c");
  };
}

std::function<void()> symbols(unsigned) {
  return [] {
    void* const library = ::dlopen("libanl.so.1", RTLD_LAZY | RTLD_LOCAL);
    if (library == nullptr) return;
    static_cast<void>(::dlsym(library, "getaddrinfo_a"));
    static_cast<void>(::dlsym(library, "there_is_no_such_symbol"));
    static_cast<void>(::dlerror());
    ::dlclose(library);
  };
}

std::function<void()> nested_exceptions(unsigned seed) {
  return [random = Random(seed)]() mutable {
    try {
      try {
        throw std::runtime_error(std::string(below(random, 500), 'x'));
      } catch (...) {
        std::throw_with_nested(std::logic_error("outer"));
      }
    } catch (const std::exception& error) {
      try {
        std::rethrow_if_nested(error);
      } catch (...) {
      }
    }
  };
}

std::function<void()> leak_16(unsigned seed) {
  return [work = bounded_cache(seed)] {
    work();
    leak_block(16);
  };
}

std::function<void()> leak_64(unsigned seed) {
  return [work = nested_exceptions(seed)] {
    work();
    leak_block(64);
  };
}

/// In a thread, and so in an arena of its own.
std::function<void()> leak_1024(unsigned) {
  return [] { std::thread([] { leak_block(1024); }).join(); };
}

std::function<void()> leak_page(unsigned seed) {
  return [work = mappings(seed), more = reallocations(seed)] {
    work();
    more();
    leak_page_every_100_calls();
  };
}

}  // namespace

std::vector<Body> held_back_bodies() {
  return {{"bounded cache", bounded_cache, false, false},
          {"high-water buffer", high_water_buffer, false, false},
          {"realloc", reallocations, false, false},
          {"thread pool", thread_pool, false, false},
          {"std::async", asynchronous, false, false},
          {"mmap and munmap", mappings, false, false},
          {"files", files, false, false},
          {"times and time zones", times, false, false},
          {"dlopen, dlsym and dlclose", symbols, false, false},
          {"nested exceptions", nested_exceptions, false, false},
          {"16 bytes beside a cache", leak_16, true, true},
          {"64 bytes beside exceptions", leak_64, true, true},
          {"1024 bytes in a thread", leak_1024, true, true},
          {"a page every 100, beside mmap", leak_page, true, false}};
}
