#include <procmem/record.hpp>

#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/sink.hpp>

#include "detail/posix_io.hpp"
#include "detail/record_parser.hpp"

namespace procmem {
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

}  // namespace

ReadSummary replay_recording(const std::string& path, Sink& sink, const ReplayProgress& progress,
                             std::error_code& error) {
  ReadSummary summary;
  std::uint64_t done = 0;
  const detail::UniqueFd file = detail::open_at(AT_FDCWD, path.c_str(), 0, error);
  if (error) return summary;
  detail::RecordParser parser(sink, summary);
  std::vector<char> buffer(std::size_t{256} << 10U);
  for (;;) {
    const std::string_view piece = read_piece(file.get(), buffer, error);
    if (error) return summary;
    error = piece.empty() ? parser.finish() : parser.feed(piece);
    if (piece.empty() || error) return summary;
    done += piece.size();
    if (progress) progress(done);
  }
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
