#ifndef PROCMEM_SAMPLER_HPP
#define PROCMEM_SAMPLER_HPP

#include <utility>  // Boost 1.74 needs it first when g++ 12 compiles C++20

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include <procmem/discovery.hpp>
#include <procmem/export.hpp>
#include <procmem/process.hpp>
#include <procmem/sink.hpp>

namespace procmem {

namespace detail {
class MarkBox;
}  // namespace detail

struct SamplerOptions {
  std::chrono::nanoseconds interval = std::chrono::seconds(1);  ///< between two ticks; more than 0

  SampleSource source = SampleSource::status;  ///< what a sample has, and costs

  /// After each tick one more sample, of pid 0: the sum over all watched processes. A page that several of
  /// them share is counted once for each.
  bool sum = false;

  /// Beside the samples smaps_rollup is read this often, or more seldom where that would take more than a
  /// hundredth of the time: each process's sample after has pss, private_memory and swap_pss. One reading
  /// takes 3 to 6 ms for each resident GiB, in which the executor and the process wait; they are spread and
  /// kept out of the way of ticks. FileSinkOptions::columns must ask for pss_fields().
  std::optional<std::chrono::nanoseconds> pss_every = {};

  /// Samples of the process that the sampler runs in have heap_in_use and heap_retained, so that a report can
  /// tell a leak from fragmentation. All of them, or where many free blocks make the reading slow
  /// (read_heap()) so few that it takes no more than a hundredth of a CPU.
  /// FileSinkOptions::columns must ask for heap_fields().
  bool heap = false;

  /// A process's `joined` and `exec` events have its command line as their text. It may hold secrets.
  bool command_line = false;
};

/// What a sampler has done since it was made.
struct SamplerStats {
  std::uint64_t ticks = 0;
  std::uint64_t samples = 0;
  std::uint64_t missed = 0;             ///< ticks that went by because the executor was not run in time
  std::uint64_t read_errors = 0;        ///< ticks and discoveries that could not read a process
  std::uint64_t sink_failures = 0;      ///< exceptions thrown by sinks and selectors
  std::uint64_t pss_rounds = 0;         ///< times that smaps_rollup of all processes was read
  std::uint64_t pss_reads = 0;          ///< of smaps_rollup
  std::uint64_t pss_errors = 0;         ///< of them those that failed, mostly for want of permission
  std::chrono::nanoseconds pss_time{};  ///< what they took
  std::uint64_t marks_dropped = 0;      ///< because 1,024 of them waited already
};

/// Samples processes at a fixed interval and hands each sample to its sinks: one timer with absolute
/// deadlines, so that ticks do not drift; ticks that went by are counted, never replayed. The first sample is
/// taken as soon as the executor runs. With nothing to watch it rests, and leaves the executor without work.
/// The end of a process is noticed at once, by its pidfd. Threads: all members may be called from any thread.
/// Sinks are called on the executor, but EventKind::stopped is told by the thread that calls stop(); never
/// two at once, however many threads there are. Errors: std::bad_alloc from what takes something in, which
/// then has had no effect; where a tick runs out of memory it is counted as a read error, and the next goes
/// on. Lifetime: may be stopped or destroyed inside its own callback. The executor's context must outlive it.
class PROCMEM_EXPORT Sampler {
 public:
  /// Errors: std::invalid_argument if the interval or pss_every is not positive.
  explicit Sampler(boost::asio::any_io_executor executor, SamplerOptions options = {});
  Sampler(Sampler&&) noexcept;
  Sampler& operator=(Sampler&&) noexcept;  ///< stops the one assigned to
  ~Sampler();                              ///< as stop()

  /// Samples this process from the next tick on, until it ends. A pid that is watched already is not watched
  /// twice.
  void watch(Process process);
  /// No more samples of it (EventKind::left).
  void unwatch(int pid);
  /// Looks over all processes now and every so often, and watches those that the selector chooses; more
  /// seldom where that would take more than a twentieth of the time. The first tick waits for the first look.
  /// Allocates at each look.
  void discover(Selector selector, std::chrono::nanoseconds every = std::chrono::seconds(1));

  void add_sink(std::shared_ptr<Sink> sink);
  void add_sink(SampleCallback on_sample, EventCallback on_event = {});

  /// Begins a segment: on_start() for all sinks, then samples. No effect while it runs; after stop() it
  /// starts anew.
  void start();

  /// After it returns no sink is called any more and each has had EventKind::stopped as its last, so that a
  /// recording is complete. Waits for a sink that is being called in another thread. Called inside a
  /// callback, the sinks still get the sample at hand, and the ending when the callback returns; destroyed
  /// inside a callback, they get the ending at once.
  void stop() noexcept;

  /// Tells the sinks EventKind::mark with this text (any bytes; beyond 1 KiB it is cut off) and the time of
  /// the call, as soon as the executor runs, and before the ending if the sampler is stopped. While it does
  /// not run, marks wait for the next segment. No more than 1,024 wait; what comes beyond is dropped.
  void mark(std::string_view text);

  /// Counts what the program does, say requests served: Sample::operations is the sum since the sampler was
  /// made, in all samples from the first call on, so that a report tells growth per operation. Some
  /// nanoseconds, without a lock. FileSinkOptions::columns must ask for "operations".
  void count(std::uint64_t n = 1) noexcept;

  SamplerStats stats() const;

 private:
  friend class BackgroundSampler;
  friend class Phase;
  PROCMEM_HIDDEN const std::shared_ptr<detail::MarkBox>& marks() const noexcept;

  struct PROCMEM_HIDDEN Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace procmem

#endif
