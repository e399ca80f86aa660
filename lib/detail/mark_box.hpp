#ifndef PROCMEM_DETAIL_MARK_BOX_HPP
#define PROCMEM_DETAIL_MARK_BOX_HPP

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include <procmem/event.hpp>

namespace procmem::detail {

/// A mark on its way to the sinks, and those that come after it.
struct PendingMark {
  Event event;
  std::unique_ptr<PendingMark> next;
};
using PendingMarks = std::unique_ptr<PendingMark>;

/// The marks of one sampler that its sinks have not been told yet. It may outlive the sampler: a phase holds
/// it, and what is put in then goes nowhere. Threads: all members may be called from any.
class MarkBox {
 public:
  static constexpr std::size_t most = 1024;     ///< marks that wait; what comes beyond is dropped
  static constexpr std::size_t longest = 1024;  ///< bytes of a text; what comes beyond is cut off

  /// A mark of now.
  static PendingMarks make(std::string_view text);

  /// \param wake called after each put(), with a lock held that it must not ask for; it may throw, and the
  /// mark then waits until the sampler wakes by itself.
  void connect(std::function<void()> wake);
  /// After it returns `wake` is not called any more.
  void disconnect() noexcept;

  /// Allocates nothing. It frees what has been told, because a thread that has never allocated would be given
  /// an arena by malloc for freeing.
  void put(PendingMarks mark) noexcept;
  /// All that wait, in the order in which they were put in.
  PendingMarks take() noexcept;
  void give_back(PendingMarks told) noexcept;

  bool empty() const noexcept { return waiting_ == 0; }
  std::uint64_t dropped() const noexcept { return dropped_; }

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  PendingMarks first_;
  PendingMark* last_ = nullptr;
  PendingMarks told_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace procmem::detail

#endif
