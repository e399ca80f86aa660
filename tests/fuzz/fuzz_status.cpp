// Any bytes as status: each figure is what stands in its line, where the fast parser has an answer it is the
// exact one's, and a text that was cut never gives a figure that the whole one does not have.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

#include <procmem/fields.hpp>
#include <procmem/status.hpp>

#include "detail/status_fast.hpp"
#include "detail/status_parser.hpp"
#include "targets.hpp"

namespace {

using namespace procmem;

/// How many lines, the unfinished last one too, have the key.
int lines_with(std::string_view text, std::string_view key) {
  int count = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.size() > key.size() && line[key.size()] == ':' && line.substr(0, key.size()) == key) ++count;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return count;
}

/// Null for what only a sample has, as Pss: in status it is a line like any other.
const Field* status_field(std::string_view key) {
  for (const Field& field : fields())
    if (field.key == key) return &field;
  return nullptr;
}

bool has_figure(const StatusSnapshot& snapshot, std::string_view key) {
  const Field* const field = status_field(key);
  return field == nullptr || field->get(snapshot).has_value();
}

/// The fast parser looks only at the lines that it takes. What only the exact one can refuse is a known key
/// in a place where no kernel prints it.
void check_fast(std::string_view text, detail::StatusLayout layout) {
  StatusSnapshot fast;
  if (!detail::parse_kernel_status(text, layout, fast)) return;
  StatusSnapshot again;
  require(detail::parse_kernel_status(text, layout, again) && again == fast);
  detail::ParseFault fault;
  const StatusSnapshot exact = detail::parse_status_text(text, fault);
  if (fault.code) {
    require(!fault.key.empty() && (lines_with(text, fault.key) > 1 || !has_figure(fast, fault.key)));
    return;
  }
  if (!fast.kthread) fast.kthread = exact.kthread;
  if (!fast.vm_pmd) fast.vm_pmd = exact.vm_pmd;
  if (!fast.hugetlb_pages) fast.hugetlb_pages = exact.hugetlb_pages;
  require(fast == exact);
}

/// All that `part` knows, `whole` knows the same.
void require_subset(const StatusSnapshot& part, const StatusSnapshot& whole) {
  for (const Field& field : fields()) require(!field.get(part) || field.get(part) == field.get(whole));
  require(part.name.empty() || part.name == whole.name);
  require(part.state == '\0' || part.state == whole.state);
  require(part.tgid == 0 || part.tgid == whole.tgid);
  require(part.pid == 0 || part.pid == whole.pid);
  require(part.ppid == 0 || part.ppid == whole.ppid);
  require(!part.kthread || part.kthread == whole.kthread);
}

/// The digits of a line, one by one; what no figure can hold may wrap.
std::int64_t plain_number(std::string_view value) {
  std::uint64_t number = 0;
  value.remove_prefix(std::min(value.find_first_of("0123456789"), value.size()));
  for (; !value.empty() && value.front() >= '0' && value.front() <= '9'; value.remove_prefix(1))
    number = number * 10 + static_cast<std::uint64_t>(value.front() - '0');
  return static_cast<std::int64_t>(number);
}

/// A figure is there if and only if its line is, and is what stands in it.
void check_figures(std::string_view text, const StatusSnapshot& snapshot) {
  std::size_t lines = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const bool cut = line.size() == text.size();
    text.remove_prefix(cut ? line.size() : line.size() + 1);
    const std::size_t colon = std::min(line.find(':'), line.size());
    const Field* const field = status_field(line.substr(0, colon));
    if (field == nullptr || colon == line.size()) continue;
    const bool count = field->unit == Field::Unit::count;
    if (cut && count) continue;  // check_cut's matter
    if (!count) ++lines;
    require(field->get(snapshot) == plain_number(line.substr(colon)) * (count ? 1 : 1024));
  }
  std::size_t figures = 0;
  for (const Field& field : fields())
    if (field.unit == Field::Unit::bytes && field.get(snapshot)) ++figures;
  require(figures == lines);
}

void check_cut(std::string_view text, std::size_t length, const StatusSnapshot& whole) {
  const std::string_view part = text.substr(0, length);
  // A number at the end is believed where all the other lines of the file, the last one among them, are
  // there.
  const std::string_view whole_lines = part.substr(0, part.rfind('\n') + 1);
  if (lines_with(whole_lines, "nonvoluntary_ctxt_switches") != 0) return;
  std::error_code error;
  const StatusSnapshot snapshot = parse_status(part, error);
  if (error) require(snapshot == StatusSnapshot());
  require_subset(snapshot, whole);
}

}  // namespace

void fuzz_status(std::string_view text) {
  check_fast(text, {});
  if (!text.empty()) {  // as if the text before had been laid out otherwise
    const auto byte = [text](std::size_t at) { return static_cast<std::uint16_t>(text[at] & 0xFF); };
    check_fast(text, {byte(text.size() - 1), byte(text.size() / 2)});
  }
  std::error_code error;
  const StatusSnapshot whole = parse_status(text, error);
  if (error) {
    require(whole == StatusSnapshot());
    return;
  }
  require(whole.vm_size.has_value() == whole.vm_rss.has_value());
  memory_state(whole);
  check_figures(text, whole);
  const std::size_t chosen = static_cast<unsigned char>(text.back()) * 8U % text.size();
  for (const std::size_t length : {text.size() - 1, text.size() * 2 / 3, text.size() / 3, chosen})
    check_cut(text, length, whole);
}
