// A program that tells what each of its phases takes, and records it.
#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>
#include <procmem/phase.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>

namespace {

std::string load_index() {
  const std::string text(48 << 20, 'x');  // needed only while loading
  return text.substr(0, 16 << 20);
}

void print(const char* name, const procmem::PhaseResult& result) {
  if (!result.growth() || !result.peak) return;
  std::cout << name << " keeps " << format_bytes(*result.growth()) << ", needs "
            << format_bytes(*result.peak - *result.first) << (result.peak_exact ? " (exact)" : " (at least)")
            << '\n';
}

}  // namespace

int main() try {
  // [phases]
  procmem::BackgroundSampler sampler({std::chrono::milliseconds(100)});
  sampler.watch(procmem::Process::self());
  sampler.add_sink(std::make_shared<procmem::FileSink>("phases.jsonl", procmem::RecordFormat::jsonl));
  sampler.start();

  procmem::Phase start_up(sampler, "start-up");
  procmem::Phase load(sampler, "load index");
  const std::string index = load_index();
  print("load index", load.end());
  sampler.mark("ready");
  print("start-up", start_up.end());
  // [phases] end
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
