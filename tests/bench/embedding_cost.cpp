// What a BackgroundSampler adds to its host: the growth of VmRSS and VmSize over its first second, with a
// callback or a file.
#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>

#include <cstring>
#include <optional>
#include <string>
#include <thread>

#include "cpu.hpp"
#include "row.hpp"

int main(int argc, char** argv) {
  const bool file = argc > 1 && std::strcmp(argv[1], "file") == 0;
  const procmem::Process self = procmem::Process::self();
  const procmem::StatusSnapshot before = procmem::read_status(self);
  procmem::BackgroundSampler sampler({std::chrono::milliseconds(10)});
  sampler.watch(procmem::Process::self());
  if (file)
    sampler.add_sink(std::make_shared<procmem::FileSink>("/dev/null", procmem::RecordFormat::csv));
  else
    sampler.add_sink([](const procmem::Sample&) {});
  const double cpu = cpu_microseconds();
  sampler.start();
  std::this_thread::sleep_for(std::chrono::seconds(3));
  const procmem::StatusSnapshot after = procmem::read_status(self);
  const double used = cpu_microseconds() - cpu;
  const auto kilobytes = [](const std::optional<procmem::Bytes>& to,
                            const std::optional<procmem::Bytes>& from) {
    return static_cast<double>((*to - *from).count()) / 1024;
  };
  const std::string of = file ? "BackgroundSampler, csv file" : "BackgroundSampler, callback";
  print_row((of + ": VmSize added, kB").c_str(), kilobytes(after.vm_size, before.vm_size), "<= 400",
            "3 s at 100 Hz");
  print_row((of + ": VmRSS added, kB").c_str(), kilobytes(after.vm_rss, before.vm_rss), "<= 200",
            "RssAnon %.0f", kilobytes(after.rss_anon, before.rss_anon));
  print_row((of + ": CPU per tick, us").c_str(), used / static_cast<double>(sampler.stats().ticks), "",
            "waking up included");
}
