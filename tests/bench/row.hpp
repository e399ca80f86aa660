#ifndef PROCMEM_BENCH_ROW_HPP
#define PROCMEM_BENCH_ROW_HPP

#include <cstdio>

/// One figure of a benchmark: what, the figure with whatever explains it, and the goal ("<= 1.06"; empty:
/// none), separated by tabs. run.sh makes a table of the rows of several runs.
/// \param explain printf's format for the rest of the arguments, put in parentheses.
template <class... Args>
void print_row(const char* what, double figure, const char* goal, const char* explain, Args... args) {
  std::printf("%s\t%.*f (", what, figure < 10 ? 3 : figure < 1000 ? 1 : 0, figure);
  std::printf(explain, args...);
  std::printf(")\t%s\n", goal);
  std::fflush(stdout);
}

#endif
