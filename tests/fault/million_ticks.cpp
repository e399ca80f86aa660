// A million ticks without waiting, of two processes and their sum, through every kind of sink: afterwards the
// program has as much memory and as many descriptors as after the first hundred thousand.
#include <procmem/procmem.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <dirent.h>
#include <boost/asio/io_context.hpp>

using namespace procmem;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t warm = 100'000;
constexpr std::uint64_t ticks = 1'000'000;

struct Held {
  Bytes rss_anon;  // pages of files are the system's
  int descriptors = 0;
};

Held held() {
  Held now;
  now.rss_anon = read_status(Process::self()).rss_anon.value();
  DIR* const directory = ::opendir("/proc/self/fd");
  while (::readdir(directory) != nullptr) ++now.descriptors;
  ::closedir(directory);
  return now;
}

}  // namespace

int main() {
  boost::asio::io_context io;
  SamplerOptions options;
  options.interval = 1us;  // shorter than a tick takes, so that the next is always due
  Sampler sampler(io.get_executor(), options);
  sampler.watch(Process::self());
  sampler.add_sink(std::make_shared<RingSink>(100));
  sampler.add_sink(std::make_shared<GrowthSink>());
  for (const RecordFormat format : {RecordFormat::csv, RecordFormat::jsonl, RecordFormat::memlog})
    sampler.add_sink(std::make_shared<FileSink>("/dev/null", format));
  Held before;
  Held after;
  sampler.add_sink([&](const Sample&) {
    const std::uint64_t done = sampler.stats().ticks;
    if (done == warm / 2) held();  // what looking itself takes
    if (done == warm) before = held();
    if (done < warm + ticks) return;
    after = held();
    sampler.stop();
  });
  sampler.start();
  io.run();
  const SamplerStats stats = sampler.stats();
  std::printf("%llu ticks, %llu samples: RssAnon from %s to %s, descriptors from %d to %d\n",
              static_cast<unsigned long long>(stats.ticks), static_cast<unsigned long long>(stats.samples),
              format_bytes(before.rss_anon).c_str(), format_bytes(after.rss_anon).c_str(), before.descriptors,
              after.descriptors);
  const bool whole = stats.ticks == warm + ticks && stats.sink_failures == 0 && stats.read_errors == 0;
  return whole && after.descriptors == before.descriptors && after.rss_anon - before.rss_anon <= page_size()
             ? 0
             : 1;
}
