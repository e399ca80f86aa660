#include "detail/status_fast.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "detail/number.hpp"

#if defined(__GNUC__)
#define ALWAYS_INLINE __attribute__((always_inline)) inline
#else
#define ALWAYS_INLINE inline
#endif

namespace procmem::detail {
namespace {

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
constexpr bool first_byte_is_lowest = true;
#else
constexpr bool first_byte_is_lowest = false;
#endif

/// \param word not 0.
int count_trailing_zeros(std::uint64_t word) noexcept {
#if defined(__GNUC__)
  return __builtin_ctzll(word);
#else
  int zeros = 0;
  for (; (word & 1) == 0; word >>= 1U) ++zeros;
  return zeros;
#endif
}

constexpr std::uint64_t each_byte = 0x0101010101010101;

template <class Word>
ALWAYS_INLINE Word load(const char* text) noexcept {
  Word word = 0;
  std::memcpy(&word, text, sizeof word);
  return word;
}

/// The lower half of each byte is a digit, the first byte's the highest: neighbours are joined to numbers of
/// two, four and eight digits.
ALWAYS_INLINE std::int64_t join_digits(std::uint64_t ones) noexcept {
  const std::uint64_t twos = (ones * 10 + (ones >> 8U)) & 0x00FF00FF00FF00FF;
  const std::uint64_t fours = (twos * 100 + (twos >> 16U)) & 0x0000FFFF0000FFFF;
  return static_cast<std::int64_t>((fours * 10000 + (fours >> 32U)) & 0x00000000FFFFFFFF);
}

/// The eight columns into which the kernel prints a figure, "    4120", all at once. Nothing but blanks
/// followed by at least one digit is taken.
ALWAYS_INLINE bool read_columns(const char* text, std::int64_t& value) noexcept {
  const std::uint64_t word =
      load<std::uint64_t>(text) ^ (each_byte * ' ');  // blanks are 0, digits 0x10 to 0x19
  if (!first_byte_is_lowest || word == 0) return false;
  const int first_digit = count_trailing_zeros(word) & ~7;          // its lowest bit
  const std::uint64_t tens = (each_byte * 0x10) << first_digit;     // what is high in digits from there on
  const std::uint64_t beyond_nine = (word + each_byte * 6) ^ word;  // the high bits change
  if (((word ^ tens) & (each_byte * 0xF0)) != 0 || (beyond_nine & (each_byte * 0xF0)) != 0) return false;
  value = join_digits(word ^ tens);
  return true;
}

/// One to seven digits that something else follows. \return how many; 0 if there are none or more.
ALWAYS_INLINE int read_digits(const char* text, std::int64_t& value) noexcept {
  const std::uint64_t word = load<std::uint64_t>(text) ^ (each_byte * '0');  // digits are 0 to 9
  const std::uint64_t others = (word | (word + each_byte * 6)) & (each_byte * 0xF0);
  if (!first_byte_is_lowest || others == 0 || (others & 0xFF) != 0) return 0;
  const int bits = count_trailing_zeros(others) & ~7;
  value = join_digits(word << (64 - bits));
  return bits / 8;
}

/// Whether the text, which is as long, begins so. Two words that overlap are compared in place: a call of
/// memcmp takes as long as all the rest of a line.
template <std::size_t N>
ALWAYS_INLINE bool begins(const char* text, const char (&with)[N]) noexcept {
  constexpr std::size_t size = N - 1;
  using Word =
      std::conditional_t<(size >= 8), std::uint64_t, std::conditional_t<(size >= 4), std::uint32_t, char>>;
  static_assert(size >= sizeof(Word) && size <= 2 * sizeof(Word), "two words have to cover it");
  constexpr std::size_t last = size - sizeof(Word);
  return load<Word>(text) == load<Word>(with) && load<Word>(text + last) == load<Word>(with + last);
}

/// Walks over the text. Each step says whether it found what it was to find; steps are chained with &&.
class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  template <std::size_t N>
  ALWAYS_INLINE bool starts_with(const char (&text)[N]) const noexcept {
    return left() >= N - 1 && begins(at_, text);
  }

  template <std::size_t N>
  ALWAYS_INLINE bool literal(const char (&text)[N]) noexcept {
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

  template <std::size_t N>
  ALWAYS_INLINE bool kib(const char (&key)[N], std::optional<Bytes>& value) noexcept {
    constexpr std::size_t size = N - 1 + 12;
    std::int64_t number_of_kib = 0;
    if (left() < size || !begins(at_, key) || !begins(at_ + size - 4, " kB\n") ||
        !read_columns(at_ + N - 1, number_of_kib))
      return wide_kib(key, value);
    at_ += size;
    value.emplace(Bytes::from_kib(number_of_kib));
    return true;
  }

  /// More digits than columns, beyond 95 GiB.
  template <std::size_t N>
  bool wide_kib(const char (&key)[N], std::optional<Bytes>& value) noexcept {
    if (!literal(key)) return false;
    std::int64_t number_of_kib = 0;
    while (at_ != end_ && *at_ == ' ') ++at_;
    if (!number(number_of_kib) || !literal(" kB\n")) return false;
    value = Bytes::from_kib(number_of_kib);
    return true;
  }

  /// A line that not every kernel prints.
  template <std::size_t N>
  bool optional_kib(const char (&key)[N], std::optional<Bytes>& value) noexcept {
    return !starts_with(key) || kib(key, value);
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

bool take_identity(Cursor& at, StatusSnapshot& s) noexcept {
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
bool take_kthread(const Cursor& at, const char* head, StatusSnapshot& s) noexcept {
  if (at.follows("\nKthread:\t0\n")) {
    s.kthread = false;
    return true;
  }
  // Elsewhere, or a thread of the kernel with memory: the exact parser decides.
  const std::string_view between(head, static_cast<std::size_t>(at.position() - head));
  return between.find("Kthread:") == std::string_view::npos;
}

bool take_memory(Cursor& at, StatusSnapshot& s) noexcept {
  const bool taken =
      at.kib("VmPeak:\t", s.vm_peak) && at.kib("VmSize:\t", s.vm_size) && at.kib("VmLck:\t", s.vm_lck) &&
      at.kib("VmPin:\t", s.vm_pin) && at.kib("VmHWM:\t", s.vm_hwm) && at.kib("VmRSS:\t", s.vm_rss) &&
      at.kib("RssAnon:\t", s.rss_anon) && at.kib("RssFile:\t", s.rss_file) &&
      at.kib("RssShmem:\t", s.rss_shmem) && at.kib("VmData:\t", s.vm_data) && at.kib("VmStk:\t", s.vm_stk) &&
      at.kib("VmExe:\t", s.vm_exe) && at.kib("VmLib:\t", s.vm_lib) && at.kib("VmPTE:\t", s.vm_pte);
  // VmPMD: Linux 4.0 to 4.14. HugetlbPages: where the kernel has huge pages.
  return taken && at.optional_kib("VmPMD:\t", s.vm_pmd) && at.kib("VmSwap:\t", s.vm_swap) &&
         at.optional_kib("HugetlbPages:\t", s.hugetlb_pages);
}

}  // namespace

bool parse_kernel_status(std::string_view text, StatusLayout& layout, StatusSnapshot& snapshot) noexcept {
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
