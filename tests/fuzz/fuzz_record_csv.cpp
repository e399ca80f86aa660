// Any bytes as a csv recording, with and without a row of column names before them.
#include "played.hpp"
#include "targets.hpp"

void fuzz_record_csv(std::string_view text) {
  check_recording(text, "time,monotonic_s,pid,missed,vm_rss_bytes,threads\n");
}
