#ifndef PROCMEM_STATUS_HPP
#define PROCMEM_STATUS_HPP

#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <procmem/bytes.hpp>
#include <procmem/export.hpp>
#include <procmem/text.hpp>

namespace procmem {

/// A process's name (comm) as bytes: any byte may occur but NUL, so print it through printable().
/// Held inline, so that no name allocates. The kernel's longest is 63 bytes; what is beyond 64 is cut off.
class ProcessName {
  template <class Text>
  using IfText = std::enable_if_t<std::is_convertible_v<const Text&, std::string_view> &&
                                  !std::is_same_v<Text, ProcessName>>;

 public:
  static constexpr std::size_t capacity = 64;

  ProcessName() noexcept = default;
  ProcessName(std::string_view name) noexcept
      : size_(static_cast<unsigned char>(name.size() < capacity ? name.size() : capacity)) {
    if (size_ != 0) std::memcpy(bytes_.data(), name.data(), size_);
  }
  ProcessName(const char* name) noexcept : ProcessName(std::string_view(name)) {}

  std::string_view view() const noexcept { return {bytes_.data(), size_}; }
  operator std::string_view() const noexcept { return view(); }
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }

  friend bool operator==(const ProcessName& a, const ProcessName& b) noexcept { return a.view() == b.view(); }
  friend bool operator!=(const ProcessName& a, const ProcessName& b) noexcept { return !(a == b); }

  template <class Text, class = IfText<Text>>
  friend bool operator==(const ProcessName& a, const Text& b) noexcept {
    return a.view() == std::string_view(b);
  }
  template <class Text, class = IfText<Text>>
  friend bool operator==(const Text& a, const ProcessName& b) noexcept {
    return b == a;
  }
  template <class Text, class = IfText<Text>>
  friend bool operator!=(const ProcessName& a, const Text& b) noexcept {
    return !(a == b);
  }
  template <class Text, class = IfText<Text>>
  friend bool operator!=(const Text& a, const ProcessName& b) noexcept {
    return !(b == a);
  }

  /// Prints the name as printable() makes it.
  template <class Stream>
  friend auto operator<<(Stream& out, const ProcessName& name) -> decltype(out << std::string()) {
    return out << printable(name.view());
  }

 private:
  std::array<char, capacity> bytes_{};
  unsigned char size_ = 0;
};

/// The figures of one /proc/PID/status, at one instant.
/// Units: Bytes (the kernel's kB are converted once, by the parser).
/// What a kernel may leave out is optional: absent is never zero. A zombie, a kernel thread and a process
/// that is just ending have no memory at all: memory_state() tells them apart.
/// Figures are reported as read: sums that do not add up are not repaired.
/// Source: proc(5); docs/fields.md says what each means and what it is commonly mistaken for.
struct StatusSnapshot {
  ProcessName name;   ///< status: Name, unescaped.
  char state = '\0';  ///< status: State, its letter (R S D Z T t X I); '\0' if the text lacks it.
  int tgid = 0;       ///< status: Tgid, the process; 0 if the text lacks it.
  int pid = 0;        ///< status: Pid, the thread read (= tgid for the process); 0 if the text lacks it.
  int ppid = 0;       ///< status: PPid; 0 for init, kthreadd, or a parent outside the pid namespace.
  std::optional<int> threads;   ///< status: Threads; not on Linux 2.4.
  std::optional<bool> kthread;  ///< status: Kthread; Linux 6.8.

  std::optional<Bytes> vm_peak;    ///< status: VmPeak; Linux 2.6.15. Largest VmSize so far.
  std::optional<Bytes> vm_size;    ///< status: VmSize. All mapped address space (top's VIRT).
  std::optional<Bytes> vm_lck;     ///< status: VmLck. Locked by mlock(2).
  std::optional<Bytes> vm_pin;     ///< status: VmPin; Linux 3.2. Pinned for I/O.
  std::optional<Bytes> vm_hwm;     ///< status: VmHWM; Linux 2.6.15. Peak of VmRSS; may lag below one seen.
  std::optional<Bytes> vm_rss;     ///< status: VmRSS. Resident (top's RES): RssAnon + RssFile + RssShmem.
  std::optional<Bytes> rss_anon;   ///< status: RssAnon; Linux 4.5. Resident anonymous memory.
  std::optional<Bytes> rss_file;   ///< status: RssFile; Linux 4.5. Resident file mappings.
  std::optional<Bytes> rss_shmem;  ///< status: RssShmem; Linux 4.5. Resident shared memory.
  std::optional<Bytes> vm_data;    ///< status: VmData. Private writable mappings but the stack.
  std::optional<Bytes> vm_stk;     ///< status: VmStk. Stack of the main thread.
  std::optional<Bytes> vm_exe;     ///< status: VmExe. Code of the program.
  std::optional<Bytes> vm_lib;     ///< status: VmLib. Code of shared libraries.
  std::optional<Bytes> vm_pte;     ///< status: VmPTE; Linux 2.6.10. Page tables.
  std::optional<Bytes> vm_pmd;     ///< status: VmPMD; Linux 4.0 to 4.14. Second-level page tables.
  std::optional<Bytes> vm_swap;    ///< status: VmSwap; Linux 2.6.34. Anonymous memory in swap.
  std::optional<Bytes> hugetlb_pages;  ///< status: HugetlbPages; Linux 4.4. Not part of VmRSS.
};

PROCMEM_EXPORT bool operator==(const StatusSnapshot& a, const StatusSnapshot& b) noexcept;
inline bool operator!=(const StatusSnapshot& a, const StatusSnapshot& b) noexcept {
  return !(a == b);
}

/// Why a snapshot has memory figures, or none.
enum class MemoryState {
  present,        ///< it has them
  kernel_thread,  ///< a kernel thread has no memory of its own
  zombie,         ///< the process has ended and waits to be reaped
  exited_leader,  ///< the first thread has ended while others live: the process is alive, read one of them
  ending          ///< none of these: the process has given its memory back and is about to end
};

PROCMEM_EXPORT MemoryState memory_state(const StatusSnapshot& snapshot) noexcept;

/// Parses the text of /proc/PID/status, of any kernel since 2.4, in any order of lines.
/// Errors: a known key whose value is malformed, out of range or given twice; a text that was cut; a text
/// that is no status file. Unknown keys and lines without a colon are skipped. On error the snapshot returned
/// is empty. The second throws procmem::Error, which names the line and the key. Linear in the text;
/// allocates nothing.
PROCMEM_EXPORT StatusSnapshot parse_status(std::string_view text, std::error_code& error) noexcept;
PROCMEM_EXPORT StatusSnapshot parse_status(std::string_view text);

}  // namespace procmem

#endif
