#include <procmem/phase.hpp>

#include <atomic>
#include <utility>

#include <unistd.h>

#include <procmem/background_sampler.hpp>
#include <procmem/sampler.hpp>

#include "detail/mark_box.hpp"
#include "detail/peak_watch.hpp"

namespace procmem {
namespace {

std::uint64_t next_number() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

/// The mark of its end is made at the beginning, so that ending needs no memory.
struct Phase::Open {
  std::shared_ptr<detail::MarkBox> marks;
  detail::PendingMarks end_mark;  // null: it has ended
  detail::WatchedSpan span;
  std::chrono::steady_clock::time_point begin;
  PhaseResult result;
};

Phase::Phase(std::shared_ptr<detail::MarkBox> marks, std::string_view name) {
  detail::PendingMarks begin_mark = detail::MarkBox::make(name);
  open_ = std::make_unique<Open>();
  open_->end_mark = detail::MarkBox::make(name);
  open_->marks = std::move(marks);
  open_->begin = begin_mark->event.monotonic;
  begin_mark->event.pid = ::getpid();
  begin_mark->event.phase = open_->end_mark->event.phase = next_number();
  detail::PeakWatch::of_process().begin(open_->span);
  open_->marks->put(std::move(begin_mark));
}

Phase::Phase(Sampler& sampler, std::string_view name) : Phase(sampler.marks(), name) {}
Phase::Phase(BackgroundSampler& sampler, std::string_view name) : Phase(sampler.marks(), name) {}
Phase::Phase(Phase&&) noexcept = default;

Phase& Phase::operator=(Phase&& other) noexcept {
  if (this == &other) return *this;
  end();
  open_ = std::move(other.open_);
  return *this;
}

Phase::~Phase() {
  end();
}

PhaseResult Phase::end() noexcept {
  if (!open_) return {};
  PhaseResult& result = open_->result;
  detail::PendingMarks mark = std::move(open_->end_mark);
  if (!mark) return result;
  detail::WatchedSpan& span = open_->span;
  detail::PeakWatch::of_process().end(span);
  mark->event.time = std::chrono::system_clock::now();
  mark->event.monotonic = std::chrono::steady_clock::now();
  mark->event.pid = ::getpid();
  result.duration = mark->event.monotonic - open_->begin;
  result.first = span.first.rss;
  result.last = span.last.rss;
  result.peak = span.peak.peak();
  result.peak_exact = span.peak.exact();
  mark->event.result = result;
  open_->marks->put(std::move(mark));
  open_->marks.reset();
  return result;
}

}  // namespace procmem
