// Any bytes as a memlog, with and without a time stamp before them.
#include "played.hpp"
#include "targets.hpp"
#include "utc.hpp"

void fuzz_record_memlog(std::string_view text) {
  [[maybe_unused]] static const bool utc = use_utc();
  check_recording(text, "2026-11-23-12:29:58\n");
}
