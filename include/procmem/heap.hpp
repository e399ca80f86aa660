#ifndef PROCMEM_HEAP_HPP
#define PROCMEM_HEAP_HPP

#include <chrono>
#include <optional>
#include <string>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>

namespace procmem {

/// What the allocator behind malloc tells of the calling process. docs/heap.md says what each allocator
/// counts.
struct HeapUsage {
  Bytes in_use;  ///< handed out to the program: glibc's uordblks + hblkhd; blocks in a thread's cache count
                 ///< as well

  /// Held by the allocator and not in use: glibc's fordblks. Part of it may not be resident: what
  /// malloc_trim() gave back, and what has never been touched.
  Bytes retained;
};

inline bool operator==(const HeapUsage& a, const HeapUsage& b) noexcept {
  return a.in_use == b.in_use && a.retained == b.retained;
}
inline bool operator!=(const HeapUsage& a, const HeapUsage& b) noexcept {
  return !(a == b);
}

/// Asks the allocator that serves malloc, whichever is linked in or preloaded: glibc (2.33), jemalloc,
/// gperftools' tcmalloc, or that of AddressSanitizer and its kin; libprocmem depends on none of them. Absent,
/// never a guess, where another one serves malloc (mimalloc's release builds count nothing) and none was set
/// by set_heap_source(). Cost: glibc walks all free blocks of each arena, and each arena is locked meanwhile:
/// it grows with their number. Allocates nothing. Threads: any. Source: mallinfo(3).
PROCMEM_EXPORT std::optional<HeapUsage> read_heap() noexcept;

/// Lets the allocator give back to the system what it can (malloc_trim(0), or what the allocator has
/// instead). \return false where there is nothing of the sort. Cost: as read_heap(), and a system call for
/// each stretch of free pages. Threads: any; those that allocate meanwhile wait.
PROCMEM_EXPORT bool trim_heap() noexcept;

/// An allocator that libprocmem does not know, or a memory pool of your own that takes malloc's place.
struct HeapSource {
  std::optional<HeapUsage> (*read)() noexcept =
      nullptr;                        ///< allocates nothing; absent where it cannot be told
  bool (*trim)() noexcept = nullptr;  ///< as trim_heap()
};

/// From now on read_heap() and trim_heap() ask this source, where its function is not null. Threads: any.
PROCMEM_EXPORT void set_heap_source(const HeapSource& source) noexcept;

/// What giving back brought.
struct TrimProbe {
  HeapUsage before;                 ///< what the allocator told before
  Bytes rss_before;                 ///< RssAnon; VmRSS before Linux 4.5
  Bytes rss_after;                  ///< the same right after
  std::chrono::nanoseconds took{};  ///< all of it

  Bytes returned() const noexcept { return rss_before - rss_after; }  ///< what the system got back
};

/// Trims the heap and says what came of it, for a checkpoint between two pieces of work: if RssAnon falls by
/// what was retained, growth before was fragmentation or a cache of the allocator's, not a leak. It changes
/// what it measures, and costs what trim_heap() costs. Absent where the heap cannot be read or trimmed.
/// Threads: any; what others allocate meanwhile counts against it.
PROCMEM_EXPORT std::optional<TrimProbe> probe_trim();

/// "of 41.00 MiB retained 38.00 MiB went back to the system, in 12.1 ms".
PROCMEM_EXPORT std::string explain(const TrimProbe& probe);

}  // namespace procmem

#endif
