#ifndef PROCMEM_TESTING_GUARD_JUDGE_HPP
#define PROCMEM_TESTING_GUARD_JUDGE_HPP

#include <vector>

#include <procmem/testing/growth_guard.hpp>

namespace procmem::testing {

/// One reading cannot tell less of mapped memory.
constexpr double page = 4096;

/// Judges the rounds of a report anew: its kinds, its verdict, and remarks where there is something to say.
void judge(GuardReport& report, const GuardOptions& options);

/// Whether the answer is "no" and would not become clearer than was asked for.
bool is_clear(const GuardReport& report, const GuardOptions& options);

}  // namespace procmem::testing

#endif
