#include <procmem/heap.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include <malloc.h>

#include <procmem/process.hpp>

// What other allocators offer. Weak: an address of 0 says that the allocator is not there.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
[[gnu::weak]] int mallctl(const char* name, void* old, std::size_t* old_size, void* given,
                          std::size_t given_size);
[[gnu::weak]] int MallocExtension_GetNumericProperty(const char* property, std::size_t* value);
[[gnu::weak]] void MallocExtension_ReleaseFreeMemory();
[[gnu::weak]] void mi_collect(bool force) noexcept;
[[gnu::weak]] std::size_t __sanitizer_get_current_allocated_bytes();
[[gnu::weak]] std::size_t __sanitizer_get_heap_size();
[[gnu::weak]] void __sanitizer_purge_allocator();
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
}

namespace procmem {
namespace {

HeapUsage usage_of(std::size_t in_use, std::size_t held) noexcept {
  return {Bytes(static_cast<std::int64_t>(in_use)),
          Bytes(static_cast<std::int64_t>(held - std::min(in_use, held)))};
}

// An allocator answers only where it serves malloc: one that is loaded and idle has handed out nothing.

#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
std::optional<HeapUsage> read_glibc() noexcept {
  const struct mallinfo2 info = ::mallinfo2();
  if (info.arena + info.hblkhd == 0) return std::nullopt;
  const std::size_t in_use = info.uordblks + info.hblkhd;
  return usage_of(in_use, in_use + info.fordblks);
}
#else
std::optional<HeapUsage> read_glibc() noexcept {
  return std::nullopt;  // mallinfo's figures are ints, which wrap at 2 GiB
}
#endif

bool trim_glibc() noexcept {
#ifdef __GLIBC__
  ::malloc_trim(0);
  return true;
#else
  return false;
#endif
}

std::optional<std::size_t> jemalloc_figure(const char* name) noexcept {
  std::size_t value = 0;
  std::size_t size = sizeof(value);
  return mallctl(name, &value, &size, nullptr, 0) == 0 ? std::optional(value) : std::nullopt;
}

std::optional<HeapUsage> read_jemalloc() noexcept {
  if (mallctl == nullptr) return std::nullopt;
  std::uint64_t epoch = 1;  // any value brings the figures up to date
  mallctl("epoch", nullptr, nullptr, &epoch, sizeof(epoch));
  const auto allocated = jemalloc_figure("stats.allocated");
  const auto resident = jemalloc_figure("stats.resident");
  if (!allocated || !resident || *allocated == 0) return std::nullopt;
  return usage_of(*allocated, *resident);
}

bool trim_jemalloc() noexcept {
  mallctl("thread.tcache.flush", nullptr, nullptr, nullptr, 0);
  return mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0) == 0;  // 4096: all arenas
}

std::optional<std::size_t> tcmalloc_figure(const char* name) noexcept {
  std::size_t value = 0;
  return MallocExtension_GetNumericProperty(name, &value) != 0 ? std::optional(value) : std::nullopt;
}

std::optional<HeapUsage> read_tcmalloc() noexcept {
  if (MallocExtension_GetNumericProperty == nullptr) return std::nullopt;
  const auto allocated = tcmalloc_figure("generic.current_allocated_bytes");
  const auto heap = tcmalloc_figure("generic.heap_size");
  const auto unmapped = tcmalloc_figure("tcmalloc.pageheap_unmapped_bytes");
  if (!allocated || !heap || !unmapped || *allocated == 0) return std::nullopt;
  return usage_of(*allocated, *heap - std::min(*unmapped, *heap));
}

bool trim_tcmalloc() noexcept {
  if (MallocExtension_ReleaseFreeMemory == nullptr) return false;
  MallocExtension_ReleaseFreeMemory();
  return true;
}

std::optional<HeapUsage> read_sanitizer() noexcept {
  if (__sanitizer_get_current_allocated_bytes == nullptr || __sanitizer_get_heap_size == nullptr)
    return std::nullopt;
  return usage_of(__sanitizer_get_current_allocated_bytes(), __sanitizer_get_heap_size());
}

bool trim_sanitizer() noexcept {
  if (__sanitizer_purge_allocator == nullptr) return false;
  __sanitizer_purge_allocator();
  return true;
}

bool trim_mimalloc() noexcept {
  if (mi_collect == nullptr) return false;
  mi_collect(true);
  return true;
}

constexpr std::array known = {HeapSource{read_glibc, trim_glibc}, HeapSource{read_jemalloc, trim_jemalloc},
                              HeapSource{read_tcmalloc, trim_tcmalloc},
                              HeapSource{read_sanitizer, trim_sanitizer}};

std::atomic<decltype(HeapSource::read)> set_read{nullptr};
std::atomic<decltype(HeapSource::trim)> set_trim{nullptr};

std::optional<Bytes> resident() noexcept {
  std::error_code error;
  const Process self = Process::self(error);
  if (error) return std::nullopt;
  const StatusSnapshot status = read_status(self, error);
  return status.rss_anon ? status.rss_anon : status.vm_rss;
}

}  // namespace

std::optional<HeapUsage> read_heap() noexcept {
  if (const auto read = set_read.load()) return read();
  for (const HeapSource& source : known)
    if (const auto usage = source.read()) return usage;
  return std::nullopt;
}

bool trim_heap() noexcept {
  if (const auto trim = set_trim.load()) return trim();
  for (const HeapSource& source : known)
    if (source.read()) return source.trim();
  return trim_mimalloc();
}

void set_heap_source(const HeapSource& source) noexcept {
  set_read = source.read;
  set_trim = source.trim;
}

std::optional<TrimProbe> probe_trim() {
  const auto begun = std::chrono::steady_clock::now();
  const auto heap = read_heap();
  const auto before = resident();
  if (!heap || !before || !trim_heap()) return std::nullopt;
  const auto after = resident();
  if (!after) return std::nullopt;
  return TrimProbe{*heap, *before, *after, std::chrono::steady_clock::now() - begun};
}

std::string explain(const TrimProbe& probe) {
  const auto tenths = std::chrono::duration_cast<std::chrono::microseconds>(probe.took).count() / 100;
  return "of " + format_bytes(probe.before.retained) + " retained " +
         format_bytes(std::max(Bytes(), probe.returned())) + " went back to the system, in " +
         std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " ms";
}

}  // namespace procmem
