#include "detail/json_record.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <vector>

// Without optimization simdjson would check how it is used, in memory that it does not look whether it got.
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include <simdjson.h>

#include <procmem/fields.hpp>

#include "detail/timestamp.hpp"
#include "detail/utf8.hpp"

namespace procmem::detail {
namespace {

using simdjson::ondemand::value;

constexpr auto largest_int = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
constexpr auto largest_int64 = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// What is refused for want of memory is no damaged line.
class Document : public simdjson::ondemand::document {
 public:
  bool begin(simdjson::ondemand::parser& parser, const std::vector<char>& padded, std::size_t size) {
    document& base = *this;
    const simdjson::error_code error = parser.iterate(padded.data(), size, padded.size()).get(base);
    // simdjson 3.0 does not look whether it got the memory for its texts.
    if (error == simdjson::MEMALLOC || (error == simdjson::SUCCESS && iter.string_buf_loc() == nullptr))
      throw std::bad_alloc();
    return error == simdjson::SUCCESS;
  }
};

using SteadyTime = std::chrono::steady_clock::time_point;

SteadyTime steady(std::int64_t nanoseconds) {
  return SteadyTime(std::chrono::duration_cast<SteadyTime::duration>(std::chrono::nanoseconds(nanoseconds)));
}

/// A recording is UTF-8, and what is read of it stays so: a name too long is cut between two characters.
ProcessName name_of(std::string_view text) noexcept {
  return cut_utf8(text, ProcessName::capacity);
}

}  // namespace

/// One line, taken key by key; what it is shows only when all of it has been seen.
struct JsonRecordReader::Impl {
  Result read(std::string_view line);
  bool take(std::string_view key, value& json);
  bool take_of_header(std::string_view key, value& json);
  bool take_version(value& json);
  bool take_figure(const Field& field, value& json);
  bool take_time(value& json);
  bool take_of_phase(std::string_view key, value& json);
  static bool take_bytes(value& json, std::optional<Bytes>& bytes);
  const Field* column(std::string_view key);
  Result finish();

  template <class Number>
  static bool take_number(value& json, std::uint64_t most, Number& number);
  static bool take_text(value& json, std::string& text);

  simdjson::ondemand::parser parser;
  std::vector<char> padded;
  std::size_t next_column = 0;

  std::string type;
  std::string event_word;
  std::string name;
  bool has_time = false;
  bool has_monotonic = false;
  bool has_pid = false;
  std::int64_t interval = 0;
  std::uint64_t missed = 0;
  std::uint64_t start_ticks = 0;
  std::uint64_t count = 0;
  std::int64_t phase_ns = 0;
  bool has_result = false;  // of a phase
  PhaseResult result;
  RecordHeader header;
  Sample sample;
  Event event;
};

template <class Number>
bool JsonRecordReader::Impl::take_number(value& json, std::uint64_t most, Number& number) {
  std::uint64_t wide = 0;
  if (json.get_uint64().get(wide) != simdjson::SUCCESS || wide > most) return false;
  number = static_cast<Number>(wide);
  return true;
}

bool JsonRecordReader::Impl::take_text(value& json, std::string& text) {
  std::string_view view;
  if (json.get_string().get(view) != simdjson::SUCCESS) return false;
  text = view;
  return true;
}

bool JsonRecordReader::Impl::take_time(value& json) {
  std::string_view text;
  if (json.get_string().get(text) != simdjson::SUCCESS) return false;
  const auto time = parse_utc(text);
  if (!time) return false;
  sample.time = *time;
  return has_time = true;
}

bool JsonRecordReader::Impl::take_bytes(value& json, std::optional<Bytes>& bytes) {
  std::int64_t count = 0;
  if (!take_number(json, largest_int64, count)) return false;
  bytes = Bytes(count);
  return true;
}

/// Columns come in the same order in every line, so the one after the last is tried first.
const Field* JsonRecordReader::Impl::column(std::string_view key) {
  const FieldTable all = sample_fields();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t at = (next_column + i) % all.size();
    if (all[at].column != key) continue;
    next_column = at + 1;
    return &all[at];
  }
  return nullptr;
}

bool JsonRecordReader::Impl::take_figure(const Field& field, value& json) {
  std::int64_t figure = 0;
  if (take_number(json, static_cast<std::uint64_t>(field.largest()), figure)) {
    field.set(sample, figure);
    return true;
  }
  bool null = false;
  return json.is_null().get(null) == simdjson::SUCCESS && null;  // absent
}

/// \return whether the key is unknown or its value is as it must be.
bool JsonRecordReader::Impl::take(std::string_view key, value& json) {
  if (key == "type") return take_text(json, type);
  if (key == "time") return take_time(json);
  if (key == "monotonic_ns") {
    std::int64_t nanoseconds = 0;
    has_monotonic = take_number(json, largest_int64, nanoseconds);
    sample.monotonic = steady(nanoseconds);
    return has_monotonic;
  }
  if (key == "pid") return has_pid = take_number(json, largest_int, sample.pid);
  if (key == "missed") return take_number(json, largest_int64, missed);
  if (const Field* const field = column(key)) return take_figure(*field, json);
  if (key == "name") return take_text(json, name);
  if (key == "event") return take_text(json, event_word);
  if (key == "text") return take_text(json, event.text);
  if (key == "count") return take_number(json, largest_int64, count);
  if (key == "start_ticks") return take_number(json, std::numeric_limits<std::uint64_t>::max(), start_ticks);
  return take_of_phase(key, json);
}

bool JsonRecordReader::Impl::take_of_phase(std::string_view key, value& json) {
  if (key == "phase") return take_number(json, std::numeric_limits<std::uint64_t>::max(), event.phase);
  if (key == "duration_ns") return has_result = take_number(json, largest_int64, phase_ns);
  if (key == "first_bytes") return take_bytes(json, result.first);
  if (key == "last_bytes") return take_bytes(json, result.last);
  if (key == "peak_bytes") return take_bytes(json, result.peak);
  if (key == "peak_exact") return json.get_bool().get(result.peak_exact) == simdjson::SUCCESS;
  return take_of_header(key, json);
}

/// One that is no number of ours, or not even a number, is that of a later version, not damage.
bool JsonRecordReader::Impl::take_version(value& json) {
  if (take_number(json, largest_int, header.version)) return true;
  header.version = -1;
  simdjson::ondemand::json_type kind{};
  return json.type().get(kind) == simdjson::SUCCESS &&
         (kind == simdjson::ondemand::json_type::number || kind == simdjson::ondemand::json_type::string);
}

bool JsonRecordReader::Impl::take_of_header(std::string_view key, value& json) {
  if (key == "procmem") return take_version(json);
  if (key == "interval_ns") return take_number(json, largest_int64, interval);
  if (key == "boot_id") return take_text(json, header.boot_id);
  if (key == "limit_bytes") return take_bytes(json, header.limit);
  if (key == "limit_source") return take_text(json, header.limit_source);
  if (key == "limit_bounds") return take_text(json, header.limit_bounds);
  if (key == "continued") return json.get_bool().get(header.continued) == simdjson::SUCCESS;
  return true;
}

JsonRecordReader::Result JsonRecordReader::Impl::read(std::string_view line) {
  if (padded.size() < line.size() + simdjson::SIMDJSON_PADDING) padded.resize(2 * line.size() + 1024);
  std::copy(line.begin(), line.end(), padded.begin());  // an empty line may have no address
  std::memset(padded.data() + line.size(), 0, simdjson::SIMDJSON_PADDING);

  type.clear();
  event_word.clear();
  name.clear();
  has_time = has_monotonic = has_pid = false;
  interval = 0;
  missed = start_ticks = count = 0;
  header.version = 0;
  header.boot_id.clear();
  header.limit.reset();
  header.limit_source.clear();
  header.limit_bounds.clear();
  header.continued = false;
  event.text.clear();
  event.phase = 0;
  has_result = false;
  result = PhaseResult();
  sample = Sample();

  Document document;
  simdjson::ondemand::object object;
  if (!document.begin(parser, padded, line.size()) || document.get_object().get(object) != simdjson::SUCCESS)
    return {Kind::other, "not a JSON object"};
  for (auto field : object) {
    std::string_view key;
    value json;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS || field.value().get(json) != simdjson::SUCCESS)
      return {Kind::other, "not a JSON object"};
    if (!take(key, json)) return {Kind::other, "a value that is not of its key's kind"};
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return {Kind::other, "text after the object"};
  return finish();
}

JsonRecordReader::Result JsonRecordReader::Impl::finish() {
  if (type == "header") {
    header.time = sample.time;
    header.monotonic = sample.monotonic;
    header.interval = std::chrono::nanoseconds(interval);
    header.pid = sample.pid;
    header.name = name_of(name);
    header.start_ticks = start_ticks;
    return {Kind::header, nullptr};
  }
  if (type == "sample") {
    if (!has_time || !has_monotonic || !has_pid)
      return {Kind::other, "a sample without time, monotonic_ns or pid"};
    sample.missed = missed;
    return {Kind::sample, nullptr};
  }
  if (type != "event") return {Kind::other, type.empty() ? "an object without a type" : nullptr};
  const auto kind = parse_event_name(event_word);
  if (!kind) return {Kind::other, event_word.empty() ? "an event without its name" : nullptr};
  if (!has_time || !has_monotonic) return {Kind::other, "an event without time or monotonic_ns"};
  event.kind = *kind;
  event.time = sample.time;
  event.monotonic = sample.monotonic;
  event.pid = sample.pid;
  event.name = name_of(name);
  event.start_ticks = start_ticks;
  event.count = count;
  result.duration = std::chrono::nanoseconds(phase_ns);
  event.result = has_result ? std::optional(result) : std::nullopt;
  return {Kind::event, nullptr};
}

JsonRecordReader::JsonRecordReader() : impl_(std::make_unique<Impl>()) {}
JsonRecordReader::~JsonRecordReader() = default;
JsonRecordReader::Result JsonRecordReader::read(std::string_view line) {
  return impl_->read(line);
}
const RecordHeader& JsonRecordReader::header() const noexcept {
  return impl_->header;
}
const Sample& JsonRecordReader::sample() const noexcept {
  return impl_->sample;
}
const Event& JsonRecordReader::event() const noexcept {
  return impl_->event;
}

}  // namespace procmem::detail
