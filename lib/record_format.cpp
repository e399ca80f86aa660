#include <procmem/record_format.hpp>

#include <array>
#include <utility>

namespace procmem {
namespace {

constexpr std::array<std::pair<RecordFormat, std::string_view>, 3> formats = {{
    {RecordFormat::memlog, "memlog"},
    {RecordFormat::csv, "csv"},
    {RecordFormat::jsonl, "jsonl"},
}};

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

std::string_view format_name(RecordFormat format) noexcept {
  for (const auto& [known, name] : formats)
    if (known == format) return name;
  return "unknown";
}

std::optional<RecordFormat> parse_format_name(std::string_view name) noexcept {
  for (const auto& [format, known] : formats)
    if (known == name) return format;
  return std::nullopt;
}

RecordFormat format_for_path(std::string_view path) noexcept {
  if (ends_with(path, ".csv")) return RecordFormat::csv;
  if (ends_with(path, ".jsonl") || ends_with(path, ".ndjson")) return RecordFormat::jsonl;
  return RecordFormat::memlog;
}

}  // namespace procmem
