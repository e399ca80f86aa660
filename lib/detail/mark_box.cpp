#include "detail/mark_box.hpp"

#include <exception>
#include <utility>

#include "detail/utf8.hpp"

namespace procmem::detail {

PendingMarks MarkBox::make(std::string_view text) {
  auto mark = std::make_unique<PendingMark>();
  mark->event.kind = EventKind::mark;
  mark->event.time = std::chrono::system_clock::now();
  mark->event.monotonic = std::chrono::steady_clock::now();
  mark->event.text = cut_utf8(text, longest);
  return mark;
}

void MarkBox::connect(std::function<void()> wake) {
  const std::lock_guard<std::mutex> lock(mutex_);
  wake_ = std::move(wake);
}

void MarkBox::disconnect() noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  wake_ = nullptr;
}

void MarkBox::put(PendingMarks mark) noexcept {
  PendingMarks told;  // freed without the lock
  const std::lock_guard<std::mutex> lock(mutex_);
  told.swap(told_);
  if (waiting_ == most) {
    ++dropped_;
    mark->next = std::move(told);
    told = std::move(mark);
    return;
  }
  PendingMark* const added = mark.get();
  (last_ == nullptr ? first_ : last_->next) = std::move(mark);
  last_ = added;
  ++waiting_;
  try {
    if (wake_) wake_();
  } catch (const std::exception&) {
    return;  // it waits
  }
}

PendingMarks MarkBox::take() noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  last_ = nullptr;
  waiting_ = 0;
  return std::move(first_);
}

void MarkBox::give_back(PendingMarks told) noexcept {
  if (!told) return;
  PendingMark* end = told.get();
  while (end->next) end = end->next.get();
  const std::lock_guard<std::mutex> lock(mutex_);
  end->next = std::move(told_);
  told_ = std::move(told);
}

}  // namespace procmem::detail
