// Any bytes as a memlog, with and without a time stamp before them.
#include "played.hpp"
#include "targets.hpp"

void fuzz_record_memlog(std::string_view text) {
  check_recording(text, "2026-11-23-12:29:58\n");
}
