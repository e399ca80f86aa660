// Four lines added to a program: from here to the end of main() its memory is recorded, by a thread of its
// own, to a file.

void run_the_program();

// [whole]
#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>

int main() {
  procmem::BackgroundSampler sampler({std::chrono::milliseconds(100)});
  sampler.watch(procmem::Process::self());
  sampler.add_sink(std::make_shared<procmem::FileSink>("memory.csv", procmem::RecordFormat::csv));
  sampler.start();
  run_the_program();
}
// [whole] end

#include <string>
#include <thread>
#include <vector>

/// Stands for any program: it keeps another MiB every 50 ms, for one second.
void run_the_program() {
  std::vector<std::string> kept;
  for (int i = 0; i < 20; ++i) {
    kept.emplace_back(1 << 20, 'x');
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}
