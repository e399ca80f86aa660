#ifndef PROCMEM_TESTS_FUZZ_UTC_HPP
#define PROCMEM_TESTS_FUZZ_UTC_HPP

#include <cstdlib>
#include <ctime>

/// Makes UTC the local time: any other zone may repeat an hour, and then nobody can tell which was meant.
inline bool use_utc() {
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  return true;
}

#endif
