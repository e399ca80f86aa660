#ifndef PROCMEM_TESTS_FUZZ_PLAYED_HPP
#define PROCMEM_TESTS_FUZZ_PLAYED_HPP

#include <string_view>
#include <system_error>
#include <vector>

#include <procmem/record_format.hpp>
#include <procmem/sink.hpp>

bool same(const procmem::RecordHeader& a, const procmem::RecordHeader& b);
bool same(const procmem::Sample& a, const procmem::Sample& b);
bool same(const procmem::Event& a, const procmem::Event& b);  // but for the error, which no recording keeps

/// All that a recording holds.
struct Played final : procmem::Sink {
  void on_start(const procmem::RecordHeader& header) override { headers.push_back(header); }
  void on_sample(const procmem::Sample& sample) override { samples.push_back(sample); }
  void on_event(const procmem::Event& event) override { events.push_back(event); }

  std::vector<procmem::RecordHeader> headers;
  std::vector<procmem::Sample> samples;
  std::vector<procmem::Event> events;
  procmem::ReadSummary summary;
  std::error_code error;
};

/// Whether the same came out of two; what else there is to say about the files is not compared.
bool same(const Played& a, const Played& b);

void play_whole(std::string_view text, Played& played);
/// Bytes of the text itself decide how it is parted, so that the fuzzer can steer it.
void play_in_pieces(std::string_view text, Played& played);

/// What holds for every recording. A text that is none is read once more, behind a first line that makes it
/// one.
void check_recording(std::string_view text, std::string_view first_line);

#endif
