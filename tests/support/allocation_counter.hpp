#ifndef PROCMEM_TESTS_ALLOCATION_COUNTER_HPP
#define PROCMEM_TESTS_ALLOCATION_COUNTER_HPP

#include <cstdint>

/// How often operator new has been called; its replacement is linked in with this.
std::uint64_t allocations() noexcept;

#endif
