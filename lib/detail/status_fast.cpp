#include "detail/status_fast.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "detail/number.hpp"
#include "detail/words.hpp"

namespace procmem::detail {
namespace {

/// Whether the text, which is as long, begins so. Two words that overlap are compared in place: a call of
/// memcmp takes as long as all the rest of a line.
template <std::size_t N>
PROCMEM_ALWAYS_INLINE bool begins(const char* text, const char (&with)[N]) noexcept {
  constexpr std::size_t size = N - 1;
  using Word =
      std::conditional_t<(size >= 8), std::uint64_t, std::conditional_t<(size >= 4), std::uint32_t, char>>;
  static_assert(size >= sizeof(Word) && size <= 2 * sizeof(Word), "two words have to cover it");
  constexpr std::size_t last = size - sizeof(Word);
  return load<Word>(text) == load<Word>(with) && load<Word>(text + last) == load<Word>(with + last);
}

/// Eight bytes as load() has them where the first byte is the lowest.
constexpr std::uint64_t word_of(std::string_view text) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  return word;
}

/// A line of the memory block. These lines are read by one small loop rather than by code for each, because
/// after the kernel has made the text little of the program is still in the caches.
struct MemoryLine {
  using Member = std::optional<Bytes> StatusSnapshot::*;

  /// \param key with the line feed before it and the tab behind it: 8 to 16 bytes, which two words cover.
  constexpr MemoryLine(std::string_view key, Member which, bool may_lack = false) noexcept
      : first(word_of(key)),
        last(word_of(key.substr(key.size() - 8))),
        member(which),
        size(static_cast<std::uint8_t>(key.size() - 1)),
        may_be_absent(may_lack) {}

  /// \param at the line's beginning; the line feed before it is looked at as well.
  PROCMEM_ALWAYS_INLINE bool begins_at(const char* at) const noexcept {
    return load<std::uint64_t>(at - 1) == first && load<std::uint64_t>(at + size - 8) == last;
  }

  std::uint64_t first, last;  // of the key
  Member member;
  std::uint8_t size;  // up to the columns
  bool may_be_absent;
};

constexpr MemoryLine memory_lines[] = {
    {"\nVmPeak:\t", &StatusSnapshot::vm_peak},
    {"\nVmSize:\t", &StatusSnapshot::vm_size},
    {"\nVmLck:\t", &StatusSnapshot::vm_lck},
    {"\nVmPin:\t", &StatusSnapshot::vm_pin},
    {"\nVmHWM:\t", &StatusSnapshot::vm_hwm},
    {"\nVmRSS:\t", &StatusSnapshot::vm_rss},
    {"\nRssAnon:\t", &StatusSnapshot::rss_anon},
    {"\nRssFile:\t", &StatusSnapshot::rss_file},
    {"\nRssShmem:\t", &StatusSnapshot::rss_shmem},
    {"\nVmData:\t", &StatusSnapshot::vm_data},
    {"\nVmStk:\t", &StatusSnapshot::vm_stk},
    {"\nVmExe:\t", &StatusSnapshot::vm_exe},
    {"\nVmLib:\t", &StatusSnapshot::vm_lib},
    {"\nVmPTE:\t", &StatusSnapshot::vm_pte},
    {"\nVmPMD:\t", &StatusSnapshot::vm_pmd, true},  // Linux 4.0 to 4.14
    {"\nVmSwap:\t", &StatusSnapshot::vm_swap},
    {"\nHugetlbPages:\t", &StatusSnapshot::hugetlb_pages, true},  // where the kernel has huge pages
};

/// Walks over the text. Each step says whether it found what it was to find; steps are chained with &&.
class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  template <std::size_t N>
  PROCMEM_ALWAYS_INLINE bool starts_with(const char (&text)[N]) const noexcept {
    return left() >= N - 1 && begins(at_, text);
  }

  template <std::size_t N>
  PROCMEM_ALWAYS_INLINE bool literal(const char (&text)[N]) noexcept {
    if (!starts_with(text)) return false;
    at_ += N - 1;
    return true;
  }

  /// Up to the start of the line that begins so, this one or a later one. \param key with the line feed
  /// before it. \param distance at which it was last time.
  template <std::size_t N>
  bool go_to(const char (&key)[N], std::uint16_t& distance) noexcept {
    const char* const from = at_ - 1;  // the line feed before
    if (left() < distance + N - 2 || !begins(from + distance, key)) {
      const std::size_t found = std::string_view(from, left() + 1).find({key, N - 1});
      if (found > UINT16_MAX) return false;
      distance = static_cast<std::uint16_t>(found);
    }
    at_ += distance;
    return true;
  }

  bool rest_of_line(std::string_view& value) noexcept {
    const auto* const feed = static_cast<const char*>(std::memchr(at_, '\n', left()));
    if (feed == nullptr) return false;
    value = {at_, static_cast<std::size_t>(feed - at_)};
    at_ = feed + 1;
    return true;
  }

  /// At most 15 digits, which cannot overflow; the exact parser has the rest.
  bool number(std::int64_t& value) noexcept {
    if (const int digits = left() < 8 ? 0 : read_digits(at_, value); digits != 0) {
      at_ += digits;
      return true;
    }
    const char* const first = at_;
    std::int64_t sum = 0;
    while (at_ != end_ && is_digit(*at_) && at_ - first < 16) sum = sum * 10 + (*at_++ - '0');
    value = sum;
    return at_ != first && at_ - first < 16;
  }

  template <std::size_t N>
  bool whole(const char (&key)[N], int& value) noexcept {
    std::int64_t wide = 0;
    if (!literal(key) || !number(wide) || !literal("\n") || wide > INT32_MAX) return false;
    value = static_cast<int>(wide);
    return true;
  }

  /// \return whether it is there; `wrong` if it is there and not as the kernel prints it.
  PROCMEM_ALWAYS_INLINE bool figure(const MemoryLine& line, std::optional<Bytes>& value,
                                    bool& wrong) noexcept {
    std::int64_t number_of_kib = 0;
    const char* const columns = at_ + line.size;
    if (left() < std::size_t{line.size} + 12 || !line.begins_at(at_)) return false;
    if (load<std::uint32_t>(columns + 8) == load<std::uint32_t>(" kB\n") &&
        read_columns(columns, number_of_kib))
      at_ = columns + 12;
    else
      wrong = !wide_figure(line, number_of_kib);
    if (!wrong) value.emplace(Bytes::from_kib(number_of_kib));
    return true;
  }

  /// More digits than columns, beyond 95 GiB.
  bool wide_figure(const MemoryLine& line, std::int64_t& number_of_kib) noexcept {
    at_ += line.size;
    while (at_ != end_ && *at_ == ' ') ++at_;
    return number(number_of_kib) && literal(" kB\n");
  }

  /// Whether the text before ends so.
  template <std::size_t N>
  bool follows(const char (&text)[N]) const noexcept {
    return static_cast<std::size_t>(at_ - begin_) >= N - 1 && begins(at_ - (N - 1), text);
  }

  const char* position() const noexcept { return at_; }

 private:
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }

  const char* begin_;
  const char* at_;
  const char* end_;
};

[[gnu::hot]] bool take_identity(Cursor& at, StatusSnapshot& s) noexcept {
  std::string_view line;
  if (!at.literal("Name:\t") || !at.rest_of_line(line)) return false;
  if (line.size() > ProcessName::capacity || line.find('\\') != std::string_view::npos) return false;
  s.name = line;
  if (at.literal("Umask:\t") && !at.rest_of_line(line)) return false;
  if (!at.literal("State:\t") || !at.rest_of_line(line) || line.empty() || !is_letter(line.front()))
    return false;
  s.state = line.front();
  if (!at.whole("Tgid:\t", s.tgid)) return false;
  if (at.literal("Ngid:\t") && !at.rest_of_line(line)) return false;
  return at.whole("Pid:\t", s.pid) && at.whole("PPid:\t", s.ppid);
}

/// Linux 6.8 prints it right before the memory block. \param head from where on it may be.
[[gnu::hot]] bool take_kthread(const Cursor& at, const char* head, StatusSnapshot& s) noexcept {
  if (at.follows("\nKthread:\t0\n")) {
    s.kthread = false;
    return true;
  }
  // Elsewhere, or a thread of the kernel with memory: the exact parser decides.
  const std::string_view between(head, static_cast<std::size_t>(at.position() - head));
  return between.find("Kthread:") == std::string_view::npos;
}

[[gnu::hot]] bool take_memory(Cursor& at, StatusSnapshot& s) noexcept {
  for (const MemoryLine& line : memory_lines) {
    bool wrong = false;
    if (!at.figure(line, s.*line.member, wrong) ? !line.may_be_absent : wrong) return false;
  }
  return true;
}

}  // namespace

[[gnu::hot]] bool parse_kernel_status(std::string_view text, StatusLayout& layout,
                                      StatusSnapshot& snapshot) noexcept {
  Cursor at(text);
  if (!take_identity(at, snapshot)) return false;
  const char* const head = at.position();
  int threads = 0;
  // CoreDumping and others stand between the memory block and Threads.
  if (!at.go_to("\nVmPeak:\t", layout.memory) || !take_kthread(at, head, snapshot) ||
      !take_memory(at, snapshot) || !at.go_to("\nThreads:\t", layout.threads) ||
      !at.whole("Threads:\t", threads))
    return false;
  snapshot.threads = threads;
  return true;
}

}  // namespace procmem::detail
