// CPU of a sample by what is measured in a program of its own, in microseconds. Arguments: status or statm
// (ours), discovery (ours, with a pass over all processes before each tick), stream (ifstream and
// stringstream, as people write it first); one, samples of one process back to back, or many, ticks with cold
// caches before each; how often; then pids.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/process.hpp>
#include <procmem/sink.hpp>

#include "cpu.hpp"
#include "detail/engine.hpp"
#include "fleet.hpp"

namespace {

using procmem::detail::Engine;
using Tick = std::function<void()>;

std::int64_t checksum = 0;

void read_with_streams(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key;
    std::int64_t value = 0;
    words >> key;
    if ((key.rfind("Vm", 0) == 0 || key.rfind("Rss", 0) == 0) && words >> value) checksum += value;
  }
}

Tick engine_tick(Engine& engine, const std::vector<int>& pids) {
  engine.add_sink(procmem::make_callback_sink(
      [](const procmem::Sample& sample) { checksum += sample.status.vm_rss->count(); }));
  for (const int pid : pids) engine.join(procmem::Process::open(pid));
  engine.begin(procmem::detail::instant_now());
  return [&engine] { engine.tick(0); };
}

Tick with_discovery(Engine& engine, const std::vector<int>& pids) {
  return [&engine, &pids, tick = engine_tick(engine, pids)] {
    const procmem::Selector all = [&pids](const std::vector<procmem::ProcessEntry>& entries) {
      checksum += static_cast<std::int64_t>(entries.size());
      return pids;
    };
    for (engine.begin_discovery(all); engine.in_discovery();)
      engine.discover([](procmem::detail::Target&) {});
    tick();
  };
}

double middle_cpu_of_a_tick(const Tick& tick, int ticks) {
  CacheFlush flush;
  std::vector<double> took;
  for (int i = 0; i < ticks; ++i) {
    flush();
    const double before = cpu_microseconds();
    tick();
    took.push_back(cpu_microseconds() - before);
  }
  std::nth_element(took.begin(), took.begin() + ticks / 2, took.end());
  return took[static_cast<std::size_t>(ticks / 2)];
}

double cpu_of_a_sample(const Tick& tick, int samples) {
  const double before = cpu_microseconds();
  for (int i = 0; i < samples; ++i) tick();
  return (cpu_microseconds() - before) / samples;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const std::string_view how = argv[1];
  const int count = std::atoi(argv[3]);
  std::vector<int> pids;
  std::transform(argv + 4, argv + argc, std::back_inserter(pids),
                 [](const char* pid) { return std::atoi(pid); });
  raise_descriptor_limit(pids.size() * 7 + 1000);
  const auto source = how == "statm" ? procmem::SampleSource::statm : procmem::SampleSource::status;
  Engine engine({std::chrono::seconds(1), false, false, source});
  Tick tick;
  if (how == "stream")
    tick = [&pids] { std::for_each(pids.begin(), pids.end(), read_with_streams); };
  else if (how == "discovery")
    tick = with_discovery(engine, pids);
  else
    tick = engine_tick(engine, pids);
  const bool one = std::string_view(argv[2]) == "one";
  std::printf("%.3f\n", one ? cpu_of_a_sample(tick, count) : middle_cpu_of_a_tick(tick, count));
  return checksum == 0 ? 1 : 0;
}
