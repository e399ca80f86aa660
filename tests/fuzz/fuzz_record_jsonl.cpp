// Any bytes as a jsonl recording, with and without a header before them.
#include "played.hpp"
#include "targets.hpp"

void fuzz_record_jsonl(std::string_view text) {
  check_recording(text, "{\"type\":\"header\",\"procmem\":1}\n");
}
