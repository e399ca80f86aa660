// A program that records its own VmRSS to a file, and empties its cache when it has grown by 16 MiB.
#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using std::chrono::milliseconds;

int main(int argc, char** argv) try {
  const std::string path = argc > 1 ? argv[1] : "self_growth.csv";
  std::atomic<bool> grown{false};

  // [sampler]
  procmem::BackgroundSampler sampler({milliseconds(20)});
  sampler.watch(procmem::Process::self());
  sampler.add_sink(std::make_shared<procmem::FileSink>(
      path, procmem::format_for_path(path), procmem::FileSinkOptions{procmem::parse_field_list("VmRSS")}));
  // Runs on the sampler's thread: it only leaves word.
  sampler.add_sink([&grown, first = std::optional<procmem::Bytes>()](const procmem::Sample& sample) mutable {
    if (!first) first = sample.status.vm_rss;
    constexpr auto limit = procmem::Bytes::from_kib(16384);
    if (first && sample.status.vm_rss && *sample.status.vm_rss - *first > limit) grown = true;
  });
  sampler.start();
  // [sampler] end

  std::vector<std::string> cache;
  while (!grown && cache.size() < 256) {
    cache.emplace_back(1 << 20, 'x');
    std::this_thread::sleep_for(milliseconds(10));
  }
  std::cout << "grown by more than 16 MiB; the cache holds " << cache.size() << " MiB and is emptied\n";
  cache.clear();
  std::this_thread::sleep_for(milliseconds(100));
  sampler.stop();
  std::cout << sampler.stats().samples << " samples in " << path << '\n';
} catch (const std::exception& error) {
  std::cerr << "example-self-growth: " << error.what() << '\n';
  return 1;
}
