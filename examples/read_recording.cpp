// Reads a recording of any of the formats and says how each process in it has grown:
// `example-read-recording FILE`.
#include <chrono>
#include <iostream>
#include <map>

#include <procmem/bytes.hpp>
#include <procmem/record.hpp>

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: example-read-recording FILE\n";
    return 2;
  }
  // [read]
  const procmem::Recording recording = procmem::read_recording(argv[1]);
  std::map<int, std::pair<const procmem::Sample*, const procmem::Sample*>> ends;  // by pid: first and last
  for (const procmem::Sample& sample : recording.samples) {
    if (!sample.status.vm_rss) continue;
    auto& [first, last] = ends[sample.pid];
    if (first == nullptr) first = &sample;
    last = &sample;
  }
  for (const auto& [pid, end] : ends) {
    const auto [first, last] = end;
    const std::chrono::duration<double> time = last->monotonic - first->monotonic;
    std::cout << "process " << pid << ": VmRSS " << format_bytes(*first->status.vm_rss) << " to "
              << format_bytes(*last->status.vm_rss) << " in " << time.count() << " s\n";
  }
  // [read] end
  std::cout << recording.samples.size() << " samples, " << recording.summary.skipped_lines
            << " lines skipped\n";
} catch (const std::exception& error) {
  std::cerr << "example-read-recording: " << error.what() << '\n';
  return 1;
}
