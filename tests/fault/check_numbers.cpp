// check_numbers FILE NOTES [torn] [skipped=N] [gaps] [doubted] [unsynced=N]
// Compares a recording, all its pieces, with what record_numbers noted: each sample that was acknowledged is
// there once, in its order and as it was; none that was refused; no other. Prints the figures.
//   torn       the last line may be torn        skipped=N  so many records may be damaged
//   gaps       the events tell exactly as many lost samples as were refused
//   doubted    a sample may be refused and there: its sync has failed, not its write
//   unsynced=N of the acknowledged, up to N may be missing, with none behind them
#include <procmem/procmem.hpp>

#include <cstdio>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "numbered.hpp"

using namespace procmem;

namespace {

struct Allowed {
  bool torn = false;
  bool gaps = false;
  bool doubted = false;
  std::uint64_t skipped = 0;
  std::int64_t unsynced = 0;
};

Allowed allowed_by(int argc, char** argv) {
  Allowed allowed;
  for (int i = 3; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "torn") allowed.torn = true;
    if (word == "gaps") allowed.gaps = true;
    if (word == "doubted") allowed.doubted = true;
    if (word.compare(0, 8, "skipped=") == 0) allowed.skipped = std::stoul(word.substr(8));
    if (word.compare(0, 9, "unsynced=") == 0) allowed.unsynced = std::stol(word.substr(9));
  }
  return allowed;
}

bool is_file(const std::string& path, struct stat& status) {
  return ::stat(path.c_str(), &status) == 0;
}

/// A memlog has no header that says it goes on, so its pieces are read one by one.
Recording read_pieces(const std::string& path) {
  Recording all = read_recording(path);
  if (format_for_path(path) != RecordFormat::memlog) return all;
  struct stat youngest {};
  struct stat status {};
  is_file(path, youngest);
  for (int number = 1, missing = 0; missing < 2; ++number) {
    const std::string name = path + '.' + std::to_string(number);
    if (!is_file(name, status)) {
      ++missing;  // one may be: killed while it made room
      continue;
    }
    if (status.st_ino == youngest.st_ino) continue;  // its second name: killed while rotating
    const Recording piece = read_recording(name);
    all.samples.insert(all.samples.begin(), piece.samples.begin(), piece.samples.end());
    all.summary.skipped_lines += piece.summary.skipped_lines;
  }
  return all;
}

class Checker {
 public:
  Checker(const Recording& recording, const Notes& notes, RecordFormat format, Allowed allowed)
      : recording_(recording), notes_(notes), format_(format), allowed_(allowed) {}

  int run() {
    check_samples();
    check_notes();
    check_damage();
    if (allowed_.gaps) check_gaps();
    std::printf("%lld %lld %d %llu %lld %d\n", static_cast<long long>(acknowledged_),
                static_cast<long long>(refused_), recording_.summary.torn_tail ? 1 : 0,
                static_cast<unsigned long long>(recording_.summary.skipped_lines),
                static_cast<long long>(missing_), faults_);
    return faults_ == 0 ? 0 : 1;
  }

 private:
  void fault(const char* what, std::int64_t number) {
    if (++faults_ <= 5) std::fprintf(stderr, "%s: %lld\n", what, static_cast<long long>(number));
  }

  bool is_as_written(const Sample& sample, std::int64_t number) const {
    Sample expected = numbered_sample(number);
    if (format_ == RecordFormat::memlog) expected.pid = 0;
    return sample.pid == expected.pid && sample.status.vm_rss == expected.status.vm_rss &&
           sample.status.vm_size == expected.status.vm_size;
  }

  void check_samples() {
    there_.assign(static_cast<std::size_t>(notes_.size()), 0);
    for (const Sample& sample : recording_.samples) {
      const std::int64_t number = sample.status.vm_rss.value_or(Bytes(-1024)).count() / 1024;
      if (number < 0 || number >= notes_.size() || !is_as_written(sample, number)) {
        fault("a sample that nobody wrote", number);
        continue;
      }
      if (number <= last_) fault("out of its order, or twice", number);
      last_ = number;
      ++there_[static_cast<std::size_t>(number)];
    }
  }

  /// A sample that has one behind it is not among the unsynced.
  void check_notes() {
    for (std::int64_t number = 0; number < notes_.size(); ++number) {
      const int times = there_[static_cast<std::size_t>(number)];
      const char note = notes_.at(number);
      if (note == Notes::acknowledged) ++acknowledged_;
      if (note == Notes::lost) ++refused_;
      if (note == Notes::acknowledged && times == 0 && (number <= last_ || ++missing_ > allowed_.unsynced))
        fault("acknowledged and not there", number);
      if (note == Notes::lost && times != 0 && !allowed_.doubted) fault("refused and there", number);
      if (note == 0 && times != 0) fault("there before it was written", number);
    }
  }

  void check_damage() {
    const ReadSummary& summary = recording_.summary;
    const std::uint64_t torn = summary.torn_tail ? 1 : 0;
    if (summary.torn_tail && !allowed_.torn) fault("a torn last line", 1);
    if (summary.skipped_lines > torn + allowed_.skipped)
      fault("damaged lines", static_cast<std::int64_t>(summary.skipped_lines));
  }

  void check_gaps() {
    std::uint64_t told = 0;
    for (const Event& event : recording_.events)
      if (event.kind == EventKind::gap) told += event.count;
    if (told != static_cast<std::uint64_t>(refused_))
      fault("lost samples told by the gaps", static_cast<std::int64_t>(told));
  }

  const Recording& recording_;
  const Notes& notes_;
  RecordFormat format_;
  Allowed allowed_;
  std::vector<int> there_;
  std::int64_t last_ = -1;
  std::int64_t acknowledged_ = 0;
  std::int64_t refused_ = 0;
  std::int64_t missing_ = 0;
  int faults_ = 0;
};

}  // namespace

/// Prints: acknowledged refused torn skipped missing faults.
int main(int argc, char** argv) try {
  if (argc < 3) return 2;
  const Notes notes(argv[2]);
  const Recording recording = read_pieces(argv[1]);
  return Checker(recording, notes, format_for_path(argv[1]), allowed_by(argc, argv)).run();
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
