#include <limits>
#include <optional>

#include "detail/line_parser.hpp"
#include "detail/number.hpp"
#include "detail/timestamp.hpp"

namespace procmem::detail {
namespace {

/// "VmRSS:\t    4120 kB", as the kernel prints it, also where tabs have become spaces.
bool take_figure(std::string_view line, std::string_view key, std::optional<Bytes>& figure) {
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max() / 1024;
  line.remove_prefix(key.size());
  skip_blanks(line);
  std::uint64_t kib = 0;
  if (parse_number(take_digits(line), largest, kib) != std::errc()) return false;
  skip_blanks(line);
  if (line.substr(0, 2) != "kB") return false;
  line.remove_prefix(2);
  skip_blanks(line);
  if (!line.empty()) return false;
  figure = Bytes::from_kib(static_cast<std::int64_t>(kib));
  return true;
}

/// A record is a stamp, what the classic script's grep found after it, and a blank line.
class MemlogParser final : public LineParser {
 public:
  explicit MemlogParser(Player& player) : LineParser(player) {}

  LineResult take(std::string_view line) override {
    if (line.empty()) {
      emit();
      return {};
    }
    if (const auto stamp = parse_local(line)) {
      const LineResult before = finish();
      begin(*stamp);
      return before;
    }
    if (!open_) return {"a line that belongs to no stamp", {}};
    StatusSnapshot& status = open_->status;
    const bool rss =
        line.substr(0, 6) == "VmRSS:" && !status.vm_rss && take_figure(line, "VmRSS:", status.vm_rss);
    const bool size = !rss && line.substr(0, 7) == "VmSize:" && !status.vm_size &&
                      take_figure(line, "VmSize:", status.vm_size);
    if (rss || size) return {};
    open_.reset();  // half a record would be a wrong one
    return {"neither VmRSS nor VmSize as the kernel prints them", {}};
  }

  /// The classic script appends line by line. A record that no blank line ends is whole only if it has both
  /// figures; without them it would look like that of a process without memory.
  LineResult finish() override {
    if (open_ && (!open_->status.vm_rss || !open_->status.vm_size)) {
      open_.reset();
      return {"the record before this has no end", {}};
    }
    emit();
    return {};
  }

 private:
  void begin(WallTime stamp) {
    open_ = Sample();
    open_->time = stamp;
    // There is no other clock in this format. Its steps and its whole seconds are the reader's to mind.
    open_->monotonic = std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(stamp.time_since_epoch()));
  }

  void emit() {
    if (open_) player().sample(*open_);
    open_.reset();
  }

  std::optional<Sample> open_;
};

}  // namespace

std::unique_ptr<LineParser> make_memlog_parser(Player& player) {
  return std::make_unique<MemlogParser>(player);
}

}  // namespace procmem::detail
