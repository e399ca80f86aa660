#ifndef PROCMEM_DETAIL_SUM_HPP
#define PROCMEM_DETAIL_SUM_HPP

#include <procmem/status.hpp>

namespace procmem::detail {

/// Adds every figure that `part` has to that of `total`; a figure that no part has stays absent.
void add(StatusSnapshot& total, const StatusSnapshot& part) noexcept;

}  // namespace procmem::detail

#endif
