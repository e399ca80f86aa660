#ifndef PROCMEM_TESTS_RECORDER_HPP
#define PROCMEM_TESTS_RECORDER_HPP

#include <string>
#include <vector>

#include <procmem/sink.hpp>

/// A sink that keeps all it is told. For tests that look at it when nothing runs any more.
struct Recorder : procmem::Sink {
  std::vector<procmem::RecordHeader> headers;
  std::vector<procmem::Sample> samples;
  std::vector<procmem::Event> events;

  void on_start(const procmem::RecordHeader& header) override { headers.push_back(header); }
  void on_sample(const procmem::Sample& sample) override { samples.push_back(sample); }
  void on_event(const procmem::Event& event) override { events.push_back(event); }

  /// The events' names, separated by blanks.
  std::string told() const {
    std::string text;
    for (const procmem::Event& event : events) {
      if (!text.empty()) text += ' ';
      text += procmem::event_name(event.kind);
    }
    return text;
  }
};

#endif
