#ifndef PROCMEM_DETAIL_SINK_LIST_HPP
#define PROCMEM_DETAIL_SINK_LIST_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <procmem/sink.hpp>

namespace procmem::detail {

/// The sinks of one sampler, called one after the other. What one throws stops neither the others nor the
/// sampler. Threads: called by one at a time; not to be added to while they are being called.
class SinkList {
 public:
  void add(std::shared_ptr<Sink> sink) { entries_.push_back({std::move(sink), false}); }

  void start(const RecordHeader& header);
  void sample(const Sample& sample);
  void event(const Event& event);
  /// The last event of a segment: who fails at it is counted only, because nothing may come after it.
  void finish(const Event& stopped);

  /// Calls the sink added last only, to tell it what the others know already.
  void start_last(const RecordHeader& header);
  void event_last(const Event& event);

  /// From here on no sink is called; safe while one is being called.
  void close() noexcept { closed_ = true; }
  /// Lets go of the sinks; not while one is being called.
  void clear() noexcept { entries_.clear(); }

  std::uint64_t failures() const noexcept { return failures_; }

 private:
  struct Entry {
    std::shared_ptr<Sink> sink;
    bool failed;
  };

  template <class Call>
  void each(std::size_t first, Call call);
  void report(std::size_t failed, const char* what) noexcept;

  std::vector<Entry> entries_;
  std::uint64_t failures_ = 0;
  bool closed_ = false;
  bool ending_ = false;
};

}  // namespace procmem::detail

#endif
