#ifndef PROCMEM_DETAIL_PEAK_SPAN_HPP
#define PROCMEM_DETAIL_PEAK_SPAN_HPP

#include <algorithm>
#include <optional>

#include <procmem/bytes.hpp>

namespace procmem::detail {

/// What a process tells of its resident memory at one time.
struct PeakReading {
  std::optional<Bytes> rss;
  std::optional<Bytes> hwm;  ///< the largest since the kernel's count was reset last
};

/// The largest VmRSS of a span of time, from readings of a count that others reset meanwhile and that may
/// have begun before the span: what surely was reached in it, and what surely was not exceeded. Where the
/// two meet, the peak is known.
class PeakSpan {
 public:
  /// \param before as of when the span begins. \param reset the kernel's count begins with it.
  PeakSpan(const PeakReading& before, bool reset) noexcept : covered_(reset) {
    if (before.rss) observe(*before.rss);
    if (before.hwm)
      before_ = *before.hwm;
    else
      known_ = known_ && reset;
  }

  void observe(Bytes rss) noexcept {
    if (!reached_ || *reached_ < rss) reached_ = rss;
  }

  /// A later reading; always before a reset and at the end.
  void read(const PeakReading& reading) noexcept {
    if (reading.rss) observe(*reading.rss);
    known_ = known_ && reading.hwm;
    if (!reading.hwm) return;
    bound_ = std::max(bound_, *reading.hwm);
    if (covered_ || *reading.hwm > before_) observe(*reading.hwm);
  }

  /// The kernel's count begins anew: from here on it tells of this span alone.
  void reset() noexcept { covered_ = true; }

  std::optional<Bytes> peak() const noexcept { return reached_; }
  /// Whether it is the kernel's; not where more was seen than that has noticed.
  bool exact() const noexcept { return known_ && reached_ && *reached_ == bound_; }

 private:
  std::optional<Bytes> reached_;
  Bytes bound_;
  Bytes before_;       // the count when the span began, if it began earlier
  bool covered_;       // the count is of no time before the span
  bool known_ = true;  // all of the count has been read
};

}  // namespace procmem::detail

#endif
