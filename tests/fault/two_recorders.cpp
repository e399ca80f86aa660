// Four recorders open one file at once, 1,000 times; in every other round the one that has it rotates.
// Exactly one gets it, the others are refused, and the one that has it loses nothing. two_recorders
// PROCMEM-CLI: the last rounds are four runs of the program.
#include <procmem/procmem.hpp>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/filesystem.hpp>

#include "numbered.hpp"

using namespace procmem;

namespace {

constexpr int recorders = 4;
constexpr int rounds = 960;
constexpr int rounds_of_the_program = 40;
constexpr int samples = 60;

enum Answer { held = 0, failed = 1, refused = 4 };

/// A pipe that the children wait at, so that all go on at once.
struct Gate {
  std::array<int, 2> ends{};
  Gate() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  }
  ~Gate() { ::close(ends[0]); }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  void open() const { ::close(ends[1]); }
  void wait() const {
    char byte = 0;
    ::close(ends[1]);
    while (::read(ends[0], &byte, 1) > 0) continue;
  }
};

/// Records while the others try, and until they have been answered.
Answer record(const std::string& path, bool rotate, std::int64_t first, const Gate& all_answered,
              int answer) {
  FileSinkOptions options;
  options.columns = parse_field_list("VmRSS,VmSize");
  if (rotate) options.rotate_at = Bytes(600);
  try {
    FileSink sink(path, format_for_path(path), options);
    if (::write(answer, "h", 1) != 1) return failed;
    for (std::int64_t number = first; number < first + samples; ++number)
      sink.on_sample(numbered_sample(number));
    all_answered.wait();
    return held;
  } catch (const Error& error) {
    const bool in_use = error.code() == Errc::recording_in_use;
    if (::write(answer, "r", 1) != 1 || !in_use) std::fprintf(stderr, "%s\n", error.what());
    return in_use ? refused : failed;
  }
}

int status_of(int child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : failed;
}

bool one_of_four(const std::string& path, bool rotate, std::int64_t first) {
  const Gate all_there;
  const Gate all_answered;
  const Gate answers;
  std::array<int, recorders> children{};
  for (int& child : children) {
    child = ::fork();
    if (child != 0) continue;
    all_there.wait();
    ::_exit(record(path, rotate, first, all_answered, answers.ends[1]));
  }
  all_there.open();
  char answer = 0;
  for (int answered = 0; answered < recorders; ++answered)
    if (::read(answers.ends[0], &answer, 1) != 1) return false;
  all_answered.open();
  ::close(answers.ends[1]);
  int holders = 0;
  int others = 0;
  for (const int child : children) {
    const int status = status_of(child);
    holders += status == held ? 1 : 0;
    others += status == refused ? 1 : 0;
  }
  if (holders != 1 || others != recorders - 1)
    std::fprintf(stderr, "%d hold it, %d refused\n", holders, others);
  return holders == 1 && others == recorders - 1;
}

bool has_all(const std::string& path, std::int64_t expected) {
  const Recording recording = read_recording(path);
  std::int64_t next = 0;
  for (const Sample& sample : recording.samples)
    if (sample.status.vm_rss == numbered_sample(next).status.vm_rss) ++next;
  const auto there = static_cast<std::int64_t>(recording.samples.size());
  if (next != expected || there != expected)
    std::fprintf(stderr, "%lld samples, %lld in order, of %lld\n", static_cast<long long>(there),
                 static_cast<long long>(next), static_cast<long long>(expected));
  return next == expected && there == expected && recording.summary.skipped_lines == 0;
}

/// Before that a signal kills.
bool has_begun(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && status.st_size != 0;
}

/// The program: the holder records this process until it is told to stop, when the others have been refused.
bool one_of_four_programs(const char* program, const std::string& path) {
  std::array<int, recorders> children{};
  const std::string target = std::to_string(::getpid());
  for (int& child : children) {
    child = ::fork();
    if (child != 0) continue;
    const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(null, STDERR_FILENO);
    ::execl(program, program, "record", target.c_str(), "-q", "-i", "1ms", "-o", path.c_str(), nullptr);
    ::_exit(failed);
  }
  int refusals = 0;
  for (int ended = 0; ended < recorders - 1; ++ended) {
    int status = 0;
    const int child = ::wait(&status);
    refusals += WIFEXITED(status) && WEXITSTATUS(status) == refused ? 1 : 0;
    for (int& known : children) known = known == child ? 0 : known;
  }
  for (const int child : children) {
    if (child == 0) continue;
    while (!has_begun(path)) ::usleep(1000);
    ::kill(child, SIGTERM);
    if (status_of(child) != held) return false;
  }
  return refusals == recorders - 1 && read_recording(path).summary.skipped_lines == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  namespace fs = boost::filesystem;
  const fs::path directory = fs::temp_directory_path() / fs::unique_path();
  fs::create_directory(directory);
  int good = 0;
  // Ten rounds in a row on one recording, which goes on, with rotation and without.
  for (int round = 0; round < rounds; ++round) {
    const std::string path = (directory / (std::to_string(round / 10) + ".csv")).string();
    const bool rotate = round / 10 % 2 == 1;
    const std::int64_t first = round % 10 * samples;
    if (one_of_four(path, rotate, first) && has_all(path, first + samples)) ++good;
  }
  for (int round = 0; round < rounds_of_the_program; ++round)
    if (one_of_four_programs(argv[1], (directory / ("program" + std::to_string(round) + ".csv")).string()))
      ++good;
  fs::remove_all(directory);
  constexpr int all = rounds + rounds_of_the_program;
  std::printf(
      "%d rounds of %d recorders, one held the file in %d, refused: %d, samples acknowledged: %d, lost: %s\n",
      all, recorders, good, (recorders - 1) * good, rounds * samples, good == all ? "0" : "FAILED");
  return good == all ? 0 : 1;
}
