#ifndef PROCMEM_DETAIL_LIMIT_PARSER_HPP
#define PROCMEM_DETAIL_LIMIT_PARSER_HPP

#include <optional>
#include <string_view>

#include <procmem/bytes.hpp>

#include "detail/status_parser.hpp"

namespace procmem::detail {

// Ceilings as the kernel prints them. A ceiling that is none ("max", "unlimited", the largest number there
// is) is absent. Every function clears `fault`; after one, what it returns is empty.
// Errors: Errc::malformed_line, Errc::value_out_of_range, Errc::duplicate_key, Errc::incomplete (the last
// line has no line feed, or the key is missing).

/// The soft limits that bound a process's memory.
struct ResourceLimits {
  std::optional<Bytes> address_space;  ///< RLIMIT_AS
  std::optional<Bytes> data;           ///< RLIMIT_DATA
};

/// /proc/PID/limits. A line that a kernel leaves out is no fault; a first line that is not the table's is.
ResourceLimits parse_resource_limits(std::string_view text, ParseFault& fault) noexcept;

/// memory.max of cgroup v2: "max" or a number of bytes.
std::optional<Bytes> parse_memory_max(std::string_view text, ParseFault& fault) noexcept;

/// `hierarchical_memory_limit` in memory.stat of cgroup v1: the least of the group's limit and of those of
/// all its ancestors, whether they are visible or not. The kernel rounds "no limit", 2^63 - 1, down to its
/// page size, so whatever is that close to it is none.
std::optional<Bytes> parse_hierarchical_limit(std::string_view text, ParseFault& fault) noexcept;

/// MemTotal of /proc/meminfo.
std::optional<Bytes> parse_mem_total(std::string_view text, ParseFault& fault) noexcept;

}  // namespace procmem::detail

#endif
