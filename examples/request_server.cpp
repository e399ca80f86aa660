// A server that counts its requests, leaks 64 bytes with each, and tells how much each leaves behind. The
// load varies.
#include <procmem/background_sampler.hpp>
#include <procmem/growth.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <thread>
#include <vector>

namespace {
std::vector<char*> sessions;

void serve() {  // a session of 48 bytes, which malloc makes 64, and nobody ends
  sessions.push_back(static_cast<char*>(::operator new(48)));
  std::fill_n(sessions.back(), 48, 'x');
}

}  // namespace

int main() try {
  using std::chrono::milliseconds;
  sessions.reserve(2'000'000);
  // [count]
  procmem::BackgroundSampler sampler({milliseconds(20)});
  procmem::GrowthTracker tracker;
  sampler.watch(procmem::Process::self());
  sampler.add_sink([&tracker](const procmem::Sample& sample) { tracker.add(sample); });
  sampler.start();
  for (int round = 0; round < 1000; ++round) {
    const int requests = 50 + round % 100 * 8;
    for (int i = 0; i < requests; ++i) {
      serve();
      sampler.count();
    }
    std::this_thread::sleep_for(milliseconds(2));
  }
  sampler.stop();
  const procmem::GrowthReport report = tracker.report();
  std::cout << procmem::explain(report) << '\n';
  // [count] end
  if (!report.operations || !report.operations->rate) return 1;
  std::cout << report.operations->operations << " requests, each leaves "
            << report.operations->rate->per_operation << " bytes\n";
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
