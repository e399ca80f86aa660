#ifndef PROCMEM_DETAIL_STATUS_FAST_HPP
#define PROCMEM_DETAIL_STATUS_FAST_HPP

#include <cstdint>
#include <string_view>

#include <procmem/status.hpp>

namespace procmem::detail {

/// Where the text of one process had what it is read for, so that the next one need not be searched. It is
/// tried first and believed only if the line looked for is there, so any values are good. Aligned so that it
/// is loaded and stored as one word, without a call of libatomic.
struct alignas(std::uint32_t) StatusLayout {
  std::uint16_t memory = 0;   ///< bytes from behind PPid's line to VmPeak's
  std::uint16_t threads = 0;  ///< bytes from behind the last figure's line to that of Threads

  friend constexpr bool operator==(const StatusLayout& a, const StatusLayout& b) noexcept {
    return a.memory == b.memory && a.threads == b.threads;
  }
};

/// parse_status() for a text that comes straight from a kernel since 4.5 and is of a process with memory: it
/// takes the lines in the order in which those kernels print them, and does not look at what follows Threads,
/// nor for a key given twice, which no kernel prints.
/// \param layout of the process's text before; becomes that of this one.
/// \return whether the text was as expected; if not, `snapshot` is unspecified and the exact parser has to
/// decide.
bool parse_kernel_status(std::string_view text, StatusLayout& layout, StatusSnapshot& snapshot) noexcept;

}  // namespace procmem::detail

#endif
