#include "columns.hpp"

#include <algorithm>
#include <cwchar>

#include <procmem/text.hpp>

namespace cli {
namespace {

/// One character: how many bytes and columns it takes.
struct Glyph {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

/// \param text not empty. What the locale does not know takes a column, as terminals show it.
Glyph first_glyph(std::string_view text) {
  wchar_t wide = 0;
  std::mbstate_t state{};
  const std::size_t length = std::mbrtowc(&wide, text.data(), text.size(), &state);
  if (length == 0 || length > text.size()) return {};
  const int columns = ::wcwidth(wide);
  return {length, columns < 0 ? 1 : static_cast<std::size_t>(columns)};
}

/// How much of a text fits.
Glyph fitting(std::string_view text, std::size_t columns) {
  Glyph sum{0, 0};
  while (sum.bytes < text.size()) {
    const Glyph next = first_glyph(text.substr(sum.bytes));
    if (sum.columns + next.columns > columns) break;
    sum = {sum.bytes + next.bytes, sum.columns + next.columns};
  }
  return sum;
}

std::string cut(std::string_view text, std::size_t columns, bool utf8) {
  const std::string_view kept = text.substr(0, fitting(text, columns).bytes);
  if (kept.size() == text.size() || columns == 0) return std::string(kept);
  return std::string(text.substr(0, fitting(text, columns - 1).bytes)) + (utf8 ? "…" : "~");
}

std::string blanks(std::size_t columns, const std::string& text) {
  return std::string(columns - std::min(columns, columns_of(text)), ' ');
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return fitting(text, std::string_view::npos).columns;
}

std::string in_ascii(std::string_view text) {
  std::string ascii;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      ascii += c;
    else if (byte >= 0xC0)  // the first of several; those that follow are below
      ascii += '?';
  }
  return ascii;
}

std::string safe_text(std::string_view text, bool utf8) {
  return utf8 ? procmem::printable(text) : in_ascii(procmem::printable(text));
}

std::string to_left(std::string_view text, std::size_t columns, bool utf8) {
  const std::string shown = cut(text, columns, utf8);
  return shown + blanks(columns, shown);
}

std::string to_right(std::string_view text, std::size_t columns, bool utf8) {
  const std::string shown = cut(text, columns, utf8);
  return blanks(columns, shown) + shown;
}

std::vector<std::string> wrapped(const std::string& text, std::size_t columns, std::size_t most, bool utf8) {
  std::vector<std::string> lines;
  std::string_view rest = text;
  while (!rest.empty() && lines.size() < most) {
    std::size_t end = fitting(rest, columns).bytes;
    if (lines.size() + 1 == most || end == rest.size()) {
      lines.push_back(cut(rest, columns, utf8));
      break;
    }
    const std::size_t blank = rest.rfind(' ', end);
    if (blank != std::string_view::npos && blank > 0) end = blank;
    if (end == 0) end = first_glyph(rest).bytes;  // not even one fits
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  }
  return lines;
}

}  // namespace cli
