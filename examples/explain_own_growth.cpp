// A program that says what its own growth is: run with `leak` it forgets blocks, else its allocator keeps
// them.
#include <procmem/background_sampler.hpp>
#include <procmem/growth_sink.hpp>
#include <procmem/heap.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// Without a leak: more blocks each time, and one behind them, below which freed memory stays with the
// allocator.
void work(bool leak, std::size_t round, std::vector<std::string>& kept) {
  const std::string text(4000, 'x');
  const std::vector<std::string> blocks(leak ? 4 : 4 * round, text);
  std::vector<std::string> behind(1, text);
  if (leak) kept.insert(kept.end(), blocks.begin(), blocks.end());
  if (!leak) kept.swap(behind);
}

int main(int argc, char** argv) try {
  const bool leak = argc > 1 && argv[1] == std::string("leak");
  // [explain]
  procmem::SamplerOptions options;
  options.interval = std::chrono::milliseconds(20);
  options.heap = true;  // ask the allocator beside each sample
  procmem::BackgroundSampler sampler(options);
  sampler.watch(procmem::Process::self());
  const auto growth = std::make_shared<procmem::GrowthSink>();
  sampler.add_sink(growth);
  sampler.start();
  // [explain] end
  std::vector<std::string> kept;
  for (std::size_t round = 1; round <= 300; ++round) {
    work(leak, round, kept);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  sampler.stop();
  const procmem::GrowthReport report = growth->series().front().report;
  std::cout << explain(report) << '\n';
  if (report.heap && report.heap->cause == procmem::GrowthCause::allocator_retention)
    if (const auto probe = procmem::probe_trim()) std::cout << explain(*probe) << '\n';
} catch (const std::exception& error) {
  std::cerr << "example-explain-own-growth: " << error.what() << '\n';
  return 1;
}
