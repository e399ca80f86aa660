#include <procmem/status.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <tuple>

#include <procmem/error.hpp>

#include "detail/number.hpp"
#include "detail/status_parser.hpp"

namespace procmem {
namespace {

using detail::ParseFault;
using S = StatusSnapshot;

/// How a known key's value is read. A reader says in `fault` what is wrong, if anything.
using ReadValue = std::error_code (*)(std::string_view value, StatusSnapshot& snapshot);

struct Key {
  std::string_view text;  // with its colon, so that a comparison at the start of a line is exact
  ReadValue read;
  bool memory;  // a memory figure ends in its unit, so it tells by itself whether it is whole

  std::string_view name() const { return text.substr(0, text.size() - 1); }
};

template <std::optional<Bytes> S::*member>
std::error_code read_kib(std::string_view value, StatusSnapshot& snapshot) {
  const bool as_printed =
      !value.empty() && value.front() == '\t' && detail::parse_kernel_kib(value.substr(1), snapshot.*member);
  return as_printed ? std::error_code() : detail::parse_kib(value, snapshot.*member);
}

template <auto member>
std::error_code read_int(std::string_view value, StatusSnapshot& snapshot) {
  detail::skip_blanks(value);
  detail::trim_end(value);
  std::uint64_t number = 0;
  const std::errc error = detail::parse_number(value, std::numeric_limits<int>::max(), number);
  if (error == std::errc::result_out_of_range) return Errc::value_out_of_range;
  if (error != std::errc()) return Errc::malformed_line;
  snapshot.*member = static_cast<int>(number);
  return {};
}

std::error_code read_state(std::string_view value, StatusSnapshot& snapshot) {
  detail::skip_blanks(value);
  if (value.empty() || !detail::is_letter(value.front())) return Errc::malformed_line;
  snapshot.state = value.front();
  return {};
}

/// Undoes the kernel's only two escapes, \n and \\.
std::error_code read_name(std::string_view value, StatusSnapshot& snapshot) {
  // The kernel puts one tab before the name, which may itself begin with blanks; a text that was pasted has
  // spaces.
  if (!value.empty() && value.front() == '\t')
    value.remove_prefix(1);
  else
    detail::skip_blanks(value);
  std::array<char, ProcessName::capacity> name{};
  std::size_t size = 0;
  for (std::size_t i = 0; i < value.size() && size < name.size(); ++i) {
    char c = value[i];
    if (c == '\\' && i + 1 < value.size() && (value[i + 1] == 'n' || value[i + 1] == '\\'))
      c = value[++i] == 'n' ? '\n' : '\\';
    name[size++] = c;
  }
  snapshot.name = std::string_view(name.data(), size);
  return {};
}

/// Tells a kernel thread since Linux 6.8; a value we do not know tells nothing.
std::error_code read_kthread(std::string_view value, StatusSnapshot& snapshot) {
  detail::skip_blanks(value);
  detail::trim_end(value);
  if (value == "0" || value == "1") snapshot.kthread = value == "1";
  return {};
}

// In the kernel's order: the key after the one just found is tried first.
constexpr std::array keys = {
    Key{"Name:", read_name, false},
    Key{"State:", read_state, false},
    Key{"Tgid:", read_int<&S::tgid>, false},
    Key{"Pid:", read_int<&S::pid>, false},
    Key{"PPid:", read_int<&S::ppid>, false},
    Key{"Kthread:", read_kthread, false},
    Key{"VmPeak:", read_kib<&S::vm_peak>, true},
    Key{"VmSize:", read_kib<&S::vm_size>, true},
    Key{"VmLck:", read_kib<&S::vm_lck>, true},
    Key{"VmPin:", read_kib<&S::vm_pin>, true},
    Key{"VmHWM:", read_kib<&S::vm_hwm>, true},
    Key{"VmRSS:", read_kib<&S::vm_rss>, true},
    Key{"RssAnon:", read_kib<&S::rss_anon>, true},
    Key{"RssFile:", read_kib<&S::rss_file>, true},
    Key{"RssShmem:", read_kib<&S::rss_shmem>, true},
    Key{"VmData:", read_kib<&S::vm_data>, true},
    Key{"VmStk:", read_kib<&S::vm_stk>, true},
    Key{"VmExe:", read_kib<&S::vm_exe>, true},
    Key{"VmLib:", read_kib<&S::vm_lib>, true},
    Key{"VmPTE:", read_kib<&S::vm_pte>, true},
    Key{"VmPMD:", read_kib<&S::vm_pmd>, true},
    Key{"VmSwap:", read_kib<&S::vm_swap>, true},
    Key{"HugetlbPages:", read_kib<&S::hugetlb_pages>, true},
    Key{"Threads:", read_int<&S::threads>, false},
};
constexpr std::size_t unknown = keys.size();

constexpr std::uint32_t bit(std::size_t key) {
  return std::uint32_t{1} << key;
}

constexpr std::uint32_t bit(std::string_view key) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i].text == key) return bit(i);
  return 0;
}

constexpr std::uint32_t memory_bits() {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i].memory) bits |= bit(i);
  return bits;
}

constexpr std::uint32_t size_and_rss = bit("VmSize:") | bit("VmRSS:");
constexpr std::uint32_t scalars =
    bit("Name:") | bit("State:") | bit("Tgid:") | bit("Pid:") | bit("PPid:") | bit("Threads:");
/// Any of these makes a text a status file. (Other files have a Name too.)
constexpr std::uint32_t telling = memory_bits() | (scalars & ~(bit("Name:") | bit("PPid:")));

class Parser {
 public:
  explicit Parser(std::string_view text) noexcept : rest_(text) {}

  StatusSnapshot parse(ParseFault& fault) {
    while (!rest_.empty() && !fault.code) take_line(fault);
    if (!fault.code) check_whole(fault);
    return fault.code ? StatusSnapshot() : snapshot_;
  }

 private:
  void take_line(ParseFault& fault) {
    const std::size_t end = rest_.find('\n');
    const bool terminated = end != std::string_view::npos;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(terminated ? end + 1 : rest_.size());
    ++line_;
    const std::size_t key = find_key(line);
    if (key == unknown) {
      if (terminated && line.substr(0, last_line.size()) == last_line) saw_last_line_ = true;
      return;
    }
    next_ = key + 1;
    if (!keys[key].memory && !terminated && !has_everything_but(key)) return;
    if ((seen_ & bit(key)) != 0)
      fault.code = Errc::duplicate_key;
    else
      fault.code = keys[key].read(line.substr(keys[key].text.size()), snapshot_);
    seen_ |= bit(key);
    fault.line = line_;
    fault.key = keys[key].name();
  }

  /// The key that the line begins with.
  std::size_t find_key(std::string_view line) const noexcept {
    if (line.empty()) return unknown;
    // Most lines are none of ours, and their first letter mostly tells.
    const auto is = [line](const Key& key) {
      return line.front() == key.text.front() && line.substr(0, key.text.size()) == key.text;
    };
    if (next_ < keys.size() && is(keys[next_])) return next_;
    return static_cast<std::size_t>(std::find_if(keys.begin(), keys.end(), is) - keys.begin());
  }

  /// A number at the very end of a text may have been cut, and "12" would then read as "1"; it is believed
  /// only if every other line of the file is there.
  bool has_everything_but(std::size_t key) const noexcept {
    const std::uint32_t wanted = scalars | size_and_rss;
    return saw_last_line_ && ((seen_ | bit(key)) & wanted) == wanted;
  }

  void check_whole(ParseFault& fault) const noexcept {
    const bool has_size = (seen_ & bit("VmSize:")) != 0;
    const bool has_rss = (seen_ & bit("VmRSS:")) != 0;
    fault = {};
    if ((seen_ & telling) == 0)
      fault.code = Errc::not_a_status_file;
    else if (has_size != has_rss)
      fault = {Errc::incomplete, 0, has_size ? std::string_view("VmRSS") : std::string_view("VmSize")};
  }

  static constexpr std::string_view last_line = "nonvoluntary_ctxt_switches:";

  std::string_view rest_;
  StatusSnapshot snapshot_;
  std::size_t line_ = 0;
  std::size_t next_ = 0;
  std::uint32_t seen_ = 0;
  bool saw_last_line_ = false;
};

}  // namespace

namespace detail {

StatusSnapshot parse_status_text(std::string_view text, ParseFault& fault) noexcept {
  fault = {};
  return Parser(text).parse(fault);
}

void throw_fault(const ParseFault& fault, const std::string& file) {
  std::string where = file;
  if (fault.line != 0) where += ':' + std::to_string(fault.line);
  if (!fault.key.empty()) where += ": " + std::string(fault.key);
  throw Error(fault.code, where);
}

}  // namespace detail

bool operator==(const StatusSnapshot& a, const StatusSnapshot& b) noexcept {
  const auto all = [](const StatusSnapshot& s) {
    return std::tie(s.name, s.state, s.tgid, s.pid, s.ppid, s.threads, s.kthread, s.vm_peak, s.vm_size,
                    s.vm_lck, s.vm_pin, s.vm_hwm, s.vm_rss, s.rss_anon, s.rss_file, s.rss_shmem, s.vm_data,
                    s.vm_stk, s.vm_exe, s.vm_lib, s.vm_pte, s.vm_pmd, s.vm_swap, s.hugetlb_pages);
  };
  return all(a) == all(b);
}

[[gnu::hot]] MemoryState memory_state(const StatusSnapshot& snapshot) noexcept {
  if (snapshot.vm_size) return MemoryState::present;
  if (snapshot.kthread.value_or(false)) return MemoryState::kernel_thread;
  if (snapshot.state == 'Z' || snapshot.state == 'X')
    return snapshot.threads.value_or(1) > 1 ? MemoryState::exited_leader : MemoryState::zombie;
  // Before Linux 6.8 no line says so; what has neither memory nor ended is a kernel thread, or ends this
  // instant.
  return snapshot.kthread ? MemoryState::ending : MemoryState::kernel_thread;
}

StatusSnapshot parse_status(std::string_view text, std::error_code& error) noexcept {
  ParseFault fault;
  const StatusSnapshot snapshot = detail::parse_status_text(text, fault);
  error = fault.code;
  return snapshot;
}

StatusSnapshot parse_status(std::string_view text) {
  ParseFault fault;
  const StatusSnapshot snapshot = detail::parse_status_text(text, fault);
  if (fault.code) detail::throw_fault(fault, "status");
  return snapshot;
}

}  // namespace procmem
