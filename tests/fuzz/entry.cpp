// What libFuzzer calls. PROCMEM_FUZZ_TARGET is the function from targets.hpp that this program is about.
#include <cstddef>
#include <cstdint>

#include "targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  PROCMEM_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
