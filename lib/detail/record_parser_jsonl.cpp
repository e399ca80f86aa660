#include <procmem/error.hpp>

#include "detail/json_record.hpp"
#include "detail/line_parser.hpp"

namespace procmem::detail {
namespace {

class JsonlParser final : public LineParser {
 public:
  JsonlParser(Sink& sink, ReadSummary& summary) : LineParser(sink, summary) {}

  LineResult take(std::string_view line) override {
    if (line.empty()) return {};  // a line feed that ended a torn line
    const JsonRecordReader::Result result = json_.read(line);
    if (result.skipped != nullptr)
      return started_ ? LineResult{result.skipped, {}} : LineResult{nullptr, foreign()};
    switch (result.kind) {
      case JsonRecordReader::Kind::header:
        if (json_.header().version != 1) return {nullptr, make_error_code(Errc::unknown_version)};
        started_ = true;
        start(json_.header());
        break;
      case JsonRecordReader::Kind::sample:
        if (!started_) return {nullptr, foreign()};
        sample(json_.sample());
        break;
      case JsonRecordReader::Kind::event:
        event(json_.event());
        break;
      case JsonRecordReader::Kind::other:
        if (!started_) return {nullptr, foreign()};
        break;
    }
    return {};
  }

 private:
  /// A recording begins with its header; without it, this is some other program's JSON.
  static std::error_code foreign() { return Errc::not_a_recording; }

  JsonRecordReader json_;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<LineParser> make_jsonl_parser(Sink& sink, ReadSummary& summary) {
  return std::make_unique<JsonlParser>(sink, summary);
}

}  // namespace procmem::detail
