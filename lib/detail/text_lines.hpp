#ifndef PROCMEM_DETAIL_TEXT_LINES_HPP
#define PROCMEM_DETAIL_TEXT_LINES_HPP

#include <cstddef>
#include <string_view>

namespace procmem::detail {

/// The lines of a text, one after the other. What stands behind the last line feed is no line: it may be the
/// beginning of a longer one.
class TextLines {
 public:
  explicit TextLines(std::string_view text) noexcept : rest_(text) {}

  /// \return false at the end; `line`, which comes without its line feed, is then unchanged.
  bool next(std::string_view& line) noexcept {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return false;
    line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    ++number_;
    return true;
  }

  std::size_t number() const noexcept { return number_; }  ///< of the line last given, from 1
  bool cut() const noexcept { return !rest_.empty(); }     ///< after the end: whether a line feed is missing

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

}  // namespace procmem::detail

#endif
