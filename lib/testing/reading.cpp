#include "testing/reading.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/heap.hpp>

// There, whatever the language of the program, when a sanitizer has put its allocator in malloc's place.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace procmem::testing {

namespace {

/// Calls back with each piece of /proc/self/maps. \return whether it could be read.
template <class Visit>
bool visit_maps(Visit visit) {
  const int file = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::array<char, 8192> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
  ssize_t got = 0;
  while ((got = ::read(file, piece.data(), piece.size())) > 0)
    visit(std::string_view(piece.data(), static_cast<std::size_t>(got)));
  ::close(file);
  return got == 0;
}

std::optional<std::int64_t> count_mappings() {
  std::int64_t lines = 0;
  const bool read =
      visit_maps([&](std::string_view piece) { lines += std::count(piece.begin(), piece.end(), '\n'); });
  return read ? std::optional(lines) : std::nullopt;
}

/// glibc keeps up to 7 (since 2.42: 16) freed blocks of each small size for the thread, and counts them as in
/// use. Freeing more than that of each size leaves the cache full, however full it was.
void fill_thread_cache() {
  constexpr std::size_t sizes = 64;
  constexpr std::size_t blocks = 16;
  constexpr std::size_t smallest = 24;
  constexpr std::size_t step = 16;
  std::array<void* volatile, sizes * blocks> held{};  // volatile: or the compiler leaves malloc and free out
  for (std::size_t i = 0; i < held.size(); ++i) held[i] = std::malloc(smallest + i % sizes * step);
  for (void* const block : held) std::free(block);
}

std::optional<Bytes> sum(std::optional<Bytes> a, std::optional<Bytes> b) {
  return a && b ? std::optional(*a + *b) : a;
}

}  // namespace

std::optional<std::string> reason_to_skip() {
  // valgrind loads a library of this name into what it runs; a name that two pieces share is found in none.
  bool valgrind = false;
  visit_maps([&](std::string_view piece) {
    valgrind = valgrind || piece.find("/vgpreload_") != std::string_view::npos;
  });
  if (!valgrind) return std::nullopt;
  return "valgrind runs this program: its memory is valgrind's, and memcheck finds leaks better";
}

Reader::Reader() : self_(Process::self()), sanitized_(__sanitizer_get_current_allocated_bytes != nullptr) {}

GuardRound Reader::read(std::size_t calls) const {
  GuardRound round;
  round.calls = calls;
  if (!sanitized_) fill_thread_cache();
  trim_heap();
  if (const auto heap = read_heap()) {
    round.heap = heap->in_use;
    round.retained = heap->retained;
  }
  const StatusSnapshot status = read_status(self_);
  round.threads = status.threads;
  if (sanitized_) return round;
  round.resident =
      sum(sum(status.rss_anon ? status.rss_anon : status.vm_rss, status.rss_shmem), status.vm_swap);
  round.address_space = status.vm_size;
  round.mappings = count_mappings();
  return round;
}

std::vector<std::string> Reader::remarks() const {
  std::vector<std::string> remarks;
  if (sanitized_)
    remarks.emplace_back(
        "a sanitizer keeps memory of its own, so that RssAnon and mappings mean nothing: "
        "heap in use and threads only");
  if (!read_heap())
    remarks.emplace_back(
        "the allocator does not tell what is in use: resident memory only, which shows whole pages");
  return remarks;
}

}  // namespace procmem::testing
