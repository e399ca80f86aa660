// rotation_by_others WAY…: others move, remove or empty a recording again and again, at any moment, while it
// is being written. The recorder goes on in a new file that is a recording of its own; moving loses and
// doubles no sample, removing and emptying none but those that were there. Each way with each format.
#include <procmem/procmem.hpp>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>
#include <boost/filesystem.hpp>

#include "numbered.hpp"

using namespace procmem;

namespace {

constexpr int times = 1000;
constexpr std::int64_t samples_afterwards = 20;

struct Scratch {
  boost::filesystem::path path =
      boost::filesystem::temp_directory_path() / boost::filesystem::unique_path("procmem-others-%%%%%%%%");
  Scratch() { boost::filesystem::create_directory(path); }
  ~Scratch() { boost::filesystem::remove_all(path, ignored); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  boost::system::error_code ignored;
};

class Round {
 public:
  Round(const std::string& directory, std::string way, const char* suffix)
      : path_(directory + '/' + way + suffix), way_(std::move(way)) {}

  bool run() {
    std::thread recorder([this] { record(); });
    for (changes_ = 0; changes_ < times; changes_ += change() ? 1 : 0) std::this_thread::yield();
    done_ = true;
    recorder.join();
    const bool good = lost_ == 0 && (way_ == "move" ? check_all() : check_last());
    if (!good)
      std::fprintf(stderr, "%s: %lld samples, %lld lost\n", path_.c_str(), static_cast<long long>(written_),
                   static_cast<long long>(lost_));
    return good;
  }

  std::int64_t written() const noexcept { return written_; }

 private:
  /// A second goes by from one sample to the next, so that the recorder looks where its file is.
  void record() {
    FileSinkOptions options;
    options.columns = parse_field_list("VmRSS,VmSize");
    FileSink sink(path_, format_for_path(path_), options);
    std::int64_t last = -1;
    for (std::int64_t number = 0; last < 0 || number <= last; ++number) {
      Sample sample = numbered_sample(number);
      sample.monotonic = std::chrono::steady_clock::time_point(std::chrono::seconds(number));
      try {
        sink.on_sample(sample);
      } catch (const Error& error) {
        if (lost_++ == 0) std::fprintf(stderr, "%s\n", error.what());
      }
      written_ = number + 1;
      if (last < 0 && done_) last = number + samples_afterwards;
      if (number % 8 == 0) ::usleep(100);  // so that the others get their turn on one processor, too
    }
  }

  /// Every other time also what has nothing in it yet. \return whether there was something to change.
  bool change() {
    const bool has_something = boost::filesystem::file_size(path_, ignored_) != 0 && !ignored_;
    if (changes_ % 2 == 0 && !has_something) return false;
    if (way_ == "move")
      return ::rename(path_.c_str(), (path_ + ".moved" + std::to_string(changes_)).c_str()) == 0;
    if (way_ == "remove") return ::unlink(path_.c_str()) == 0;
    return has_something && ::truncate(path_.c_str(), 0) == 0;
  }

  bool is_there(const Sample& sample, std::int64_t number) const {
    return sample.status.vm_rss == numbered_sample(number).status.vm_rss &&
           sample.status.vm_size == numbered_sample(number).status.vm_size;
  }

  bool check_all() const {
    std::int64_t next = 0;
    for (int i = 0; i <= times; ++i) {
      const Recording piece = read_recording(i < times ? path_ + ".moved" + std::to_string(i) : path_);
      if (piece.summary.skipped_lines != 0) return false;
      for (const Sample& sample : piece.samples)
        if (!is_there(sample, next++)) return false;
    }
    return next == written_;
  }

  bool check_last() const {
    const Recording recording = read_recording(path_);
    const auto there = static_cast<std::int64_t>(recording.samples.size());
    std::int64_t next = written_ - there;
    for (const Sample& sample : recording.samples)
      if (!is_there(sample, next++)) return false;
    return there >= samples_afterwards && recording.summary.skipped_lines == 0;
  }

  std::string path_;
  std::string way_;
  boost::system::error_code ignored_;
  int changes_ = 0;
  std::atomic<bool> done_{false};
  std::atomic<std::int64_t> written_{0};
  std::atomic<std::int64_t> lost_{0};
};

}  // namespace

int main(int argc, char** argv) try {
  const Scratch scratch;
  bool good = argc > 1;
  int rounds = 0;
  std::int64_t written = 0;
  for (int i = 1; i < argc && good; ++i) {
    for (const char* suffix : {".csv", ".jsonl", ".memlog"}) {
      Round round(scratch.path.string(), argv[i], suffix);
      good = round.run() && good;
      ++rounds;
      written += round.written();
    }
  }
  std::printf("%d times in each of %d rounds others took the file, samples acknowledged: %lld, lost: %s\n",
              times, rounds, static_cast<long long>(written), good ? "0" : "FAILED");
  return good ? 0 : 1;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
