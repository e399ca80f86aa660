#ifndef PROCMEM_DETAIL_STATUS_FAST_HPP
#define PROCMEM_DETAIL_STATUS_FAST_HPP

#include <string_view>

#include <procmem/status.hpp>

namespace procmem::detail {

/// parse_status() for a text that comes straight from a kernel since 4.5 and is of a process with memory: it
/// takes the lines in the order in which those kernels print them, and does not look at what follows Threads,
/// nor for a key given twice, which no kernel prints.
/// \return whether the text was as expected; if not, `snapshot` is unspecified and the exact parser has to
/// decide.
bool parse_kernel_status(std::string_view text, StatusSnapshot& snapshot) noexcept;

}  // namespace procmem::detail

#endif
