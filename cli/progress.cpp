#include "progress.hpp"

#include <algorithm>

#include <sys/ioctl.h>
#include <unistd.h>

#include "units.hpp"

namespace cli {
namespace {

constexpr std::size_t bar_width = 20;

/// Between 0 and 1; nothing if the end is not known. What ends the recording is what is further on.
std::optional<double> share_done(const Progress& progress) {
  if (!progress.duration && !progress.count) return std::nullopt;
  double share = 0;
  if (progress.duration)
    share =
        std::chrono::duration<double>(progress.elapsed) / std::chrono::duration<double>(*progress.duration);
  if (progress.count)
    share = std::max(share, static_cast<double>(progress.ticks) / static_cast<double>(*progress.count));
  return std::min(share, 1.0);
}

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(share * bar_width);
  const std::string percent = std::to_string(static_cast<int>(share * 100));
  return '[' + std::string(full, '#') + std::string(bar_width - full, '.') + "] " +
         std::string(3 - percent.size(), ' ') + percent + "%  ";
}

}  // namespace

std::string format_progress(const Progress& progress, std::size_t width) {
  std::string line;
  if (const auto share = share_done(progress)) line = bar(*share);
  line += format_duration(progress.elapsed);
  if (progress.duration) line += " of " + format_duration(*progress.duration);
  const std::uint64_t samples = progress.count ? progress.ticks : progress.samples;
  line += "  " + std::to_string(samples);
  if (progress.count) line += " of " + std::to_string(*progress.count);
  line += samples == 1 ? " sample" : " samples";
  line += "  RSS " + procmem::format_bytes(progress.rss) + "  growth " + format_growth(progress.growth);
  // In the last column many terminals would wrap, and the line could not be rewritten.
  return line.substr(0, width - 1);
}

std::string format_reading(const Reading& reading, std::size_t width) {
  std::string line;
  if (reading.size != 0)
    line = bar(std::min(static_cast<double>(reading.done) / static_cast<double>(reading.size), 1.0));
  line += "reading " + reading.file + "  " + std::to_string(reading.samples) + " samples";
  return line.substr(0, width - 1);
}

bool is_terminal() noexcept {
  return ::isatty(STDERR_FILENO) != 0;
}

std::size_t terminal_width() noexcept {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : 80;
}

}  // namespace cli
