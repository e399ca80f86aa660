// What a program that embeds the library does: reads itself, records itself, and reads the recording back.
#include <procmem/procmem.hpp>

#include <cstdio>
#include <memory>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::remove(argv[1]);
  const procmem::StatusSnapshot self = procmem::read_status(procmem::Process::self());
  procmem::SamplerOptions options;
  options.interval = std::chrono::milliseconds(1);
  {
    procmem::BackgroundSampler sampler(options);
    sampler.watch(procmem::Process::self());
    sampler.add_sink(std::make_shared<procmem::FileSink>(argv[1], procmem::RecordFormat::csv));
    sampler.start();
    while (sampler.stats().samples < 5) continue;
  }
  const procmem::Recording recording = procmem::read_recording(argv[1]);
  std::printf("procmem %s: %s resident, %zu samples\n", procmem::version(),
              procmem::format_bytes(*self.vm_rss).c_str(), recording.samples.size());
  try {
    procmem::parse_status("nonsense");  // an exception of the library's must be caught across its border
  } catch (const procmem::Error& error) {
    return error.code() == procmem::Errc::not_a_status_file && recording.samples.size() >= 5 ? 0 : 1;
  }
  return 1;
}
