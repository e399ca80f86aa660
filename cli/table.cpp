#include "table.hpp"

#include <cerrno>

#include <unistd.h>

#include <procmem/bytes.hpp>
#include <procmem/text.hpp>

#include "units.hpp"

namespace cli {
namespace {

constexpr std::size_t time_width = 29;
constexpr std::size_t pid_width = 8;
constexpr std::size_t figure_width = 12;

std::string left(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

std::string figure(const procmem::Field& field, const procmem::StatusSnapshot& status) {
  const auto value = field.get(status);
  if (!value) return "-";
  return field.unit == procmem::Field::Unit::bytes ? procmem::format_bytes(procmem::Bytes(*value))
                                                   : std::to_string(*value);
}

}  // namespace

Table::Table(procmem::FieldList fields, bool several)
    : fields_(fields.empty() ? procmem::parse_field_list("VmRSS,VmSize,RssAnon,VmSwap") : std::move(fields)),
      several_(several) {}

void Table::on_sample(const procmem::Sample& sample) {
  if (!headed_) {
    headed_ = true;
    std::string header = left("time", time_width) + right("pid", pid_width);
    for (const procmem::Field* const field : fields_) header += right(std::string(field->key), figure_width);
    write(header + (several_ ? "  name\n" : "\n"));
  }
  std::string row = left(format_time(sample.time), time_width);
  row += right(sample.pid == 0 ? "sum" : std::to_string(sample.pid), pid_width);
  for (const procmem::Field* const field : fields_) row += right(figure(*field, sample.status), figure_width);
  if (several_ && sample.pid != 0) row += "  " + procmem::printable(sample.status.name);
  write(row + '\n');
}

void Table::write(const std::string& line) {
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t n = ::write(STDOUT_FILENO, line.data() + written, line.size() - written);
    if (n >= 0) {
      written += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      const std::error_code error(errno, std::generic_category());
      if (!error_) error_ = error;
      throw std::system_error(error, "standard output");
    }
  }
}

}  // namespace cli
