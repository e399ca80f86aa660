// Any bytes as limits, memory.max, memory.stat and meminfo: a ceiling is absent or not negative, and a text
// that was cut gives an error, or what the whole one gives.
#include <cstddef>
#include <optional>
#include <string_view>

#include "detail/limit_parser.hpp"
#include "targets.hpp"

namespace {

using namespace procmem;
using Ceiling = std::optional<Bytes>;
using Parse = Ceiling (*)(std::string_view, detail::ParseFault&);

void check(Parse parse, std::string_view text, std::size_t length) {
  detail::ParseFault fault;
  const Ceiling whole = parse(text, fault);
  require(!whole || (!fault.code && *whole >= Bytes(0)));
  if (fault.code) return;
  const Ceiling part = parse(text.substr(0, length), fault);
  require(fault.code ? !part : part == whole);
}

/// A line that a kernel leaves out is no fault, so a part may know less.
void check_resource_limits(std::string_view text, std::size_t length) {
  detail::ParseFault fault;
  const detail::ResourceLimits whole = detail::parse_resource_limits(text, fault);
  if (fault.code) {
    require(!whole.address_space && !whole.data);
    return;
  }
  const detail::ResourceLimits part = detail::parse_resource_limits(text.substr(0, length), fault);
  require(!part.address_space || part.address_space == whole.address_space);
  require(!part.data || part.data == whole.data);
}

}  // namespace

void fuzz_limits(std::string_view text) {
  const std::size_t chosen = text.empty() ? 0 : static_cast<unsigned char>(text.front()) % text.size();
  for (const std::size_t length : {text.size() - (text.empty() ? 0 : 1), chosen}) {
    check(detail::parse_memory_max, text, length);
    check(detail::parse_hierarchical_limit, text, length);
    check(detail::parse_mem_total, text, length);
    check_resource_limits(text, length);
  }
}
