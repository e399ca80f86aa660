#include "table.hpp"

#include <algorithm>
#include <utility>

#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/text.hpp>

#include "console.hpp"
#include "units.hpp"

namespace cli {
namespace {

constexpr std::size_t time_width = 29;
constexpr std::size_t pid_width = 7;
constexpr std::size_t name_width = 15;
constexpr std::size_t figure_width = 12;

std::string left(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string figure(const procmem::Field& field, const procmem::Sample& sample) {
  const auto value = field.get(sample);
  if (!value) return "-";
  return field.unit == procmem::Field::Unit::bytes ? procmem::format_bytes(procmem::Bytes(*value))
                                                   : std::to_string(*value);
}

}  // namespace

Table::Table(procmem::FieldList fields, bool names) : fields_(std::move(fields)), names_(names) {
  if (fields_.empty()) fields_ = procmem::parse_field_list(table_fields);
}

void Table::on_start(const procmem::RecordHeader& /*header*/) {
  if (std::exchange(has_header_, true)) return;
  std::string row = left("TIME", time_width) + ' ' + right("PID", pid_width);
  if (names_) row += ' ' + left("NAME", name_width);
  for (const procmem::Field* const field : fields_) row += ' ' + right(std::string(field->key), figure_width);
  write(row + '\n');
}

void Table::on_sample(const procmem::Sample& sample) {
  const std::string pid = sample.pid == 0 ? "sum" : std::to_string(sample.pid);
  std::string row = left(format_time(sample.time), time_width) + ' ' + right(pid, pid_width);
  if (names_) {
    const std::string name = sample.pid == 0 ? "" : procmem::printable(sample.status.name);
    row += ' ' + left(name, name_width);
  }
  for (const procmem::Field* const field : fields_) row += ' ' + right(figure(*field, sample), figure_width);
  try {
    write(row + '\n');
  } catch (const procmem::Error&) {
    ++lost_;
    throw;
  }
}

void Table::write(const std::string& row) {
  const std::error_code error = write_all(STDOUT_FILENO, row);
  if (!error) return;
  if (!first_error_) first_error_ = error;
  throw procmem::Error(error, "standard output");
}

}  // namespace cli
