#ifndef PROCMEM_CLI_PAGE_HPP
#define PROCMEM_CLI_PAGE_HPP

#include <cstddef>
#include <string>
#include <vector>

namespace cli {

/// What a terminal can show.
struct Look {
  std::size_t columns = 80;
  std::size_t rows = 24;
  bool utf8 = true;
};

/// What a text is, from which follows how it looks.
enum class Ink { plain, bar, faint, strong, good, doubtful, bad, chart, chosen };

struct Span {
  std::string text;
  Ink ink = Ink::plain;
};

using Line = std::vector<Span>;

/// A full screen of text, line by line from the top; what is missing is blank.
using Page = std::vector<Line>;

/// Without the inks.
inline std::string text_of(const Line& line) {
  std::string text;
  for (const Span& span : line) text += span.text;
  return text;
}

}  // namespace cli

#endif
