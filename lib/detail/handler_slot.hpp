#ifndef PROCMEM_DETAIL_HANDLER_SLOT_HPP
#define PROCMEM_DETAIL_HANDLER_SLOT_HPP

#include <array>
#include <atomic>
#include <cstddef>
#include <new>

namespace procmem::detail {

/// Memory for one asynchronous operation at a time, so that waiting for the next tick allocates nothing,
/// whatever the executor does by itself. While it is taken, or too small, the heap is used.
class HandlerSlot {
 public:
  void* allocate(std::size_t size) {
    if (size <= memory_.size() && !taken_.exchange(true, std::memory_order_acquire)) return memory_.data();
    return ::operator new(size);
  }
  void deallocate(void* pointer) noexcept {
    if (pointer == memory_.data())
      taken_.store(false, std::memory_order_release);
    else
      ::operator delete(pointer);
  }

 private:
  alignas(std::max_align_t) std::array<std::byte, 512> memory_{};
  std::atomic<bool> taken_{false};
};

/// The allocator that Asio asks a handler for.
template <class T>
class SlotAllocator {
 public:
  using value_type = T;

  explicit SlotAllocator(HandlerSlot& slot) noexcept : slot_(&slot) {}
  template <class U>
  SlotAllocator(const SlotAllocator<U>& other) noexcept : slot_(other.slot_) {}

  T* allocate(std::size_t n) { return static_cast<T*>(slot_->allocate(n * sizeof(T))); }
  void deallocate(T* pointer, std::size_t) noexcept { slot_->deallocate(pointer); }

  friend bool operator==(const SlotAllocator& a, const SlotAllocator& b) noexcept {
    return a.slot_ == b.slot_;
  }
  friend bool operator!=(const SlotAllocator& a, const SlotAllocator& b) noexcept { return !(a == b); }

 private:
  template <class U>
  friend class SlotAllocator;
  HandlerSlot* slot_;
};

}  // namespace procmem::detail

#endif
