#ifndef PROCMEM_CLI_MARK_LINES_HPP
#define PROCMEM_CLI_MARK_LINES_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace cli {

/// Cuts bytes of any kind into lines, each of which is a mark. Memory is bounded: of a line the first KiB
/// counts, and of the lines of one second the first hundred.
class MarkLines {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t longest = 1024;
  static constexpr int most_each_second = 100;

  /// \param take called with each line, which is not empty.
  explicit MarkLines(std::function<void(std::string_view)> take) : take_(std::move(take)) {}

  void feed(std::string_view piece, Clock::time_point now);
  /// What has come without its line feed is a line.
  void end_line(Clock::time_point now);

  bool has_part() const noexcept { return !part_.empty(); }
  std::uint64_t dropped() const noexcept { return dropped_; }

 private:
  std::function<void(std::string_view)> take_;
  std::string part_;
  Clock::time_point second_{};  // when the second at hand began
  int taken_ = 0;               // in it
  std::uint64_t dropped_ = 0;
};

}  // namespace cli

#endif
