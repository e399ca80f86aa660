// grow WAY SECONDS FILE: grows in one of the ways of support/growths.hpp while it records itself to FILE
// (csv), and prints what its own report says: the cause, the verdict, and the sentence.
#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>
#include <procmem/growth_sink.hpp>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "support/growths.hpp"

namespace {

using std::chrono::milliseconds;

const tests::Growth& find(std::string_view name) {
  const tests::Growth* const growth = tests::find_growth(name);
  if (growth == nullptr) throw std::invalid_argument("no such way to grow");
  return *growth;
}

struct Pace {
  std::size_t step;
  milliseconds pause;
};

/// Blocks in an arena for each thread: few threads, for all arenas are asked beside each sample. Where
/// nothing is touched: as many addresses as a thread's stack has.
Pace pace_of(std::string_view way) {
  constexpr std::size_t kib = 1024;
  if (way == "arena_growth" || way == "retained_arenas") return {512 * kib, milliseconds(50)};
  if (way == "retained_heap") return {64 * kib, milliseconds(10)};
  const bool touched = way.find("untouched") != 0 && way != "reserved_addresses" && way != "unjoined_threads";
  return {touched ? 256 * kib : 8192 * kib, milliseconds(10)};
}

procmem::FieldList columns() {
  procmem::FieldList list = procmem::parse_field_list("all");
  for (const procmem::Field& field : procmem::heap_fields()) list.push_back(&field);
  return list;
}

void print(const procmem::GrowthReport& report) {
  if (report.heap)
    std::cout << procmem::cause_name(report.heap->cause);
  else
    std::cout << "none";
  std::cout << ' ' << procmem::verdict_name(report.verdict) << ' ' << explain(report) << '\n';
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) throw std::invalid_argument("usage: grow WAY SECONDS FILE");
  const tests::Growth& growth = find(argv[1]);
  procmem::SamplerOptions options;
  options.interval = milliseconds(20);
  options.heap = true;
  procmem::BackgroundSampler sampler(options);
  sampler.watch(procmem::Process::self());
  procmem::GrowthOptions judging;
  judging.judge_while_adding = false;
  const auto sink = std::make_shared<procmem::GrowthSink>(judging);
  sampler.add_sink(sink);
  procmem::FileSinkOptions file;
  file.columns = columns();
  sampler.add_sink(std::make_shared<procmem::FileSink>(argv[3], procmem::RecordFormat::csv, file));
  sampler.start();
  const Pace pace = pace_of(growth.name);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[2]));
  while (std::chrono::steady_clock::now() < end) {
    growth.grow(pace.step);
    std::this_thread::sleep_for(pace.pause);
  }
  sampler.stop();
  print(sink->series().front().report);
  std::cout.flush();
  std::_Exit(0);  // some threads never end
} catch (const std::exception& error) {
  std::cerr << "grow: " << error.what() << '\n';
  return 1;
}
