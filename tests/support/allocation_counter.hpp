#ifndef PROCMEM_TESTS_ALLOCATION_COUNTER_HPP
#define PROCMEM_TESTS_ALLOCATION_COUNTER_HPP

#include <cstdint>

/// How often operator new has been called; its replacement is linked in with this.
std::uint64_t allocations() noexcept;

/// The n-th allocation from now on fails, counted from 1, and `how_many` in a row from there.
void fail_allocations(std::uint64_t n, std::uint64_t how_many = 1) noexcept;

/// From now on none fails. \return how many have failed.
std::uint64_t allow_allocations() noexcept;

#endif
