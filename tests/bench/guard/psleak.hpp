#ifndef PROCMEM_BENCH_GUARD_PSLEAK_HPP
#define PROCMEM_BENCH_GUARD_PSLEAK_HPP

#include <functional>

/// The method of psleak (the leak test of Python's psutil), for comparison: 10 calls to warm up; then 200
/// calls, 400, 800, 1600 and 3200, before and after each of which the heap is trimmed. A round in which none
/// of heap in use, USS, RSS and VMS grew, or grew by more than in the round before, ends it: no leak. Five
/// rounds of growth are one. Source: psleak's first releases, MemoryLeakTestCase, with its defaults; later
/// ones compare the growth per call with a floor for each figure.
bool leaks_for_psleak(const std::function<void()>& body);

#endif
