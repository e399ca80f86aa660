#ifndef PROCMEM_TEXT_HPP
#define PROCMEM_TEXT_HPP

#include <string>
#include <string_view>

#include <procmem/export.hpp>

namespace procmem {

/// A text of unknown origin (a process's name, a path) made safe to print: control characters, invalid
/// UTF-8, the C1 controls and bidirectional overrides become \xNN, and a backslash is doubled, so that no
/// name can steer a terminal or forge a line. Valid UTF-8 stays as it is.
PROCMEM_EXPORT std::string printable(std::string_view text);

/// Any bytes as a JSON string, quotes included, in one line of valid UTF-8. A byte that is no UTF-8 becomes
/// U+FFFD, and what could steer a terminal, a line reader or a browser is escaped.
PROCMEM_EXPORT std::string json_string(std::string_view bytes);

}  // namespace procmem

#endif
