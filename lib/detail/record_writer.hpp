#ifndef PROCMEM_DETAIL_RECORD_WRITER_HPP
#define PROCMEM_DETAIL_RECORD_WRITER_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <procmem/event.hpp>
#include <procmem/fields.hpp>
#include <procmem/record_format.hpp>
#include <procmem/sample.hpp>

#include "detail/timestamp.hpp"

namespace procmem::detail {

/// Turns what is recorded into text; docs/formats.md is the grammar. Where the text goes is another's
/// business. Each member returns one whole record, valid until the next call; empty if the format cannot hold
/// it. Once its buffer has grown to the longest record, nothing allocates.
class RecordWriter {
 public:
  /// \param columns empty is all.
  RecordWriter(RecordFormat format, FieldList columns);

  /// \param with_column_row a csv then gets its row of column names after the header.
  std::string_view header(const RecordHeader& header, bool with_column_row);
  std::string_view sample(const Sample& sample);
  std::string_view event(const Event& event);

  /// What makes a line out of one that was torn and cannot be cut off, and which no reader takes for a
  /// record.
  std::string_view end_of_torn_line() const noexcept;

  /// Whether a file that begins so was written in the same format, version and columns, and may be continued.
  /// A file that holds a piece of a header and nothing else may.
  bool can_continue(std::string_view beginning) const;

  /// Whether its row of column names has reached the file, too: a recorder may have been cut off before it.
  bool has_column_row(std::string_view beginning) const;

 private:
  using Time = std::chrono::system_clock::time_point;
  using Monotonic = std::chrono::steady_clock::time_point;

  void begin_object(std::string_view type);
  void key(std::string_view name);
  void text(std::string_view name, std::string_view value);
  void number(std::string_view name, std::int64_t value);
  void number(std::string_view name, std::uint64_t value);
  void instant(Time time, Monotonic monotonic);
  void phase_result(const PhaseResult& result);
  void end_object();

  void csv_row(const Sample& sample);
  void json_row(const Sample& sample);
  void memlog_record(const Sample& sample);
  std::string column_row() const;
  std::string field_array() const;

  RecordFormat format_;
  FieldList columns_;
  std::vector<std::string> keys_;  // jsonl: of each column, as a row has it
  TimeWriter times_;
  std::string buffer_;
};

}  // namespace procmem::detail

#endif
