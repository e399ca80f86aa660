// So many samples of this process, for tools that look on: strace (syscalls.sh) and callgrind
// (instructions.sh). Arguments: sampler, background, engine or exact, and how many samples.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <procmem/background_sampler.hpp>
#include <procmem/process.hpp>
#include <procmem/sampler.hpp>
#include <procmem/sink.hpp>

#include "detail/engine.hpp"
#include "detail/posix_io.hpp"

namespace {

using namespace procmem;

constexpr std::chrono::milliseconds interval{5};

void with_sampler(int count) {
  boost::asio::io_context io(1);
  Sampler sampler(io.get_executor(), {interval});
  sampler.watch(Process::self());
  sampler.add_sink([&sampler, left = count](const Sample&) mutable {
    if (--left == 0) sampler.stop();
  });
  sampler.start();
  io.run();
}

void with_background_sampler(int count) {
  BackgroundSampler sampler({interval});
  sampler.watch(Process::self());
  int ends[2] = {};
  if (::pipe(ends) != 0) std::exit(2);
  sampler.add_sink([end = ends[1], left = count](const Sample&) mutable {
    if (--left == 0) ::close(end);
  });
  sampler.start();
  char none = 0;
  if (::read(ends[0], &none, 1) != 0) std::exit(2);
  sampler.stop();
}

void with_engine(int count) {
  std::int64_t checksum = 0;
  detail::Engine engine({interval});
  engine.add_sink(
      make_callback_sink([&checksum](const Sample& sample) { checksum += sample.status.vm_rss->count(); }));
  engine.join(Process::self());
  engine.begin(detail::instant_now());
  for (int i = 0; i < count; ++i) engine.tick(0);
}

void with_exact_parser(int count) {
  std::error_code error;
  const std::string text = detail::read_file_at(-1, "/proc/self/status", error);
  for (int i = 0; i < count; ++i) parse_status(text);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string_view how = argv[1];
  const int count = std::atoi(argv[2]);
  if (how == "sampler")
    with_sampler(count);
  else if (how == "background")
    with_background_sampler(count);
  else if (how == "engine")
    with_engine(count);
  else if (how == "exact")
    with_exact_parser(count);
  else
    return 2;
}
