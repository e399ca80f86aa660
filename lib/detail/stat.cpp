#include "detail/stat.hpp"

#include <algorithm>
#include <charconv>

#include <procmem/error.hpp>

namespace procmem::detail {
namespace {

/// PF_KTHREAD of the kernel's include/linux/sched.h.
constexpr std::uint32_t kernel_thread_flag = 0x00200000;

/// The blank-separated words after the name, taken one after the other; counted as proc(5) does.
class Words {
 public:
  explicit Words(std::string_view text) noexcept : rest_(text) {}

  std::string_view next() noexcept {
    ++field_;
    const std::size_t begin = rest_.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    const std::size_t end = std::min(rest_.find_first_of(" \n", begin), rest_.size());
    const std::string_view word = rest_.substr(begin, end - begin);
    rest_.remove_prefix(end);
    return word;
  }

  /// A number at the very end of the text may have been cut, and is none.
  template <class Number>
  bool number(int field, Number& value) noexcept {
    std::string_view word;
    while (field_ < field) word = next();
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return !word.empty() && !rest_.empty() && error == std::errc() && stop == word.data() + word.size();
  }

 private:
  std::string_view rest_;
  int field_ = 2;  // pid and comm stand before
};

}  // namespace

StatSnapshot parse_stat(std::string_view text, std::error_code& error) noexcept {
  error = Errc::not_a_stat_file;
  // The name is raw and may hold anything, ") R 1" among it: it ends at the last bracket of all.
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};

  StatSnapshot stat;
  stat.comm = text.substr(open + 1, close - open - 1);
  const std::string_view pid = text.substr(0, open);
  const auto [stop, failed] = std::from_chars(pid.data(), pid.data() + pid.size(), stat.pid);
  if (failed != std::errc() ||
      std::string_view(stop, static_cast<std::size_t>(text.data() + open - stop)) != " ")
    return {};

  Words words(text.substr(close + 1));
  const std::string_view state = words.next();
  if (state.size() != 1) return {};
  stat.state = state.front();
  std::uint32_t flags = 0;
  if (!words.number(4, stat.ppid) || !words.number(9, flags) || !words.number(20, stat.threads) ||
      !words.number(22, stat.start_ticks) || !words.number(23, stat.vsize) || !words.number(24, stat.rss))
    return {};
  stat.kernel_thread = (flags & kernel_thread_flag) != 0;
  if (stat.pid < 0 || stat.ppid < 0 || stat.threads < 0) return {};
  error.clear();
  return stat;
}

}  // namespace procmem::detail
