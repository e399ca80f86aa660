// A server that has an io_context already: the sampler is one more piece of work on it, and needs no thread.
#include <procmem/sampler.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace asio = boost::asio;
using std::chrono::milliseconds;

/// The work that was there before: every 50 ms a request, whose answer of 1 MiB is kept.
struct Server {
  explicit Server(asio::io_context& io) : timer(io) {}

  template <class WhenDone>
  void serve(WhenDone when_done) {
    answers.emplace_back(1 << 20, 'x');
    if (answers.size() == 20) return when_done();
    timer.expires_after(milliseconds(50));
    timer.async_wait([this, when_done](const auto& /*error*/) { serve(when_done); });
  }

  asio::steady_timer timer;
  std::vector<std::string> answers;
};

int main() {
  asio::io_context io;
  Server server(io);

  // [sampler]
  procmem::Sampler sampler(io.get_executor(), {milliseconds(100)});
  sampler.watch(procmem::Process::self());
  sampler.add_sink([](const procmem::Sample& sample) {
    if (sample.status.vm_rss) std::cout << procmem::format_bytes(*sample.status.vm_rss) << '\n';
  });
  sampler.start();
  // [sampler] end

  server.serve([&sampler] { sampler.stop(); });
  io.run();
  std::cout << server.answers.size() << " requests served, " << sampler.stats().samples << " samples\n";
}
