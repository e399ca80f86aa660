#ifndef PROCMEM_VERSION_HPP
#define PROCMEM_VERSION_HPP

#include <procmem/export.hpp>

// The version is written here and nowhere else; CMake reads these three lines.
#define PROCMEM_VERSION_MAJOR 0
#define PROCMEM_VERSION_MINOR 1
#define PROCMEM_VERSION_PATCH 0

namespace procmem {

/// The version of the library that is linked (the macros above tell that of the headers), as "0.1.0".
PROCMEM_EXPORT const char* version() noexcept;

}  // namespace procmem

#endif
