// A recording with any names, texts and figures: what is written is read back the same, line for line, and
// holds nothing but printable UTF-8. So no name can forge a line.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include <procmem/fields.hpp>

#include "detail/record_writer.hpp"
#include "detail/text_lines.hpp"
#include "inert.hpp"
#include "played.hpp"
#include "targets.hpp"

namespace {

using namespace procmem;
using namespace std::chrono;

/// Values made of bytes; zeros when they run out.
class Values {
 public:
  explicit Values(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  std::uint64_t number(std::size_t width = 8) {
    std::uint64_t value = 0;
    const std::size_t size = std::min(width, rest_.size());
    if (size != 0) std::memcpy(&value, rest_.data(), size);
    rest_.remove_prefix(size);
    return value;
  }
  std::int64_t natural() { return static_cast<std::int64_t>(number() >> 1U); }
  int small() { return static_cast<int>(number(4) >> 1U); }
  std::string_view text() {
    const std::uint64_t size = number(1) % 64;
    const std::string_view part = rest_.substr(0, size);
    rest_.remove_prefix(part.size());
    return part;
  }
  /// A label of whole microseconds, within the years that 64 bits of nanoseconds hold.
  system_clock::time_point time() {
    constexpr std::int64_t most = 9'214'000'000'000'000;
    return system_clock::time_point(microseconds(natural() % (2 * most) - most));
  }
  steady_clock::time_point monotonic() {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() - 2'000'000'000;
    return steady_clock::time_point(nanoseconds(natural() % most));
  }

 private:
  std::string_view rest_;
};

RecordHeader make_header(Values& values) {
  RecordHeader header;
  header.time = values.time();
  header.monotonic = values.monotonic();
  header.interval = nanoseconds(values.natural());
  header.boot_id = values.text();
  header.pid = values.small();
  header.name = values.text();
  header.start_ticks = values.number();
  header.continued = values.number(1) % 2 != 0;
  if (values.number(1) % 2 == 0) return header;
  header.limit = Bytes(values.natural());
  header.limit_source = values.text();
  header.limit_bounds = values.text();
  return header;
}

Sample make_sample(Values& values, const FieldList& columns) {
  Sample sample;
  sample.time = values.time();
  sample.monotonic = values.monotonic();
  sample.pid = values.small();
  sample.missed = values.number() >> 1U;
  for (const Field* const field : columns)
    if (values.number(1) % 2 != 0)
      field->set(sample.status, field->unit == Field::Unit::bytes ? values.natural() : values.small());
  return sample;
}

Event make_event(Values& values) {
  Event event;
  event.kind = static_cast<EventKind>(values.number(1) % (static_cast<unsigned>(EventKind::stopped) + 1));
  event.time = values.time();
  event.monotonic = values.monotonic();
  event.pid = values.small();
  event.name = values.text();
  event.start_ticks = values.number();
  event.count = values.number() >> 1U;
  event.text = values.text();
  return event;
}

/// A name comes back as far as whole characters of it have room.
ProcessName name_as_read(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const std::size_t length = std::max<std::size_t>(detail::decode_utf8(name).length, 1);
    const std::string character = as_utf8(name.substr(0, length));
    if (text.size() + character.size() > ProcessName::capacity) break;
    text += character;
    name.remove_prefix(length);
  }
  return std::string_view(text);
}

RecordHeader as_read(RecordHeader header) {
  header.name = name_as_read(header.name);
  for (std::string* const text : {&header.boot_id, &header.limit_source, &header.limit_bounds})
    *text = as_utf8(*text);
  return header;
}

Event as_read(Event event) {
  event.name = name_as_read(event.name);
  event.text = as_utf8(event.text);
  return event;
}

FieldList choose_columns(Values& values) {
  const std::uint64_t mask = values.number(4);
  FieldList columns;
  for (std::size_t i = 0; i < fields().size(); ++i)
    if ((mask >> i & 1U) != 0) columns.push_back(&fields()[i]);
  return columns;
}

/// A header, then samples and events as long as there are bytes.
std::string write(Values values, RecordFormat format, Played& expected) {
  const FieldList columns = choose_columns(values);
  detail::RecordWriter writer(format, columns);
  const RecordHeader header = make_header(values);
  expected.on_start(as_read(header));
  std::string recording(writer.header(header, true));
  while (!values.empty()) {
    if (values.number(1) % 2 == 0) {
      expected.on_sample(make_sample(values, columns));
      recording += writer.sample(expected.samples.back());
    } else {
      const Event event = make_event(values);
      expected.on_event(as_read(event));
      recording += writer.event(event);
    }
  }
  return recording;
}

void check(std::string_view bytes, RecordFormat format) {
  Played expected;
  const std::string recording = write(Values(bytes), format, expected);
  Played read;
  play_whole(recording, read);
  require(!read.error && read.summary.format == format);
  require(same(read, expected));
  require(read.summary.skipped_lines == 0 && !read.summary.torn_tail);
  const std::size_t column_rows = format == RecordFormat::csv ? 1 : 0;
  require(read.summary.lines == 1 + column_rows + expected.samples.size() + expected.events.size());
  detail::TextLines lines(recording);
  for (std::string_view line; lines.next(line);) require(is_inert(line));
}

}  // namespace

void fuzz_record_writer(std::string_view bytes) {
  check(bytes, RecordFormat::csv);
  check(bytes, RecordFormat::jsonl);
}
