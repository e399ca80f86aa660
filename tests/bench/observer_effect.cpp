// Whether a program that maps, touches and unmaps pages all the time is slowed by being recorded at 100 Hz:
// its loops in short slices of time, by turns with the recorder at work and stopped, on another CPU where
// there is one. Arguments: procmem-cli, pairs of slices, milliseconds a slice, and the least ratio that is no
// failure.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

void stay_on(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(cpu), &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

/// Records the caller on another CPU into a pipe. \return its pid.
int start_recorder(const char* cli, int& output) {
  int ends[2] = {};
  if (::pipe2(ends, O_NONBLOCK) != 0) std::exit(2);
  const std::string target = std::to_string(::getpid());
  const int pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    stay_on(1);
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl(cli, cli, "record", target.c_str(), "-q", "-i", "10ms", "-f", "csv", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  output = ends[0];
  return pid;
}

/// How many lines have come since it was asked last.
std::uint64_t take_lines(int output) {
  std::uint64_t lines = 0;
  char buffer[65536];
  for (ssize_t n = 0; (n = ::read(output, buffer, sizeof buffer)) > 0;)
    lines += static_cast<std::uint64_t>(std::count(buffer, buffer + n, '\n'));
  return lines;
}

std::uint64_t loops_in(std::chrono::milliseconds slice) {
  constexpr std::size_t size = 64 * 4096;
  std::uint64_t loops = 0;
  for (const auto end = Clock::now() + slice; Clock::now() < end; ++loops) {
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::exit(2);
    for (std::size_t i = 0; i < size; i += 4096) static_cast<volatile char*>(memory)[i] = 1;
    ::munmap(memory, size);
  }
  return loops;
}

/// Loops with the recorder at work against without, in two slices in either order.
double ratio(int recorder, std::chrono::milliseconds slice, bool recorded_first) {
  double loops[2] = {};
  for (const bool recorded : {recorded_first, !recorded_first}) {
    ::kill(recorder, recorded ? SIGCONT : SIGSTOP);
    loops[recorded ? 1 : 0] = static_cast<double>(loops_in(slice));
  }
  return loops[1] / loops[0];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const int pairs = std::atoi(argv[2]);
  const std::chrono::milliseconds slice(std::atoi(argv[3]));
  int output = -1;
  const int recorder = start_recorder(argv[1], output);
  stay_on(0);
  for (std::uint64_t lines = 0; lines < 5; lines += take_lines(output)) ::usleep(1000);
  std::vector<double> ratios;
  std::uint64_t samples = 0;
  for (int i = 0; i < pairs; ++i) {
    ratios.push_back(ratio(recorder, slice, i % 2 == 0));
    samples += take_lines(output);
  }
  ::kill(recorder, SIGKILL);
  ::waitpid(recorder, nullptr, 0);
  // The median, and between which two of the ratios it lies with a probability of 95 %.
  std::sort(ratios.begin(), ratios.end());
  const double reach = 1.96 * std::sqrt(pairs) / 2;
  const auto at = [&](double place) {
    return ratios[static_cast<std::size_t>(std::clamp(std::lround(place), 0L, pairs - 1L))];
  };
  const double middle = (pairs - 1) / 2.0;
  std::printf(
      "%d pairs of %lld ms, %llu lines recorded meanwhile: speed with against without %.4f (95 %%: %.4f to "
      "%.4f)\n",
      pairs, static_cast<long long>(slice.count()), static_cast<unsigned long long>(samples), at(middle),
      at(middle - reach), at(middle + reach));
  return samples > 0 && at(middle) >= std::atof(argv[4]) ? 0 : 1;
}
