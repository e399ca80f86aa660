// What a sampler must not do: allocate per sample, grow, drift, or come late. Arguments: seconds over which
// drift and lateness are measured, and the number of samples after which VmRSS is looked at again.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include <malloc.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <procmem/background_sampler.hpp>
#include <procmem/file_sink.hpp>
#include <procmem/process.hpp>
#include <procmem/ring_sink.hpp>
#include <procmem/sampler.hpp>

#include "cpu.hpp"
#include "row.hpp"

namespace {
std::atomic<std::uint64_t> allocated{0};
}  // namespace

// Every allocation of the program goes through these, operator new's as well.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  ++allocated;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++allocated;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  ++allocated;
  return __libc_realloc(memory, size);
}
}

namespace {

using namespace procmem;
using std::chrono::steady_clock;

void allocations_per_sample() {
  constexpr int warm = 100;
  constexpr int measured = 10000;
  boost::asio::io_context io(1);
  Sampler sampler(io.get_executor(), {std::chrono::microseconds(100)});
  sampler.watch(Process::self());
  sampler.add_sink(std::make_shared<RingSink>(64));
  sampler.add_sink(std::make_shared<FileSink>("/dev/null", RecordFormat::csv));
  sampler.add_sink(std::make_shared<FileSink>("/dev/null", RecordFormat::jsonl));
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  int samples = 0;
  sampler.add_sink([&](const Sample&) {
    ++samples;
    if (samples == warm) before = allocated;
    if (samples != warm + measured) return;
    after = allocated;
    sampler.stop();
  });
  sampler.start();
  io.run();
  print_row("allocations per sample", static_cast<double>(after - before) / measured, "<= 0",
            "%d ticks of a Sampler, ring, csv, jsonl and callback; malloc counted, %llu before them",
            measured, static_cast<unsigned long long>(before));
}

/// In kB. Without what malloc keeps at hand.
double resident() {
  ::malloc_trim(0);
  return static_cast<double>(read_status(Process::self()).vm_rss->count()) / 1024;
}

/// Memory, and whether a sample costs more at the end than at the beginning: a tenth of all at either.
void growth_over(int count) {
  boost::asio::io_context io(1);
  Sampler sampler(io.get_executor(), {std::chrono::microseconds(1)});  // as fast as it can
  sampler.watch(Process::self());
  sampler.add_sink(std::make_shared<RingSink>(64));
  sampler.add_sink(std::make_shared<FileSink>("/dev/null", RecordFormat::csv));
  double before = 0;
  double after = 0;
  double cpu[4] = {};
  int samples = 0;
  sampler.add_sink([&](const Sample&) {
    if (++samples == 1000) before = resident();
    if (samples == 1000) cpu[0] = cpu_microseconds();
    if (samples == 1000 + count / 10) cpu[1] = cpu_microseconds();
    if (samples == 1000 + count - count / 10) cpu[2] = cpu_microseconds();
    if (samples != count + 1000) return;
    cpu[3] = cpu_microseconds();
    after = resident();
    sampler.stop();
  });
  sampler.start();
  io.run();
  print_row("CPU of the last tenth of the samples / of the first", (cpu[3] - cpu[2]) / (cpu[1] - cpu[0]), "",
            "%.2f us a tick at first, back to back", (cpu[1] - cpu[0]) / (count / 10));
  print_row("VmRSS after so many samples more, kB", after - before, "<= 0",
            "%d samples of a Sampler, ring, csv and callback; %.0f kB before", count, before);
}

double microseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

double at_share(std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

/// What the kernel and the machine take to wake anybody up: a bare timerfd in an epoll, which is what Asio
/// waits with.
double bare_lateness(std::chrono::milliseconds interval, int ticks) {
  const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  const int loop = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  ::epoll_ctl(loop, EPOLL_CTL_ADD, timer, &event);
  std::vector<double> late;
  steady_clock::time_point due = steady_clock::now() + interval;
  for (int i = 0; i < ticks; ++i, due += interval) {
    const std::chrono::nanoseconds at = due.time_since_epoch();
    itimerspec spec{};
    spec.it_value.tv_sec = at.count() / 1000000000;
    spec.it_value.tv_nsec = at.count() % 1000000000;
    ::timerfd_settime(timer, TFD_TIMER_ABSTIME, &spec, nullptr);
    ::epoll_wait(loop, &event, 1, -1);
    late.push_back(microseconds(steady_clock::now() - due));
  }
  ::close(loop);
  ::close(timer);
  std::sort(late.begin(), late.end());
  return at_share(late, .5);
}

/// Each tick's distance from start + k * interval. The first tick is due at once, so it tells the start.
void timing_over(std::chrono::seconds length) {
  constexpr std::chrono::milliseconds interval{10};
  std::vector<double> late;
  late.reserve(static_cast<std::size_t>(length / interval) + 100);
  steady_clock::time_point first;
  std::int64_t due = 0;
  std::uint64_t missed = 0;
  BackgroundSampler sampler({interval});
  sampler.watch(Process::self());
  std::atomic<bool> full{false};
  sampler.add_sink([&](const Sample& sample) {
    if (full) return;
    if (late.empty()) first = sample.monotonic;
    missed += sample.missed;
    due += static_cast<std::int64_t>(sample.missed) + (late.empty() ? 0 : 1);
    late.push_back(microseconds(sample.monotonic - first - due * interval));
    full = sample.monotonic - first >= length;
  });
  sampler.start();
  while (!full) ::usleep(50000);
  sampler.stop();
  const double drift = 100 * late.back() / microseconds(due * interval);
  std::sort(late.begin(), late.end());
  print_row("drift, % of the time", std::max(drift, -drift), "<= 0.1", "%lld s at 10 ms; %llu ticks missed",
            static_cast<long long>(length.count()), static_cast<unsigned long long>(missed));
  print_row("lateness of a tick, p50, us", at_share(late, .5), "<= 100",
            "p90 %.0f, p99 %.0f, longest %.0f us; a bare timerfd in an epoll: p50 %.0f", at_share(late, .9),
            at_share(late, .99), late.back(), bare_lateness(interval, 500));
}

}  // namespace

int main(int argc, char** argv) {
  allocations_per_sample();
  growth_over(argc > 2 ? std::atoi(argv[2]) : 1000000);
  timing_over(std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 60));
}
