#ifndef PROCMEM_DETAIL_LINE_PARSER_HPP
#define PROCMEM_DETAIL_LINE_PARSER_HPP

#include <memory>
#include <string_view>
#include <system_error>

#include <procmem/record_format.hpp>
#include <procmem/sink.hpp>

namespace procmem::detail {

/// What became of a line.
struct LineResult {
  const char* skipped = nullptr;  ///< why it is passed over; null: it was understood
  std::error_code fatal;          ///< why the whole file cannot be read
};

/// Plays what is read into a sink, and counts it.
class Player {
 public:
  Player(Sink& sink, ReadSummary& summary) : sink_(sink), summary_(summary) {}

  bool started() const noexcept { return summary_.segments != 0; }

  /// A header that goes on with the segment at hand, in another file of the same recording, begins none.
  void start(const RecordHeader& header) {
    if (header.continued && started() && header.boot_id == last_.boot_id && header.pid == last_.pid &&
        header.start_ticks == last_.start_ticks)
      return;
    last_ = header;
    ++summary_.segments;
    sink_.on_start(header);
  }
  void sample(const Sample& sample) {
    start_unless_started(sample);
    ++summary_.samples;
    sink_.on_sample(sample);
  }
  void event(const Event& event) {
    start_unless_started(event);
    ++summary_.events;
    if (event.kind == EventKind::gap && event.pid == 0) summary_.lost_samples += event.count;
    sink_.on_event(event);
  }

 private:
  /// A memlog has no header, and a piece that was cut out of a recording has lost it: one is made of the
  /// first sample or event.
  template <class First>
  void start_unless_started(const First& first) {
    if (started()) return;
    RecordHeader header;
    header.time = first.time;
    header.monotonic = first.monotonic;
    header.pid = first.pid;
    start(header);
  }

  Sink& sink_;
  ReadSummary& summary_;
  RecordHeader last_;  // that began a segment
};

/// The lines of one format, one after the other, given to a player.
class LineParser {
 public:
  virtual ~LineParser() = default;
  LineParser(const LineParser&) = delete;
  LineParser& operator=(const LineParser&) = delete;
  virtual LineResult take(std::string_view line) = 0;
  /// After the last line. \return as take(): what is left over may be half a record.
  virtual LineResult finish() = 0;

 protected:
  explicit LineParser(Player& player) : player_(player) {}
  Player& player() noexcept { return player_; }

 private:
  Player& player_;
};

std::unique_ptr<LineParser> make_csv_parser(Player& player);
std::unique_ptr<LineParser> make_jsonl_parser(Player& player);
std::unique_ptr<LineParser> make_memlog_parser(Player& player);

}  // namespace procmem::detail

#endif
