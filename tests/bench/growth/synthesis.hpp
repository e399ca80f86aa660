#ifndef PROCMEM_BENCH_SYNTHESIS_HPP
#define PROCMEM_BENCH_SYNTHESIS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "support/trace.hpp"

namespace bench {

/// New traces of every documented family (families_clean.cpp, families_leaking.cpp), `count` of each, by a
/// seed: so that a result can be checked on traces that nobody has tuned to. Random numbers are the same on
/// every platform.
std::vector<tests::Trace> synthesize(std::uint64_t seed, int count);

/// Writes one CSV each and manifest.csv, as tests/data/leak/pack.py reads them; the folder must exist.
/// Errors: std::runtime_error.
void write_traces(const std::vector<tests::Trace>& traces, const std::string& folder);

}  // namespace bench

#endif
