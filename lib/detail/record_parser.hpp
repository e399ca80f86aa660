#ifndef PROCMEM_DETAIL_RECORD_PARSER_HPP
#define PROCMEM_DETAIL_RECORD_PARSER_HPP

#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include <procmem/record_format.hpp>
#include <procmem/sink.hpp>

#include "detail/line_parser.hpp"

namespace procmem::detail {

/// Reads a recording that comes in pieces of any size, and plays it into a sink. Memory is bounded: a line of
/// more than 1 MiB is skipped. Lines end at LF; a CR before it is not part of the line.
class RecordParser {
 public:
  RecordParser(Sink& sink, ReadSummary& summary) : player_(sink, summary), summary_(summary) {}

  /// Errors: Errc::not_a_recording, Errc::unknown_version; there is no going on after one.
  std::error_code feed(std::string_view piece);
  /// The end of a file. Another may be fed then, which goes on where this one has ended.
  std::error_code finish();

 private:
  std::error_code end_line(std::string_view piece);
  std::error_code take_line(std::string_view line);
  std::error_code finish_without_a_line(bool torn) const;
  void skip(const char* reason, std::uint64_t line);

  Player player_;
  ReadSummary& summary_;
  std::unique_ptr<LineParser> lines_;  ///< of the format that the first line shows
  std::string partial_;                ///< the beginning of a line whose end has not come yet
  bool overlong_ = false;              ///< ... and of which too much has come already
};

}  // namespace procmem::detail

#endif
