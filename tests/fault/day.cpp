// A day's worth of samples, 100 a second, played into the sinks without waiting: the recorder has no more
// memory at its end than after its first minute. Usage: day [SAMPLES]
#include <procmem/procmem.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>
#include <boost/filesystem.hpp>

using namespace procmem;
using namespace std::chrono_literals;
namespace fs = boost::filesystem;

namespace {

constexpr std::int64_t minute = 6000;

/// A process that grows by a page a second, with some unrest.
Sample sample_at(std::int64_t tick) {
  Sample sample;
  sample.time = std::chrono::system_clock::time_point(1'800'000'000s + tick * 10ms);
  sample.monotonic = std::chrono::steady_clock::time_point(1000s + tick * 10ms);
  sample.pid = 812;
  sample.status.name = "leaky";
  const Bytes rss = Bytes::from_kib(50'000 + 4 * (tick / 100) + 4 * (tick * 7919 % 97));
  for (const Field& field : fields())
    field.set(sample.status, field.unit == Field::Unit::bytes ? rss.count() : 3);
  return sample;
}

Bytes resident() {
  return read_status(Process::self()).vm_rss.value();
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t samples = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const fs::path folder = fs::temp_directory_path() / fs::unique_path("procmem-day-%%%%%%%%");
  fs::create_directory(folder);
  Bytes first;
  Bytes last;
  std::uint64_t lost = 0;
  {
    FileSinkOptions rotating;
    rotating.rotate_at = Bytes(16 << 20);
    rotating.keep = 3;
    FileSink csv((folder / "day.csv").string(), RecordFormat::csv, rotating);
    FileSink jsonl("/dev/null", RecordFormat::jsonl);
    RingSink ring(1000);
    GrowthSink growth;
    for (std::int64_t tick = 0; tick < samples; ++tick) {
      if (tick == minute) first = resident();
      const Sample sample = sample_at(tick);
      for (Sink* const sink : {static_cast<Sink*>(&csv), static_cast<Sink*>(&jsonl),
                               static_cast<Sink*>(&ring), static_cast<Sink*>(&growth)})
        sink->on_sample(sample);
    }
    last = resident();
    lost = csv.samples_lost() + jsonl.samples_lost();
  }
  fs::remove_all(folder);
  const Bytes allowed = Bytes(page_size().count() * ((samples + 999'999) / 1'000'000));
  std::printf("%lld samples, lost %llu: VmRSS %s after a minute, %s at the end, %s more allowed\n",
              static_cast<long long>(samples), static_cast<unsigned long long>(lost),
              format_bytes(first).c_str(), format_bytes(last).c_str(), format_bytes(allowed).c_str());
  return lost == 0 && last - first <= allowed ? 0 : 1;
}
