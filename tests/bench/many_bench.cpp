// What a tick of many processes costs beside a loop of bare preads of their status, hot and with cold caches,
// and how long the engine holds its caller at a time. Argument: how many processes. One process is watched by
// three descriptors and read by one more for the floor.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <time.h>

#include <procmem/process.hpp>
#include <procmem/sink.hpp>

#include "detail/engine.hpp"
#include "fleet.hpp"
#include "paired.hpp"
#include "row.hpp"

namespace {

using procmem::detail::Engine;
using std::chrono::steady_clock;

std::int64_t checksum = 0;

/// What this thread has computed, so that neighbours do not count.
struct ThreadClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<ThreadClock>;
  static constexpr bool is_steady = true;
  static time_point now() noexcept {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return time_point(std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec));
  }
};

void watch_all(Engine& engine, const std::vector<int>& pids) {
  engine.add_sink(procmem::make_callback_sink(
      [](const procmem::Sample& sample) { checksum += sample.status.vm_rss->count(); }));
  for (const int pid : pids) engine.join(procmem::Process::open(pid));
  engine.begin(procmem::detail::instant_now());
}

/// Where descriptors are short the floor has fewer processes than the engine; figures are per process.
void against_bare_reads(Engine& engine, BareFiles& bare) {
  const std::size_t watched = engine.targets().size();
  std::string of = std::to_string(watched) + " processes";
  if (bare.size() != watched) of += " (floor: " + std::to_string(bare.size()) + ")";
  PairedRounds hot{std::max(25, 100000 / static_cast<int>(watched))};
  hot.floor_parts = static_cast<double>(bare.size());
  hot.our_parts = static_cast<double>(watched);
  PairedRounds cold = hot;
  cold.rounds = 30;
  const auto tick = [&] {
    engine.tick(0);
    while (engine.in_tick()) engine.go_on();
  };
  const auto floor = [&] { bare.read_all(); };
  CacheFlush flush;
  const auto print = [&of](const char* caches, const PairedMinima& least, const char* goal) {
    print_row((of + ", " + caches + ": tick / loop of bare preads").c_str(), least.ratio(), goal,
              "%.2f us against %.2f us a process; median of ratios %.3f", least.ours / 1000,
              least.floor / 1000, least.median_ratio);
  };
  const bool is_goal = watched == 1000;
  print("hot", measure_paired(hot, floor, tick), is_goal ? "<= 1.06" : "");
  print("cold", measure_paired(cold, floor, tick, [&flush] { flush(); }), is_goal ? "<= 1.10" : "");
}

struct Slices {
  double longest_wall = 0;
  double longest_cpu = 0;
  std::uint64_t count = 0;
  std::uint64_t beyond_a_millisecond = 0;
};

/// One call of the engine, as a sampler's handler makes it.
template <class Call>
void take_slice(Slices& slices, Call call) {
  const auto cpu = ThreadClock::now();
  const auto wall = steady_clock::now();
  call();
  const double took = std::chrono::duration<double, std::micro>(steady_clock::now() - wall).count();
  const double computed = std::chrono::duration<double, std::micro>(ThreadClock::now() - cpu).count();
  slices.longest_wall = std::max(slices.longest_wall, took);
  slices.longest_cpu = std::max(slices.longest_cpu, computed);
  slices.beyond_a_millisecond += took > 1000 ? 1 : 0;
  ++slices.count;
}

void longest_handler(Engine& engine) {
  constexpr int ticks = 100;
  CacheFlush flush;
  Slices slices;
  for (int i = 0; i < ticks; ++i) {
    flush();
    take_slice(slices, [&] { engine.tick(0); });
    while (engine.in_tick()) take_slice(slices, [&] { engine.go_on(); });
  }
  const std::string of = std::to_string(engine.targets().size()) + " processes: longest handler, us";
  print_row(of.c_str(), slices.longest_wall, engine.targets().size() == 1000 ? "<= 1000" : "",
            "wall; %.0f us of CPU; %llu of %llu took more than 1 ms; slice 400 us, cold", slices.longest_cpu,
            static_cast<unsigned long long>(slices.beyond_a_millisecond),
            static_cast<unsigned long long>(slices.count));
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1000;
  // Half of the limit is for descriptors that one can do without, status among them.
  const std::size_t wanted = static_cast<std::size_t>(count) * 7 + 1000;
  const std::size_t descriptors = raise_descriptor_limit(wanted);
  const Fleet fleet(count);
  if (static_cast<int>(fleet.pids().size()) < count || descriptors < wanted)
    std::fprintf(stderr, "many_bench: %zu of %d processes, %zu descriptors\n", fleet.pids().size(), count,
                 descriptors);
  Engine engine(
      {std::chrono::seconds(1), false, false, procmem::SampleSource::status, std::chrono::microseconds(400)});
  watch_all(engine, fleet.pids());
  {
    BareFiles bare(fleet.pids(), "status");
    if (bare.size() == 0 || engine.targets().empty()) return 2;
    against_bare_reads(engine, bare);
  }
  longest_handler(engine);
  if (engine.read_errors() != 0) {
    std::fprintf(stderr, "many_bench: not every process could be read\n");
    return 1;
  }
  return checksum == 0 ? 1 : 0;
}
