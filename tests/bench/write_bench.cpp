// What a FileSink's record costs beside its one write: the same bytes written barely to a descriptor that was
// opened with O_APPEND, by turns. Argument: a directory to write in, which decides what a write costs.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <procmem/file_sink.hpp>
#include <procmem/process.hpp>

#include "detail/record_writer.hpp"
#include "paired.hpp"
#include "row.hpp"

namespace {

using namespace procmem;

constexpr PairedRounds plan{100, 500};

struct Cpu {
  double user = 0;    ///< us
  double system = 0;  ///< us
};

Cpu cpu_of_this() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
  };
  return {of(usage.ru_utime), of(usage.ru_stime)};
}

Sample a_sample() {
  Sample sample{std::chrono::system_clock::now(), std::chrono::steady_clock::now(), 1, 0,
                read_status(Process::self())};
  sample.pid = sample.status.pid;
  return sample;
}

/// Another time and another figure in each record, as in life. At 10 ms it is looked once in a hundred
/// records whether the file is still there; at 1 s before each of them, which is two stat(2) more.
void age(Sample& sample) {
  sample.time += std::chrono::milliseconds(10);
  sample.monotonic += std::chrono::milliseconds(10);
  *sample.status.vm_rss += Bytes(4096);
}

/// User CPU of one call over many. The kernel splits user from system by its timer's ticks, so it takes long.
template <class Call>
Cpu cpu_of(Call call) {
  constexpr int repeats = 200000;
  const Cpu before = cpu_of_this();
  for (int i = 0; i < repeats; ++i) call();
  const Cpu after = cpu_of_this();
  return {(after.user - before.user) / repeats, (after.system - before.system) / repeats};
}

void compare(const std::string& directory, RecordFormat format, const char* name) {
  const std::string ours = directory + "/write_bench.ours";
  const std::string barely = directory + "/write_bench.bare";
  for (const std::string& path : {ours, barely}) ::unlink(path.c_str());
  Sample sample = a_sample();
  detail::RecordWriter writer(format, {});
  const std::string record(writer.sample(sample));
  const int descriptor = ::open(barely.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  FileSink sink(ours, format);
  sink.on_start({});
  const auto bare = [&] {
    if (::write(descriptor, record.data(), record.size()) < 0) std::exit(2);
  };
  const auto write = [&] {
    age(sample);
    sink.on_sample(sample);
  };
  const PairedMinima least = measure_paired(plan, bare, write);
  const Cpu with = cpu_of(write);
  const Cpu without = cpu_of(bare);
  const std::string of = std::string("FileSink record, ") + name;
  print_row((of + ": user CPU beside its write, us").c_str(), with.user - without.user, "<= 2",
            "getrusage: %.2f us user, %.2f us system, the bare write %.2f and %.2f", with.user, with.system,
            without.user, without.system);
  print_row((of + ": wall / bare write").c_str(), least.ratio(), "", "%.0f ns against %.0f ns, %zu bytes",
            least.ours, least.floor, record.size());
  ::close(descriptor);
  for (const std::string& path : {ours, barely}) ::unlink(path.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string directory = argc > 1 ? argv[1] : "/tmp";
  compare(directory, RecordFormat::csv, "csv");
  compare(directory, RecordFormat::jsonl, "jsonl");
}
