#include "detail/status_fast.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "detail/number.hpp"

namespace procmem::detail {
namespace {

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
constexpr bool first_byte_is_lowest = true;
#else
constexpr bool first_byte_is_lowest = false;
#endif

/// The eight columns into which the kernel prints a figure, "    4120", all at once: each is a byte of one
/// word, and neighbours are joined to numbers of two, four and eight digits. Nothing but blanks followed by
/// at least one digit is taken.
bool read_columns(const char* text, std::int64_t& value) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101;
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  const std::uint64_t filled = word | (each * 0x10);  // makes a blank (0x20) a zero (0x30)
  const std::uint64_t blanks = ((~word >> 4U) & each) * 0xFF;
  const bool blanks_first =
      (blanks & (blanks + 1)) == 0 && ~blanks != 0 && (word & blanks) == (blanks & (each * ' '));
  const auto all_in_the_thirties = [](std::uint64_t bytes) { return (bytes & (each * 0xF0)) == each * '0'; };
  const bool digits = all_in_the_thirties(filled) && all_in_the_thirties(filled + each * 6);  // '9' is 0x39
  if (!first_byte_is_lowest || !blanks_first || !digits) return false;
  const std::uint64_t ones = filled & (each * 0x0F);
  const std::uint64_t twos = (ones * 10 + (ones >> 8U)) & 0x00FF00FF00FF00FF;
  const std::uint64_t fours = (twos * 100 + (twos >> 16U)) & 0x0000FFFF0000FFFF;
  value = static_cast<std::int64_t>((fours * 10000 + (fours >> 32U)) & 0x00000000FFFFFFFF);
  return true;
}

/// Walks over the text. Each step says whether it found what it was to find; steps are chained with &&.
class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  template <std::size_t N>
  bool starts_with(const char (&text)[N]) const noexcept {
    return left() >= N - 1 && std::memcmp(at_, text, N - 1) == 0;
  }

  template <std::size_t N>
  bool literal(const char (&text)[N]) noexcept {
    if (!starts_with(text)) return false;
    at_ += N - 1;
    return true;
  }

  /// Up to the start of the line that begins so, this one or a later one. \param key with the line feed
  /// before it. \param distance at which it was last time.
  template <std::size_t N>
  bool go_to(const char (&key)[N], std::uint16_t& distance) noexcept {
    const char* const from = at_ - 1;  // the line feed before
    if (left() < distance + N - 2 || std::memcmp(from + distance, key, N - 1) != 0) {
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
  bool kib(const char (&key)[N], std::optional<Bytes>& value) noexcept {
    if (!literal(key)) return false;
    std::int64_t number_of_kib = 0;
    if (left() >= 12 && std::memcmp(at_ + 8, " kB\n", 4) == 0 && read_columns(at_, number_of_kib)) {
      at_ += 12;
    } else {  // more digits than columns, beyond 95 GiB
      while (at_ != end_ && *at_ == ' ') ++at_;
      if (!number(number_of_kib) || !literal(" kB\n")) return false;
    }
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
    return static_cast<std::size_t>(at_ - begin_) >= N - 1 && std::memcmp(at_ - (N - 1), text, N - 1) == 0;
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
