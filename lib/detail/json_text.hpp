#ifndef PROCMEM_DETAIL_JSON_TEXT_HPP
#define PROCMEM_DETAIL_JSON_TEXT_HPP

#include <string>
#include <string_view>

namespace procmem::detail {

/// Appends any bytes as a JSON string, quotes included, in one line of valid UTF-8: a byte that is none
/// becomes U+FFFD, and what could steer a terminal, a line reader or a browser is escaped.
void append_json_string(std::string& out, std::string_view bytes);

}  // namespace procmem::detail

#endif
