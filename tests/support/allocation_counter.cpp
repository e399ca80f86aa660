#include "support/allocation_counter.hpp"

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

namespace {

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
std::atomic<std::uint64_t> count{0};
std::atomic<std::uint64_t> fail_from{never};  // by count
std::atomic<std::uint64_t> fail_number{0};
std::atomic<std::uint64_t> failed{0};

void* allocate(std::size_t size) noexcept {
  const std::uint64_t mine = ++count;
  if (mine >= fail_from && mine - fail_from < fail_number) {
    ++failed;
    return nullptr;
  }
  return std::malloc(size != 0 ? size : 1);
}

}  // namespace

std::uint64_t allocations() noexcept {
  return count;
}

void fail_allocations(std::uint64_t n, std::uint64_t how_many) noexcept {
  failed = 0;
  fail_number = how_many;
  fail_from = count + n;
}

std::uint64_t allow_allocations() noexcept {
  fail_from = never;
  return failed;
}

void* operator new(std::size_t size) {
  if (void* const memory = allocate(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {  // std::stable_sort's buffer
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
