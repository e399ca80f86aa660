#ifndef PROCMEM_DETAIL_OPERATION_COUNTER_HPP
#define PROCMEM_DETAIL_OPERATION_COUNTER_HPP

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace procmem::detail {

/// Counts what many threads do. Each thread adds to one of sixteen cache lines, so that they seldom wait for
/// each other. Threads: any, at any time, without a lock.
class OperationCounter {
 public:
  void add(std::uint64_t n) noexcept {
    slots_[slot()].count.fetch_add(n, std::memory_order_relaxed);
    if (!used_.load(std::memory_order_relaxed)) used_.store(true, std::memory_order_relaxed);
  }

  /// Never less than at the call before by the same thread.
  std::uint64_t total() const noexcept {
    std::uint64_t sum = 0;
    if (!used_.load(std::memory_order_relaxed)) return sum;  // most programs count nothing: one line to read
    for (const Slot& slot : slots_) sum += slot.count.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  static constexpr std::size_t line = 64;
  struct Slot {
    std::atomic<std::uint64_t> count{0};
    std::array<std::byte, line - sizeof(std::atomic<std::uint64_t>)> rest{};
  };
  static constexpr std::size_t slots = 16;

  static std::size_t slot() noexcept {
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t mine = threads.fetch_add(1, std::memory_order_relaxed) % slots;
    return mine;
  }

  std::atomic<bool> used_{false};
  std::array<Slot, slots> slots_;
};

}  // namespace procmem::detail

#endif
