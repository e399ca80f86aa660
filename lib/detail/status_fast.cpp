#include "detail/status_fast.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "detail/number.hpp"

namespace procmem::detail {
namespace {

/// Walks over the text. Each step says whether it found what it was to find; steps are chained with &&.
class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept : at_(text.data()), end_(text.data() + text.size()) {}

  template <std::size_t N>
  bool starts_with(const char (&text)[N]) const noexcept {
    return static_cast<std::size_t>(end_ - at_) >= N - 1 && std::memcmp(at_, text, N - 1) == 0;
  }

  template <std::size_t N>
  bool literal(const char (&text)[N]) noexcept {
    if (!starts_with(text)) return false;
    at_ += N - 1;
    return true;
  }

  /// Up to the start of the line that begins so.
  bool skip_to(std::string_view line_feed_and_key) noexcept {
    const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    const std::size_t found = rest.find(line_feed_and_key);
    if (found == std::string_view::npos) return false;
    at_ += found + 1;
    return true;
  }

  bool rest_of_line(std::string_view& value) noexcept {
    const auto* const feed =
        static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_)));
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
    while (at_ != end_ && *at_ == ' ') ++at_;
    std::int64_t number_of_kib = 0;
    if (!number(number_of_kib) || !literal(" kB\n")) return false;
    value = Bytes::from_kib(number_of_kib);
    return true;
  }

  /// A line that not every kernel prints.
  template <std::size_t N>
  bool optional_kib(const char (&key)[N], std::optional<Bytes>& value) noexcept {
    return !starts_with(key) || kib(key, value);
  }

  const char* position() const noexcept { return at_; }

 private:
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

bool parse_kernel_status(std::string_view text, StatusSnapshot& snapshot) noexcept {
  Cursor at(text);
  if (!take_identity(at, snapshot)) return false;
  const char* const head = at.position();
  if (!at.skip_to("\nVmPeak:\t")) return false;
  const std::string_view between(head, static_cast<std::size_t>(at.position() - head));
  if (between.find("Kthread:") != std::string_view::npos) {  // Linux 6.8; what has memory is none
    if (between.find("\nKthread:\t0\n") == std::string_view::npos) return false;
    snapshot.kthread = false;
  }
  if (!take_memory(at, snapshot)) return false;
  int threads = 0;
  // A line between, such as CoreDumping, is skipped; the one before Threads ends in the line feed looked for.
  if (!at.whole("Threads:\t", threads) && !(at.skip_to("\nThreads:\t") && at.whole("Threads:\t", threads)))
    return false;
  snapshot.threads = threads;
  return true;
}

}  // namespace procmem::detail
