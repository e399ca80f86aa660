// A program that judges itself while it runs, and says so as soon as it is sure that it leaks.
#include <procmem/background_sampler.hpp>
#include <procmem/growth_sink.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using std::chrono::milliseconds;

int main() try {
  std::atomic<bool> leaking{false};

  // [alarm]
  procmem::BackgroundSampler sampler({milliseconds(20)});
  sampler.watch(procmem::Process::self());
  // Runs on the sampler's thread, each time the verdict changes.
  sampler.add_sink(std::make_shared<procmem::GrowthSink>(
      procmem::GrowthOptions{}, [&leaking](const procmem::GrowthSeries& series) {
        std::cout << procmem::explain(series.report) << '\n';
        leaking = series.report.verdict == procmem::Verdict::leaking;
      }));
  sampler.start();
  // [alarm] end

  std::vector<std::string> requests;  // each leaves something behind
  for (int i = 0; i < 2000 && !leaking; ++i) {
    requests.emplace_back(20'000, 'x');
    std::this_thread::sleep_for(milliseconds(2));
  }
  sampler.stop();
  std::cout << (leaking ? "stopped: it leaks\n" : "no leak was found\n");
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
