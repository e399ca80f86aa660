// How fast smaps is parsed, beside the least that anyone could do with it: finding the ends of its lines.
// Both run over the same text, a process of 20,000 mappings, in pieces of a page as the kernel hands it out.
// Then a live process with as many mappings: its smaps read and thrown away, read into a snapshot, and two
// snapshots compared.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <procmem/mapping_growth.hpp>
#include <procmem/smaps_reader.hpp>

#include "detail/smaps_parser.hpp"

using namespace procmem;

namespace {

constexpr int mappings = 20000;
constexpr std::size_t page = 4096;

/// The lines of a mapping as Linux 6 prints them.
constexpr std::array figures = {"Size:",          "KernelPageSize:", "MMUPageSize:",     "Rss:",
                                "Pss:",           "Pss_Dirty:",      "Shared_Clean:",    "Shared_Dirty:",
                                "Private_Clean:", "Private_Dirty:",  "Referenced:",      "Anonymous:",
                                "KSM:",           "LazyFree:",       "AnonHugePages:",   "ShmemPmdMapped:",
                                "FilePmdMapped:", "Shared_Hugetlb:", "Private_Hugetlb:", "Swap:",
                                "SwapPss:",       "Locked:"};

std::string make_text() {
  std::string text;
  std::array<char, 128> line{};
  for (unsigned i = 0; i < mappings; ++i) {
    const std::uint64_t begin = 0x7f0000000000U + i * 0x3000U;
    const bool is_file = i % 3 == 0;
    std::snprintf(line.data(), line.size(), "%llx-%llx rw-p %08x %s %-26s%s\n",
                  static_cast<unsigned long long>(begin), static_cast<unsigned long long>(begin + 0x2000U),
                  is_file ? i * 0x1000U : 0U, is_file ? "fe:00" : "00:00", is_file ? "248030" : "0",
                  is_file ? " /usr/lib/x86_64-linux-gnu/libexample.so.6" : "");
    text += line.data();
    for (std::size_t k = 0; k < figures.size(); ++k) {
      std::snprintf(line.data(), line.size(), "%-16s%8u kB\n", figures[k], k % 3 == 0 ? i % 5000 : 0);
      text += line.data();
    }
    text += "THPeligible:           0\nVmFlags: rd wr mr mw me ac \n";
  }
  return text;
}

const std::string& text() {
  static const std::string made = make_text();
  return made;
}

template <class Take>
void for_each_page(Take take) {
  for (std::string_view rest = text(); !rest.empty(); rest.remove_prefix(std::min(page, rest.size())))
    take(rest.substr(0, page));
}

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(text().size()) * state.iterations());
}

void lines_alone(benchmark::State& state) {
  for (auto _ : state) {
    std::size_t lines = 0;
    for_each_page([&lines](std::string_view piece) {
      for (std::size_t end = 0; (end = piece.find('\n')) != std::string_view::npos;
           piece.remove_prefix(end + 1))
        ++lines;
    });
    benchmark::DoNotOptimize(lines);
  }
  count_bytes(state);
}

void parse(benchmark::State& state) {
  std::int64_t resident = 0;
  int found = 0;
  const MappingCallback add = [&](const Mapping& mapping) {
    resident += mapping.figures.rss->count();
    ++found;
  };
  for (auto _ : state) {
    found = 0;
    detail::MappingParser parser(detail::MappingFile::smaps, add);
    for_each_page([&parser](std::string_view piece) { parser.feed(piece); });
    if (!parser.finish() || found != mappings) state.SkipWithError("not parsed");
  }
  benchmark::DoNotOptimize(resident);
  count_bytes(state);
}

/// A process with 20,000 mappings of a touched page each, none of which touches another.
class Target {
 public:
  Target() {
    pid_ = ::fork();
    if (pid_ == 0) become();
    siginfo_t stopped{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &stopped, WSTOPPED);
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  ~Target() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  int pid() const noexcept { return pid_; }

 private:
  [[noreturn]] static void become() {
    constexpr std::size_t size = std::size_t{mappings} * 2 * page;
    auto* const memory =
        static_cast<char*>(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    for (std::size_t i = 0; i < size; i += 2 * page) {
      memory[i] = 1;
      ::munmap(memory + i + page, page);
    }
    ::raise(SIGSTOP);
    ::_exit(0);
  }

  pid_t pid_ = 0;
};

MappingSnapshot look(SmapsReader& reader) {
  MappingSnapshot snapshot;
  reader.read([&snapshot](const Mapping& mapping) { snapshot.add(mapping); });
  return snapshot;
}

void live_text_alone(benchmark::State& state) {
  const Target target;
  const int file = ::open(("/proc/" + std::to_string(target.pid()) + "/smaps").c_str(), O_RDONLY | O_CLOEXEC);
  std::array<char, page> buffer{};
  std::int64_t bytes = 0;
  for (auto _ : state) {
    ::lseek(file, 0, SEEK_SET);
    for (ssize_t size = 0; (size = ::read(file, buffer.data(), buffer.size())) > 0;) bytes += size;
  }
  ::close(file);
  state.SetBytesProcessed(bytes);
}

void live_snapshot(benchmark::State& state) {
  const Target target;
  const Process process = Process::open(target.pid());
  SmapsReader reader(process);
  const std::size_t before = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
  const MappingSnapshot kept = look(reader);
  const std::size_t after = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
  for (auto _ : state) benchmark::DoNotOptimize(look(reader));
  state.counters["bytes_per_mapping"] =
      static_cast<double>(after - before) / static_cast<double>(kept.mappings());
}

void compare(benchmark::State& state) {
  const Target target;
  const Process process = Process::open(target.pid());
  SmapsReader reader(process);
  const MappingSnapshot before = look(reader);
  const MappingSnapshot after = look(reader);
  for (auto _ : state) benchmark::DoNotOptimize(compare_mappings(before, after));
}

BENCHMARK(lines_alone)->Unit(benchmark::kMillisecond);
BENCHMARK(parse)->Unit(benchmark::kMillisecond);
BENCHMARK(live_text_alone)->Unit(benchmark::kMillisecond);
BENCHMARK(live_snapshot)->Unit(benchmark::kMillisecond);
BENCHMARK(compare)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
