#ifndef PROCMEM_BACKGROUND_SAMPLER_HPP
#define PROCMEM_BACKGROUND_SAMPLER_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

#include <procmem/export.hpp>
#include <procmem/sampler.hpp>

namespace procmem {

/// A Sampler on a thread of its own, for programs that have no Asio loop: the same verbs, the same rules.
/// The thread exists from start() to stop(); it has a stack of 256 KiB, all signals blocked, and the name
/// "procmem". What it costs the host is in docs/embedding.md. Threads: sinks and callbacks run on that
/// thread, one at a time; but the first sample is taken inside start() by its caller, so that what sinks
/// allocate at first comes from the caller's malloc arena and the thread needs none, and EventKind::stopped
/// is told by the one that calls stop(). So hold no lock there that a callback takes. Lifetime: the
/// destructor stops and joins. Inside its own callback neither it nor stop() can join: the thread then ends
/// by itself right after the callback. Inside a callback start() has no effect while another thread is in
/// stop().
class PROCMEM_EXPORT BackgroundSampler {
 public:
  /// Errors: std::invalid_argument if the interval is not positive.
  explicit BackgroundSampler(SamplerOptions options = {});
  BackgroundSampler(BackgroundSampler&&) noexcept;
  BackgroundSampler& operator=(BackgroundSampler&&) noexcept;
  ~BackgroundSampler();

  void watch(Process process);
  void unwatch(int pid);
  void discover(Selector selector, std::chrono::nanoseconds every = std::chrono::seconds(1));
  void add_sink(std::shared_ptr<Sink> sink);
  void add_sink(SampleCallback on_sample, EventCallback on_event = {});
  void start();  ///< Errors: std::system_error if the thread cannot be made; std::bad_alloc.
  void stop() noexcept;
  void mark(std::string_view text);
  void count(std::uint64_t n = 1) noexcept;
  SamplerStats stats() const;

 private:
  friend class Phase;
  PROCMEM_HIDDEN const std::shared_ptr<detail::MarkBox>& marks() const noexcept;
  struct PROCMEM_HIDDEN Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace procmem

#endif
