// What sampling this process costs a second, by the interval: the CPU of a BackgroundSampler with a csv file,
// waking up included. Argument: seconds for each interval.
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>
#include <procmem/process.hpp>

#include "cpu.hpp"
#include "row.hpp"

namespace {

void measure(std::chrono::milliseconds interval, std::chrono::seconds length) {
  procmem::BackgroundSampler sampler({interval});
  sampler.watch(procmem::Process::self());
  sampler.add_sink(std::make_shared<procmem::FileSink>("/dev/null", procmem::RecordFormat::csv));
  sampler.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // the thread has begun, and has its memory
  const double before = cpu_microseconds();
  const auto ticks = sampler.stats().ticks;
  std::this_thread::sleep_for(length);
  const double used = cpu_microseconds() - before;
  const procmem::SamplerStats stats = sampler.stats();
  const std::string what = "one process every " + std::to_string(interval.count()) + " ms: CPU, us a second";
  print_row(what.c_str(), used / static_cast<double>(length.count()), "", "%.0f us a tick, %llu missed",
            used / static_cast<double>(stats.ticks - ticks), static_cast<unsigned long long>(stats.missed));
}

}  // namespace

int main(int argc, char** argv) {
  const std::chrono::seconds length(argc > 1 ? std::atoi(argv[1]) : 10);
  for (const int milliseconds : {1000, 100, 10, 1}) measure(std::chrono::milliseconds(milliseconds), length);
}
