#include <procmem/error.hpp>

#include "detail/json_record.hpp"
#include "detail/line_parser.hpp"

namespace procmem::detail {
namespace {

class JsonlParser final : public LineParser {
 public:
  explicit JsonlParser(Player& player) : LineParser(player) {}

  LineResult take(std::string_view line) override {
    if (line.empty()) return {};  // a line feed that ended a torn line
    const JsonRecordReader::Result result = json_.read(line);
    // Before anything of a recording has been seen, this is some other program's JSON.
    if (!player().started() && (result.skipped != nullptr || result.kind == JsonRecordReader::Kind::other))
      return {nullptr, Errc::not_a_recording};
    if (result.skipped != nullptr) return {result.skipped, {}};
    switch (result.kind) {
      case JsonRecordReader::Kind::header:
        if (json_.header().version != 1) return {nullptr, Errc::unknown_version};
        player().start(json_.header());
        break;
      case JsonRecordReader::Kind::sample:
        player().sample(json_.sample());
        break;
      case JsonRecordReader::Kind::event:
        player().event(json_.event());
        break;
      case JsonRecordReader::Kind::other:
        break;
    }
    return {};
  }

  LineResult finish() override { return {}; }

 private:
  JsonRecordReader json_;
};

}  // namespace

std::unique_ptr<LineParser> make_jsonl_parser(Player& player) {
  return std::make_unique<JsonlParser>(player);
}

}  // namespace procmem::detail
