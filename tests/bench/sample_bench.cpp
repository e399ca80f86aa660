// What a sample costs beside the bare read of the same file: the two are interleaved in one process, and the
// ratio of the minima over many rounds is printed.
#include <procmem/process.hpp>
#include <procmem/sample.hpp>
#include <procmem/sink.hpp>
#include <procmem/statm.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <limits>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 40;
constexpr int repeats = 2000;

/// Nanoseconds for one call, over many.
template <class Call>
double time_of(Call call) {
  const auto begin = Clock::now();
  for (int i = 0; i < repeats; ++i) call();
  return std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / repeats;
}

}  // namespace

int main() {
  const procmem::Process self = procmem::Process::self();
  const int descriptor = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  std::array<char, 4096> buffer{};
  std::int64_t checksum = 0;
  const auto sink = procmem::make_callback_sink(
      [&checksum](const procmem::Sample& sample) { checksum += sample.status.vm_rss->count(); });

  const auto floor = [&] { checksum += ::pread(descriptor, buffer.data(), buffer.size(), 0); };
  const auto sample = [&] {
    procmem::Sample taken;
    taken.time = std::chrono::system_clock::now();
    taken.monotonic = Clock::now();
    std::error_code error;
    taken.status = procmem::read_status(self, error);
    sink->on_sample(taken);
  };
  const std::string text(buffer.data(),
                         static_cast<std::size_t>(::pread(descriptor, buffer.data(), buffer.size(), 0)));
  const auto parse = [&] {
    std::error_code error;
    checksum += procmem::parse_status(text, error).vm_rss->count();
  };

  double least_floor = std::numeric_limits<double>::max();
  double least_sample = least_floor;
  double least_parse = least_floor;
  for (int round = 0; round < rounds; ++round) {
    least_floor = std::min(least_floor, time_of(floor));
    least_sample = std::min(least_sample, time_of(sample));
    least_parse = std::min(least_parse, time_of(parse));
  }
  std::printf("bare pread of status        %7.0f ns  1.00\n", least_floor);
  std::printf("sample: read, clocks, sink  %7.0f ns  %.2f\n", least_sample, least_sample / least_floor);
  std::printf("parse_status, exact parser  %7.0f ns  %.2f\n", least_parse, least_parse / least_floor);
  ::close(descriptor);
  return checksum == 0 ? 1 : 0;
}
