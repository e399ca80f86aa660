#include <procmem/record.hpp>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/sink.hpp>

#include "detail/json_record.hpp"
#include "detail/posix_io.hpp"
#include "detail/record_parser.hpp"
#include "detail/rotation.hpp"

namespace procmem {

using detail::UniqueFd;

namespace {

/// Keeps all that is replayed.
class Collector final : public Sink {
 public:
  explicit Collector(Recording& recording) : recording_(recording) {}

  void on_start(const RecordHeader& header) override {
    if (recording_.segments.empty()) recording_.header = header;
    recording_.segments.push_back({header, recording_.samples.size(), recording_.events.size()});
  }
  void on_sample(const Sample& sample) override { recording_.samples.push_back(sample); }
  void on_event(const Event& event) override { recording_.events.push_back(event); }

 private:
  Recording& recording_;
};

/// What comes next of a file; empty at its end.
std::string_view read_piece(int file, std::vector<char>& buffer, std::error_code& error) {
  ssize_t n = -1;
  do n = ::read(file, buffer.data(), buffer.size());
  while (n < 0 && errno == EINTR);
  if (n < 0) error = detail::last_errno();
  return {buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
}

/// Whether the recording in this file goes on from an earlier one.
bool is_continued(int file) {
  std::string text(std::size_t{64} << 10U, '\0');
  std::error_code unreadable;  // and then nothing is there to go on from; the reading itself will say why
  std::string_view line = detail::read_start(file, text.data(), text.size(), unreadable);
  line = line.substr(0, std::min(line.size(), line.find('\n')));
  if (line.substr(0, 2) == "# ") line.remove_prefix(2);
  detail::JsonRecordReader json;
  return json.read(line).kind == detail::JsonRecordReader::Kind::header && json.header().continued;
}

bool is_same_file(int one, int other) noexcept {
  struct stat a {};
  struct stat b {};
  return ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// The pieces of a recording, while a recorder may be renaming them: a piece only ever gets higher numbers,
/// and the one that came before it in time has the next.
class Pieces {
 public:
  /// Errors: errno of open(2), here and in what follows.
  Pieces(const std::string& path, std::error_code& error) : path_(path), error_(error) {
    pieces_.push_back(detail::open_at(AT_FDCWD, path.c_str(), 0, error));
  }

  /// Whether there is a piece before the oldest so far, which is then opened.
  bool open_older() {
    while (find_oldest()) {
      unsigned number = number_ + 1;
      UniqueFd piece = open(number);
      if (!piece.valid() && !error_) piece = open(++number);  // room is being made for it
      if (error_) return false;
      if (!is_oldest(open(number_))) continue;  // renamed meanwhile: this may be a younger one, or none
      if (!piece.valid()) return false;
      number_ = number;
      if (is_oldest(piece)) continue;  // by its second name, which it has while it is being renamed
      pieces_.push_back(std::move(piece));
      return true;
    }
    return false;
  }

  bool is_continued() const { return !error_ && procmem::is_continued(pieces_.back().get()); }

  std::vector<UniqueFd> take_oldest_first() {
    std::reverse(pieces_.begin(), pieces_.end());
    return std::move(pieces_);
  }

 private:
  /// Nothing where there is none.
  UniqueFd open(unsigned number) {
    const std::string name = number == 0 ? path_ : path_ + detail::piece_suffix(number);
    UniqueFd file = detail::open_at(AT_FDCWD, name.c_str(), 0, error_);
    if (error_ == std::errc::no_such_file_or_directory) error_.clear();
    return file;
  }

  bool is_oldest(const UniqueFd& file) const noexcept {
    return file.valid() && is_same_file(file.get(), pieces_.back().get());
  }

  /// Where the oldest so far is now, if it has not been removed.
  bool find_oldest() {
    constexpr int most_missing = 8;  // where it has just been, each time that we look
    for (int missing = 0; missing < most_missing && !error_; ++number_) {
      const UniqueFd file = open(number_);
      if (is_oldest(file)) return true;
      missing = file.valid() ? 0 : missing + 1;
    }
    return false;
  }

  const std::string& path_;
  std::error_code& error_;
  std::vector<UniqueFd> pieces_;  // the youngest first
  unsigned number_ = 0;           // of the oldest so far
};

/// The file and those that were rotated away from it, the oldest first. All are opened before the first is
/// read, so that a recorder that rotates meanwhile takes none away.
std::vector<UniqueFd> open_pieces(const std::string& path, std::error_code& error) {
  Pieces pieces(path, error);
  while (pieces.is_continued() && pieces.open_older()) continue;
  return pieces.take_oldest_first();
}

}  // namespace

ReadSummary replay_recording(const std::string& path, Sink& sink, const ReplayProgress& progress,
                             std::error_code& error) {
  ReadSummary summary;
  summary.format = format_for_path(path);
  const std::vector<UniqueFd> pieces = open_pieces(path, error);
  detail::RecordParser parser(sink, summary);
  std::vector<char> buffer(std::size_t{256} << 10U);
  std::uint64_t done = 0;
  for (const UniqueFd& piece : pieces) {
    while (!error) {
      const std::string_view text = read_piece(piece.get(), buffer, error);
      if (error || text.empty()) break;
      error = parser.feed(text);
      done += text.size();
      if (progress) progress(done);
    }
    if (!error) error = parser.finish();
    if (error) break;
  }
  return summary;
}

ReadSummary replay_recording(const std::string& path, Sink& sink, std::error_code& error) {
  return replay_recording(path, sink, {}, error);
}

ReadSummary replay_recording(const std::string& path, Sink& sink) {
  std::error_code error;
  ReadSummary summary = replay_recording(path, sink, error);
  if (error) throw Error(error, path);
  return summary;
}

Recording read_recording(const std::string& path, std::error_code& error) {
  Recording recording;
  Collector collector(recording);
  recording.summary = replay_recording(path, collector, error);
  return recording;
}

Recording read_recording(const std::string& path) {
  std::error_code error;
  Recording recording = read_recording(path, error);
  if (error) throw Error(error, path);
  return recording;
}

}  // namespace procmem
