#ifndef PROCMEM_TESTS_SUPPORT_ALLOCATOR_HPP
#define PROCMEM_TESTS_SUPPORT_ALLOCATOR_HPP

#include <cstdlib>
#include <string_view>

/// Whose malloc the tests run with: what with_allocator.sh preloaded, "sanitizer", or "glibc".
inline std::string_view allocator() {
  if (const char* const preloaded = std::getenv("PROCMEM_TEST_ALLOCATOR")) return preloaded;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return "sanitizer";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return "sanitizer";
#endif
#endif
#ifdef __GLIBC__
  return "glibc";
#else
  return "other";
#endif
}

/// Whether it tells how much is in use.
inline bool allocator_counts() {
  return allocator() != "mimalloc" && allocator() != "other";
}

#endif
