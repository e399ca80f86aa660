#ifndef PROCMEM_REGION_NAME_HPP
#define PROCMEM_REGION_NAME_HPP

#include <cstddef>

#include <procmem/export.hpp>

namespace procmem {

/// Names anonymous memory of the calling process, so that maps and smaps print it as "[anon:NAME]" and
/// RegionKind::named tells its growth apart. A kernel that cannot do it (before Linux 5.17, or built without
/// CONFIG_ANON_VMA_NAME) does nothing, at the cost of a system call.
/// \param address of a page, as mmap(2) returns it. \param size in bytes; whole pages are named.
/// \param name copied by the kernel: at most 79 printable ASCII characters but [ ] \ $ `; null takes the name
/// away. \return whether it took. Threads: any. Source: PR_SET_VMA in prctl(2).
PROCMEM_EXPORT bool name_region(const void* address, std::size_t size, const char* name) noexcept;

}  // namespace procmem

#endif
