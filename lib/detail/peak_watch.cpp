#include "detail/peak_watch.hpp"

#include <new>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/status.hpp>

#include "detail/posix_io.hpp"

namespace procmem::detail {

/// By way of the thread, since the leading one may have exited; the memory is the process's.
PeakWatch& PeakWatch::of_process() noexcept {
  static PeakWatch watch("/proc/thread-self");
  return watch;
}

PeakReading PeakWatch::read() const noexcept {
  try {
    std::error_code error;
    const UniqueFd directory = open_at(AT_FDCWD, directory_, O_PATH | O_DIRECTORY, error);
    const UniqueFd file = open_at(directory.get(), "status", 0, error);
    if (error) return {};
    const WholeRead whole(file.get(), error);
    if (error) return {};
    const StatusSnapshot status = parse_status(whole.text(), error);
    return {status.vm_rss, status.vm_hwm};
  } catch (const std::bad_alloc&) {
    return {};  // a status of more than a page
  }
}

/// Whether VmHWM is VmRSS now. Not where /proc is read-only or belongs to root, as in some containers.
bool PeakWatch::reset() const noexcept {
  std::error_code error;
  const UniqueFd directory = open_at(AT_FDCWD, directory_, O_PATH | O_DIRECTORY, error);
  const UniqueFd file(error ? -1 : ::openat(directory.get(), "clear_refs", O_WRONLY | O_CLOEXEC));
  std::size_t written = 0;
  return file.valid() && !write_all(file.get(), "5", written);
}

void PeakWatch::begin(WatchedSpan& span) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  span.first = read();
  for (WatchedSpan* open = spans_; open != nullptr; open = open->next) open->peak.read(span.first);
  const bool was_reset = reset();
  if (was_reset)
    for (WatchedSpan* open = spans_; open != nullptr; open = open->next) open->peak.reset();
  span.peak = PeakSpan(span.first, was_reset);
  span.next = spans_;
  spans_ = &span;
  ++open_;
}

void PeakWatch::end(WatchedSpan& span) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  span.last = read();
  span.peak.read(span.last);
  WatchedSpan** place = &spans_;
  while (*place != &span) place = &(*place)->next;
  *place = span.next;
  --open_;
}

void PeakWatch::observe(Bytes rss) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (WatchedSpan* open = spans_; open != nullptr; open = open->next) open->peak.observe(rss);
}

}  // namespace procmem::detail
