#ifndef PROCMEM_CLI_COLUMNS_HPP
#define PROCMEM_CLI_COLUMNS_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// How many columns of a terminal a text takes: a Chinese character two, an accent that is put over the one
/// before none. By the locale that is set (LC_CTYPE).
std::size_t columns_of(std::string_view text);

/// A text of unknown origin, safe to print; where the terminal has no UTF-8, in ASCII.
std::string safe_text(std::string_view text, bool utf8);

/// A '?' for each character beyond ASCII.
std::string in_ascii(std::string_view text);

/// Exactly so many columns: blanks fill it up, and what is cut off ends in "…" or "~".
std::string to_left(std::string_view text, std::size_t columns, bool utf8);
std::string to_right(std::string_view text, std::size_t columns, bool utf8);

/// Lines of so many columns at most, broken between words, and no more than `most` of them: the last is cut.
std::vector<std::string> wrapped(const std::string& text, std::size_t columns, std::size_t most, bool utf8);

}  // namespace cli

#endif
