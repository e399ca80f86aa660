#include <charconv>
#include <limits>
#include <vector>

#include <procmem/error.hpp>
#include <procmem/fields.hpp>

#include "detail/json_record.hpp"
#include "detail/line_parser.hpp"
#include "detail/number.hpp"
#include "detail/timestamp.hpp"

namespace procmem::detail {
namespace {

constexpr auto largest_int = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
constexpr auto largest_int64 = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// What a column holds. A column that is not known is passed over.
struct Column {
  enum class Kind { time, monotonic, pid, missed, figure, unknown } kind;
  const Field* field;
};

Column column_named(std::string_view name) {
  if (name == "time") return {Column::Kind::time, nullptr};
  if (name == "monotonic_s") return {Column::Kind::monotonic, nullptr};
  if (name == "pid") return {Column::Kind::pid, nullptr};
  if (name == "missed") return {Column::Kind::missed, nullptr};
  const Field* const field = find_field(name);
  const bool known = field != nullptr && field->column == name;
  return {known ? Column::Kind::figure : Column::Kind::unknown, known ? field : nullptr};
}

/// Takes the text up to the next comma off the front; `more` tells whether there was one.
std::string_view take_cell(std::string_view& row, bool& more) {
  const std::size_t comma = row.find(',');
  more = comma != std::string_view::npos;
  const std::string_view cell = row.substr(0, comma);
  row.remove_prefix(more ? comma + 1 : row.size());
  return cell;
}

/// Seconds with at most nine decimals, exactly.
bool parse_seconds(std::string_view text, std::chrono::steady_clock::time_point& time) {
  const std::string_view whole = take_digits(text);
  std::uint64_t seconds = 0;
  if (parse_number(whole, largest_int64 / 1000000000 - 1, seconds) != std::errc()) return false;
  std::uint64_t nanoseconds = 0;
  if (!text.empty()) {
    if (text.front() != '.' || text.size() > 10) return false;
    text.remove_prefix(1);
    if (parse_number(text, 999999999, nanoseconds) != std::errc()) return false;
    for (std::size_t digits = text.size(); digits < 9; ++digits) nanoseconds *= 10;
  }
  using Time = std::chrono::steady_clock::time_point;
  time = Time(std::chrono::duration_cast<Time::duration>(
      std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1000000000 + nanoseconds))));
  return true;
}

class CsvParser final : public LineParser {
 public:
  explicit CsvParser(Player& player) : LineParser(player) {}

  LineResult take(std::string_view line) override {
    if (line.empty()) return {};  // a line feed that ended a torn line
    if (line.front() == '#') return take_comment(line);
    if (columns_.empty() || names_columns(line)) return take_column_row(line);
    return {take_row(line), {}};
  }

  LineResult finish() override {
    return {nullptr, columns_.empty() && !player().started() ? make_error_code(Errc::not_a_recording)
                                                             : std::error_code()};
  }

 private:
  LineResult take_comment(std::string_view line) {
    if (line.substr(0, 3) != "# {") return {};  // somebody's own remark
    const JsonRecordReader::Result result = json_.read(line.substr(2));
    if (result.skipped != nullptr) return {result.skipped, {}};
    if (result.kind == JsonRecordReader::Kind::header) {
      if (json_.header().version != 1) return {nullptr, make_error_code(Errc::unknown_version)};
      player().start(json_.header());
    } else if (result.kind == JsonRecordReader::Kind::event) {
      player().event(json_.event());
    }
    return {};
  }

  /// Files put one behind the other each bring a row of names; a row of figures never begins with one.
  static bool names_columns(std::string_view line) {
    return is_letter(line.front()) &&
           column_named(line.substr(0, line.find(','))).kind != Column::Kind::unknown;
  }

  LineResult take_column_row(std::string_view line) {
    std::vector<Column> columns;
    bool has_time = false;
    bool has_monotonic = false;
    bool has_pid = false;
    for (bool more = true; more;) {
      const Column column = columns.emplace_back(column_named(take_cell(line, more)));
      has_time = has_time || column.kind == Column::Kind::time;
      has_monotonic = has_monotonic || column.kind == Column::Kind::monotonic;
      has_pid = has_pid || column.kind == Column::Kind::pid;
    }
    if (!has_time || !has_monotonic || !has_pid) {
      if (columns_.empty() && !player().started()) return {nullptr, make_error_code(Errc::not_a_recording)};
      return {"a row of column names without time, monotonic_s or pid", {}};
    }
    columns_ = std::move(columns);
    return {};
  }

  const char* take_row(std::string_view line) {
    Sample row;
    bool more = true;
    for (const Column& column : columns_) {
      if (!more) return "fewer cells than columns";
      if (!take_value(column, take_cell(line, more), row)) return "a cell that is not of its column's kind";
    }
    if (more) return "more cells than columns";
    player().sample(row);
    return nullptr;
  }

  static bool take_value(const Column& column, std::string_view cell, Sample& row) {
    switch (column.kind) {
      case Column::Kind::time:
        if (const auto time = parse_utc(cell)) return row.time = *time, true;
        return false;
      case Column::Kind::monotonic:
        return parse_seconds(cell, row.monotonic);
      case Column::Kind::pid:
        return take_number(cell, largest_int, row.pid);
      case Column::Kind::missed:
        return take_number(cell, largest_int64, row.missed);
      case Column::Kind::figure:
        return take_figure(*column.field, cell, row);
      case Column::Kind::unknown:
        break;
    }
    return true;
  }

  template <class Number>
  static bool take_number(std::string_view cell, std::uint64_t most, Number& number) {
    std::uint64_t wide = 0;
    if (parse_number(cell, most, wide) != std::errc()) return false;
    number = static_cast<Number>(wide);
    return true;
  }

  static bool take_figure(const Field& field, std::string_view cell, Sample& row) {
    if (cell.empty()) return true;  // absent
    std::int64_t figure = 0;
    if (!take_number(cell, static_cast<std::uint64_t>(field.largest()), figure)) return false;
    field.set(row, figure);
    return true;
  }

  JsonRecordReader json_;
  std::vector<Column> columns_;
};

}  // namespace

std::unique_ptr<LineParser> make_csv_parser(Player& player) {
  return std::make_unique<CsvParser>(player);
}

}  // namespace procmem::detail
