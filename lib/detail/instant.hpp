#ifndef PROCMEM_DETAIL_INSTANT_HPP
#define PROCMEM_DETAIL_INSTANT_HPP

#include <chrono>

namespace procmem::detail {

/// One instant on both clocks.
struct Instant {
  std::chrono::system_clock::time_point time;
  std::chrono::steady_clock::time_point monotonic;
};

}  // namespace procmem::detail

#endif
