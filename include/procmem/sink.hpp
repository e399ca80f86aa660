#ifndef PROCMEM_SINK_HPP
#define PROCMEM_SINK_HPP

#include <functional>
#include <memory>

#include <procmem/event.hpp>
#include <procmem/export.hpp>
#include <procmem/record_format.hpp>
#include <procmem/sample.hpp>

namespace procmem {

/// Where samples go. A sampler calls its sinks one at a time, in the order in which they were added, on its
/// executor. Threads: never two calls at once from one sampler, so a sink needs no lock unless others read
/// it. Errors: what a sink throws is caught by the sampler, counted, and reported once to the other sinks
/// (EventKind::sink_failed); the sink goes on being called.
/// Lifetime: what is passed is valid during the call; copy what you keep.
class PROCMEM_EXPORT Sink {
 public:
  virtual ~Sink();
  virtual void on_start(const RecordHeader& header);  ///< a segment begins; nothing by default
  virtual void on_sample(const Sample& sample) = 0;
  virtual void on_event(const Event& event);  ///< nothing by default; EventKind::stopped is the last

 protected:
  Sink() = default;
  Sink(const Sink&) = default;
  Sink& operator=(const Sink&) = default;
};

using SampleCallback = std::function<void(const Sample&)>;
using EventCallback = std::function<void(const Event&)>;

/// A sink made of callbacks; either may be empty.
PROCMEM_EXPORT std::shared_ptr<Sink> make_callback_sink(SampleCallback on_sample,
                                                        EventCallback on_event = {});

}  // namespace procmem

#endif
