// Reads a recording again and again while a recorder rotates it as fast as it can: each reading has every
// sample that was acknowledged before it began, each once, in its order and without a hole, and no damaged
// line.
#include <procmem/procmem.hpp>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <unistd.h>
#include <boost/filesystem.hpp>

#include "numbered.hpp"

using namespace procmem;

namespace {

constexpr std::int64_t samples = 3000;
constexpr std::int64_t rotate_at = 1500;

class Round {
 public:
  explicit Round(std::string path) : path_(std::move(path)) {}

  bool run() {
    std::thread recorder([this] { record(); });
    bool good = true;
    while (good && acknowledged_ < samples) good = read();
    good_ = good;
    recorder.join();
    return good && read() && acknowledged_ == samples;
  }

  int readings() const noexcept { return readings_; }

 private:
  void record() {
    FileSinkOptions options;
    options.columns = parse_field_list("VmRSS,VmSize");
    options.rotate_at = Bytes(rotate_at);
    FileSink sink(path_, format_for_path(path_), options);
    for (std::int64_t number = 0; number < samples && good_; ++number) {
      sink.on_sample(numbered_sample(number));
      acknowledged_ = number + 1;
      if (number % 16 == 0) ::usleep(1000);  // so that the reader gets its turn on one processor, too
    }
  }

  bool read() {
    const std::int64_t before = acknowledged_;
    std::error_code error;
    const Recording recording = read_recording(path_, error);
    const auto there = static_cast<std::int64_t>(recording.samples.size());
    if (error == std::errc::no_such_file_or_directory && before == 0) return true;
    ++readings_;
    // A record that is being written may show without its end.
    const bool damaged = recording.summary.skipped_lines > (recording.summary.torn_tail ? 1 : 0);
    bool in_order = true;
    for (std::int64_t number = 0; number < there; ++number) {
      const Sample& sample = recording.samples[static_cast<std::size_t>(number)];
      in_order = in_order && sample.status.vm_rss == numbered_sample(number).status.vm_rss;
    }
    if (!error && !damaged && in_order && there >= before) return true;
    std::fprintf(stderr, "%s: %lld samples of %lld, %s, %s: %s\n", path_.c_str(),
                 static_cast<long long>(there), static_cast<long long>(before),
                 in_order ? "in order" : "doubled or missing", damaged ? "damaged" : "whole",
                 error.message().c_str());
    return false;
  }

  std::string path_;
  std::atomic<std::int64_t> acknowledged_{0};
  std::atomic<bool> good_{true};
  int readings_ = 0;
};

}  // namespace

int main() {
  namespace fs = boost::filesystem;
  const fs::path directory = fs::temp_directory_path() / fs::unique_path();
  fs::create_directory(directory);
  bool good = true;
  int readings = 0;
  std::int64_t pieces = 0;
  for (const char* name : {"r.csv", "r.jsonl"}) {
    Round round((directory / name).string());
    good = good && round.run();
    readings += round.readings();
  }
  for (const auto& piece : fs::directory_iterator(directory)) pieces += piece.path().empty() ? 0 : 1;
  fs::remove_all(directory);
  std::printf("%d readings beside a recorder that rotated %lld times, samples acknowledged: %lld, %s\n",
              readings, static_cast<long long>(pieces - 2), static_cast<long long>(2 * samples),
              good ? "lost: 0, doubled: 0" : "FAILED");
  return good && readings >= 20 && pieces > 400 ? 0 : 1;
}
