#include "detail/sink_list.hpp"

#include <chrono>
#include <exception>
#include <new>
#include <utility>

namespace procmem::detail {

template <class Call>
void SinkList::each(std::size_t first, Call call) {
  for (std::size_t i = first; i < entries_.size() && !closed_; ++i) {
    try {
      call(*entries_[i].sink);
    } catch (const std::exception& failure) {
      report(i, failure.what());
    } catch (...) {
      report(i, "unknown exception");
    }
  }
}

/// Tells the other sinks of a first failure. Their own failures in turn are told once each, so this ends.
void SinkList::report(std::size_t failed, const char* what) noexcept {
  ++failures_;
  if (ending_ || std::exchange(entries_[failed].failed, true)) return;
  Event event;
  event.kind = EventKind::sink_failed;
  event.time = std::chrono::system_clock::now();
  event.monotonic = std::chrono::steady_clock::now();
  try {
    event.text = what;
  } catch (const std::bad_alloc&) {
    event.text.clear();  // that it failed is told without it
  }
  const Sink* const failing = entries_[failed].sink.get();
  each(0, [&event, failing](Sink& sink) {
    if (&sink != failing) sink.on_event(event);
  });
}

void SinkList::start(const RecordHeader& header) {
  each(0, [&header](Sink& sink) { sink.on_start(header); });
}

[[gnu::hot]] void SinkList::sample(const Sample& sample) {
  each(0, [&sample](Sink& sink) { sink.on_sample(sample); });
}

void SinkList::event(const Event& event) {
  each(0, [&event](Sink& sink) { sink.on_event(event); });
}

void SinkList::finish(const Event& stopped) {
  ending_ = true;
  event(stopped);
  ending_ = false;
}

void SinkList::start_last(const RecordHeader& header) {
  each(entries_.size() - 1, [&header](Sink& sink) { sink.on_start(header); });
}

void SinkList::event_last(const Event& event) {
  each(entries_.size() - 1, [&event](Sink& sink) { sink.on_event(event); });
}

}  // namespace procmem::detail
