#include "detail/record_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "detail/json_text.hpp"

namespace procmem::detail {
namespace {

using namespace std::chrono;

template <class Number>
std::string_view to_text(std::array<char, 24>& memory, Number value) {
  const auto end = std::to_chars(memory.data(), memory.data() + memory.size(), value).ptr;
  return {memory.data(), static_cast<std::size_t>(end - memory.data())};
}

template <class Number>
void append(std::string& out, Number value) {
  std::array<char, 24> memory{};
  out += to_text(memory, value);
}

/// Right-aligned, as the kernel's %8lu.
void append_aligned(std::string& out, std::int64_t value, std::size_t width) {
  std::array<char, 24> memory{};
  const std::string_view digits = to_text(memory, value);
  if (digits.size() < width) out.append(width - digits.size(), ' ');
  out += digits;
}

/// Nanoseconds as seconds with nine decimals, exactly.
void append_seconds(std::string& out, nanoseconds time) {
  if (time < nanoseconds(0)) {
    out += '-';
    time = -time;
  }
  const auto whole = duration_cast<seconds>(time);
  append(out, whole.count());
  out += '.';
  std::array<char, 24> memory{};
  const std::string_view digits = to_text(memory, (time - whole).count());
  out.append(9 - digits.size(), '0');
  out += digits;
}

FieldList all_fields() {
  FieldList all;
  for (const Field& field : fields()) all.push_back(&field);
  return all;
}

constexpr std::string_view leading_columns = "time,monotonic_s,pid,missed";

}  // namespace

RecordWriter::RecordWriter(RecordFormat format, FieldList columns)
    : format_(format), columns_(columns.empty() ? all_fields() : std::move(columns)) {
  buffer_.reserve(2048);
  if (format_ != RecordFormat::jsonl) return;
  for (const Field* const field : columns_) keys_.push_back(",\"" + std::string(field->column) + "\":");
}

void RecordWriter::begin_object(std::string_view type) {
  buffer_ = format_ == RecordFormat::csv ? "# {\"type\":" : "{\"type\":";
  append_json_string(buffer_, type);
}

void RecordWriter::key(std::string_view name) {
  buffer_ += ",\"";
  buffer_ += name;
  buffer_ += "\":";
}

void RecordWriter::text(std::string_view name, std::string_view value) {
  key(name);
  append_json_string(buffer_, value);
}

void RecordWriter::number(std::string_view name, std::int64_t value) {
  key(name);
  append(buffer_, value);
}

void RecordWriter::number(std::string_view name, std::uint64_t value) {
  key(name);
  append(buffer_, value);
}

void RecordWriter::instant(Time time, Monotonic monotonic) {
  key("time");
  buffer_ += '"';
  times_.append_utc(buffer_, time);
  buffer_ += '"';
  number("monotonic_ns", nanoseconds(monotonic.time_since_epoch()).count());
}

void RecordWriter::end_object() {
  buffer_ += "}\n";
}

std::string_view RecordWriter::header(const RecordHeader& header, bool with_column_row) {
  if (format_ == RecordFormat::memlog) return {};
  begin_object("header");
  number("procmem", std::int64_t{header.version});
  instant(header.time, header.monotonic);
  number("interval_ns", std::int64_t{header.interval.count()});
  text("boot_id", header.boot_id);
  number("pid", std::int64_t{header.pid});
  text("name", header.name);
  number("start_ticks", header.start_ticks);
  if (header.limit) {
    number("limit_bytes", header.limit->count());
    text("limit_source", header.limit_source);
    text("limit_bounds", header.limit_bounds);
  }
  if (header.continued) (key("continued"), buffer_ += "true");
  buffer_ += field_array();
  end_object();
  if (format_ == RecordFormat::csv && with_column_row) buffer_ += column_row();
  return buffer_;
}

std::string_view RecordWriter::event(const Event& event) {
  if (format_ == RecordFormat::memlog) return {};
  begin_object("event");
  text("event", event_name(event.kind));
  instant(event.time, event.monotonic);
  if (event.pid != 0) number("pid", std::int64_t{event.pid});
  if (!event.name.empty()) text("name", event.name);
  if (event.start_ticks != 0) number("start_ticks", event.start_ticks);
  if (event.count != 0) number("count", event.count);
  if (!event.text.empty()) text("text", event.text);
  if (event.phase != 0) number("phase", event.phase);
  if (event.result) phase_result(*event.result);
  end_object();
  return buffer_;
}

void RecordWriter::phase_result(const PhaseResult& result) {
  number("duration_ns", std::int64_t{result.duration.count()});
  const auto bytes = [this](std::string_view name, const std::optional<Bytes>& figure) {
    if (figure) number(name, figure->count());
  };
  bytes("first_bytes", result.first);
  bytes("last_bytes", result.last);
  bytes("peak_bytes", result.peak);
  key("peak_exact");
  buffer_ += result.peak_exact ? "true" : "false";
}

std::string_view RecordWriter::sample(const Sample& sample) {
  switch (format_) {
    case RecordFormat::memlog:
      memlog_record(sample);
      break;
    case RecordFormat::csv:
      csv_row(sample);
      break;
    case RecordFormat::jsonl:
      json_row(sample);
      break;
  }
  return buffer_;
}

void RecordWriter::csv_row(const Sample& sample) {
  buffer_.clear();
  times_.append_utc(buffer_, sample.time);
  append_seconds(buffer_ += ',', sample.monotonic.time_since_epoch());
  append(buffer_ += ',', sample.pid);
  append(buffer_ += ',', sample.missed);
  for (const Field* const field : columns_) {
    buffer_ += ',';
    if (const auto value = field->get(sample)) append(buffer_, *value);
  }
  buffer_ += '\n';
}

void RecordWriter::json_row(const Sample& sample) {
  begin_object("sample");
  instant(sample.time, sample.monotonic);
  number("pid", std::int64_t{sample.pid});
  number("missed", sample.missed);
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (const auto value = columns_[i]->get(sample)) append(buffer_ += keys_[i], *value);
  end_object();
}

/// As the classic script, which greps two lines from the status file and finds none in a zombie's.
void RecordWriter::memlog_record(const Sample& sample) {
  buffer_.clear();
  times_.append_local(buffer_, sample.time);
  buffer_ += '\n';
  const auto line = [this](std::string_view name, const std::optional<Bytes>& value) {
    if (!value) return;
    append_aligned(buffer_ += name, value->count() / 1024, 8);
    buffer_ += " kB\n";
  };
  line("VmRSS:\t", sample.status.vm_rss);
  line("VmSize:\t", sample.status.vm_size);
  buffer_ += '\n';
}

std::string RecordWriter::column_row() const {
  std::string row(leading_columns);
  for (const Field* const field : columns_) row.append(",").append(field->column);
  return row += '\n';
}

std::string RecordWriter::field_array() const {
  std::string array = ",\"fields\":[";
  for (const Field* const field : columns_)
    array.append(field == columns_.front() ? "\"" : ",\"").append(field->column).append("\"");
  return array += ']';
}

/// "12" may be what is left of "123": a row that was cut in its last cell must not look whole.
std::string_view RecordWriter::end_of_torn_line() const noexcept {
  switch (format_) {
    case RecordFormat::csv:
      return ",torn\n";
    case RecordFormat::jsonl:
      return " torn\n";
    case RecordFormat::memlog:
      break;
  }
  return "\n";
}

bool RecordWriter::can_continue(std::string_view beginning) const {
  const std::size_t length = beginning.find('\n');
  const std::string_view first = beginning.substr(0, length);
  if (format_ == RecordFormat::memlog) return parse_local(first).has_value();
  const std::string_view version = format_ == RecordFormat::csv ? R"(# {"type":"header","procmem":1,)"
                                                                : R"({"type":"header","procmem":1,)";
  const std::size_t common = std::min(first.size(), version.size());
  if (first.substr(0, common) != version.substr(0, common)) return false;
  if (length == std::string_view::npos) return true;
  const std::string end = field_array() + '}';
  return first.size() >= version.size() + end.size() && first.substr(first.size() - end.size()) == end;
}

bool RecordWriter::has_column_row(std::string_view beginning) const {
  return beginning.find('\n' + column_row()) != std::string_view::npos;
}

}  // namespace procmem::detail
