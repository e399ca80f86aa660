#include <procmem/version.hpp>

#define PROCMEM_TEXT_OF(x) #x
#define PROCMEM_TEXT(x) PROCMEM_TEXT_OF(x)

namespace procmem {

const char* version() noexcept {
  return PROCMEM_TEXT(PROCMEM_VERSION_MAJOR) "." PROCMEM_TEXT(PROCMEM_VERSION_MINOR) "." PROCMEM_TEXT(
      PROCMEM_VERSION_PATCH);
}

}  // namespace procmem
