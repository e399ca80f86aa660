#include <procmem/region_name.hpp>

#include <cerrno>

#include <sys/prctl.h>

namespace procmem {
namespace {

// Of linux/prctl.h since Linux 5.17.
constexpr int set_vma = 0x53564d41;
constexpr unsigned long set_anon_name = 0;

}  // namespace

bool name_region(const void* address, std::size_t size, const char* name) noexcept {
  const int before = errno;
  const bool took = ::prctl(set_vma, set_anon_name, address, size, name) == 0;
  errno = before;
  return took;
}

}  // namespace procmem
