#ifndef PROCMEM_TESTS_FUZZ_TARGETS_HPP
#define PROCMEM_TESTS_FUZZ_TARGETS_HPP

#include <cstdlib>
#include <string_view>

/// Each takes any bytes, and ends the program if what must hold for all of them does not.
void fuzz_cgroup(std::string_view text);
void fuzz_limits(std::string_view text);
void fuzz_mountinfo(std::string_view text);
void fuzz_record_csv(std::string_view text);
void fuzz_record_jsonl(std::string_view text);
void fuzz_record_memlog(std::string_view text);
void fuzz_record_writer(std::string_view bytes);
void fuzz_smaps(std::string_view text);
void fuzz_stat(std::string_view text);
void fuzz_statm(std::string_view text);
void fuzz_status(std::string_view text);
void fuzz_text(std::string_view bytes);
void fuzz_timestamp(std::string_view text);

inline void require(bool holds) {
  if (!holds) std::abort();
}

#endif
