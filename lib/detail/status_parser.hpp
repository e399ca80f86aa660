#ifndef PROCMEM_DETAIL_STATUS_PARSER_HPP
#define PROCMEM_DETAIL_STATUS_PARSER_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

#include <procmem/status.hpp>

namespace procmem::detail {

/// What is wrong with a text, and where. Lines count from 1; line 0 is the text as a whole.
struct ParseFault {
  std::error_code code;
  std::size_t line = 0;
  std::string_view key;  ///< the kernel's key, static; empty if the fault is about no single one
};

/// parse_status() with the place of a fault. The snapshot is empty if there is one.
StatusSnapshot parse_status_text(std::string_view text, ParseFault& fault) noexcept;

/// Throws procmem::Error, "FILE:17: VmRSS: malformed line".
[[noreturn]] void throw_fault(const ParseFault& fault, const std::string& file);

}  // namespace procmem::detail

#endif
