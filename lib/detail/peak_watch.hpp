#ifndef PROCMEM_DETAIL_PEAK_WATCH_HPP
#define PROCMEM_DETAIL_PEAK_WATCH_HPP

#include <atomic>
#include <mutex>

#include <procmem/bytes.hpp>

#include "detail/peak_span.hpp"

namespace procmem::detail {

/// A span in which the peak of the calling process is watched.
struct WatchedSpan {
  PeakReading first, last;
  PeakSpan peak{{}, false};
  WatchedSpan* next = nullptr;
};

/// The phases of this process that have begun and not ended. There is one count of the kernel's for all of
/// them, VmHWM, and each that begins resets it, if it may: before that all others take what it shows. Between
/// that reading and the reset some microseconds go by, in which a peak would be overlooked. Allocates
/// nothing. Threads: all members may be called from any.
class PeakWatch {
 public:
  /// \param directory of the files status and clear_refs. Lifetime: static.
  constexpr explicit PeakWatch(const char* directory) noexcept : directory_(directory) {}

  /// The one of this process. Never destroyed.
  static PeakWatch& of_process() noexcept;

  void begin(WatchedSpan& span) noexcept;  ///< it must stay where it is until end()
  void end(WatchedSpan& span) noexcept;
  /// VmRSS of this process, as a sampler has read it.
  void observe(Bytes rss) noexcept;
  bool idle() const noexcept { return open_ == 0; }

 private:
  PeakReading read() const noexcept;
  bool reset() const noexcept;

  const char* directory_;
  std::mutex mutex_;
  WatchedSpan* spans_ = nullptr;
  std::atomic<int> open_{0};
};

}  // namespace procmem::detail

#endif
