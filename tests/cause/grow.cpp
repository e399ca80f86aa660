// grow KIND SECONDS FILE: grows in one of the ways below while it records itself to FILE (csv), and prints
// what its own report says: the cause, the verdict, and the sentence.
#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>
#include <procmem/growth_sink.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

using std::chrono::milliseconds;

constexpr std::size_t chunk = std::size_t{64} << 10;

void* map(std::size_t size, int protection, int flags, int file = -1, off_t offset = 0) {
  void* const memory = ::mmap(nullptr, size, protection, flags, file, offset);
  if (memory == MAP_FAILED) throw std::runtime_error("mmap failed");
  return memory;
}

void* volatile kept = nullptr;  // so that no compiler takes a leak away

void leak_heap() {
  for (int i = 0; i < 64; ++i) {
    void* const block = std::malloc(1000);
    std::memset(block, 1, 1000);
    kept = block;
  }
}

void leak_mapping() {
  std::memset(map(chunk, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS), 1, chunk);
}

void leak_shared_memory() {
  static const int file = ::memfd_create("grow", 0);
  static off_t size = 0;
  if (::ftruncate(file, size + static_cast<off_t>(chunk)) != 0) throw std::runtime_error("ftruncate failed");
  std::memset(map(chunk, PROT_READ | PROT_WRITE, MAP_SHARED, file, size), 1, chunk);
  size += static_cast<off_t>(chunk);
}

void leak_thread() {
  std::thread([] {
    for (;;) ::pause();
  }).detach();
}

/// A thread that lives on with an arena of its own, in which next to nothing is in use.
void add_arena() {
  static const bool many = ::mallopt(M_ARENA_MAX, 10000) != 0;
  static_cast<void>(many);
  std::thread([] {
    std::array<void*, 250> blocks{};
    for (void*& block : blocks) std::memset(block = std::malloc(1000), 1, 1000);
    kept = std::malloc(1000);  // keeps the arena from shrinking
    for (void* const block : blocks) std::free(block);
    for (;;) ::pause();
  }).detach();
}

/// Each time the heap is used for a moment up to a higher level, and all is freed but a block at the end.
void free_and_retain() {
  static std::size_t level = 0;
  static void* end = nullptr;
  level += 64;
  std::vector<void*> blocks(level);
  for (void*& block : blocks) std::memset(block = std::malloc(1000), 1, 1000);
  void* const new_end = std::malloc(1000);
  for (void* const block : blocks) std::free(block);
  std::free(end);
  end = new_end;
}

void leak_addresses() {
  map(16 * chunk, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
}

void allocate_untouched() {
  kept = std::malloc(16 * chunk);
}

void map_file() {
  static const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  const volatile char* const memory = static_cast<char*>(map(chunk, PROT_READ, MAP_PRIVATE, file));
  static_cast<void>(memory[0]);
}

struct Kind {
  std::string_view name;
  void (*step)();
};

constexpr std::array kinds = {Kind{"heap", leak_heap},
                              Kind{"mapping", leak_mapping},
                              Kind{"threads", leak_thread},
                              Kind{"shared", leak_shared_memory},
                              Kind{"file", map_file},
                              Kind{"arenas", add_arena},
                              Kind{"retained", free_and_retain},
                              Kind{"addresses", leak_addresses},
                              Kind{"untouched", allocate_untouched}};

void (*step_of(std::string_view name))() {
  for (const Kind& kind : kinds)
    if (kind.name == name) return kind.step;
  throw std::invalid_argument("no such kind of growth");
}

procmem::FieldList columns() {
  procmem::FieldList list = procmem::parse_field_list("all");
  for (const procmem::Field& field : procmem::heap_fields()) list.push_back(&field);
  return list;
}

void print(const procmem::GrowthReport& report) {
  if (report.heap)
    std::cout << procmem::cause_name(report.heap->cause);
  else
    std::cout << "none";
  std::cout << ' ' << procmem::verdict_name(report.verdict) << ' ' << explain(report) << '\n';
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) throw std::invalid_argument("usage: grow KIND SECONDS FILE");
  const auto step = step_of(argv[1]);
  procmem::SamplerOptions options;
  options.interval = milliseconds(20);
  options.heap = true;
  procmem::BackgroundSampler sampler(options);
  sampler.watch(procmem::Process::self());
  procmem::GrowthOptions growth;
  growth.judge_while_adding = false;
  const auto sink = std::make_shared<procmem::GrowthSink>(growth);
  sampler.add_sink(sink);
  procmem::FileSinkOptions file;
  file.columns = columns();
  sampler.add_sink(std::make_shared<procmem::FileSink>(argv[3], procmem::RecordFormat::csv, file));
  sampler.start();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[2]));
  while (std::chrono::steady_clock::now() < end) {
    step();
    std::this_thread::sleep_for(milliseconds(5));
  }
  sampler.stop();
  print(sink->series().front().report);
  std::cout.flush();
  std::_Exit(0);  // some threads never end
} catch (const std::exception& error) {
  std::cerr << "grow: " << error.what() << '\n';
  return 1;
}
