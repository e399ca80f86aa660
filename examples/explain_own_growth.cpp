// A program that says what its own growth is: run with `leak` it forgets blocks, with `retain` it frees them,
// but its allocator keeps them.
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

using std::chrono::milliseconds;

namespace {

const std::string& text() {
  static const std::string text(4000, 'x');
  return text;
}

/// A few blocks more each time.
void forget(std::vector<std::string>& kept) {
  for (int i = 0; i < 4; ++i) kept.push_back(text());
}

/// For a moment a few blocks more each time, and one behind them: what is below it stays with the allocator.
void retain(std::size_t round, std::vector<std::string>& kept) {
  const std::vector<std::string> blocks(4 * round, text());
  std::vector<std::string> behind(1, text());
  kept.swap(behind);
}

}  // namespace

int main(int argc, char** argv) try {
  const bool leak = argc > 1 && argv[1] == std::string("leak");
  // [explain]
  procmem::SamplerOptions options;
  options.interval = milliseconds(20);
  options.heap = true;  // ask the allocator beside each sample
  procmem::BackgroundSampler sampler(options);
  sampler.watch(procmem::Process::self());
  const auto growth = std::make_shared<procmem::GrowthSink>();
  sampler.add_sink(growth);
  sampler.start();
  // [explain] end

  std::vector<std::string> kept;
  for (std::size_t round = 1; round <= 300; ++round) {
    leak ? forget(kept) : retain(round, kept);
    std::this_thread::sleep_for(milliseconds(5));
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
