#include "progress.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "units.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_width = 24;
constexpr auto redraw_after = 200ms;

std::string bar(double share) {
  const auto filled = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(bar_width));
  return '[' + std::string(filled, '#') + std::string(bar_width - filled, '.') + "] ";
}

double share_of(std::chrono::nanoseconds part, std::chrono::nanoseconds whole) {
  return static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

}  // namespace

void Progress::on_sample(const procmem::Sample& sample) {
  if (!sample.status.vm_rss) return;
  if (!begin_) {
    begin_ = sample.monotonic;
    pid_ = sample.pid;
    first_ = *sample.status.vm_rss;
  }
  if (sample.pid != pid_) return;
  ++samples_;
  if (shown_ && sample.monotonic - drawn_ < redraw_after) return;
  drawn_ = sample.monotonic;
  shown_ = true;
  std::fprintf(stderr, "\r\033[K%s", line(sample, sample.monotonic - *begin_).c_str());
  std::fflush(stderr);
}

std::string Progress::line(const procmem::Sample& sample, std::chrono::nanoseconds elapsed) const {
  std::string text;
  if (goal_.duration)
    text = bar(share_of(elapsed, *goal_.duration)) + format_duration(elapsed) + " of " +
           format_duration(*goal_.duration);
  else if (goal_.count)
    text = bar(static_cast<double>(samples_) / static_cast<double>(*goal_.count)) + format_duration(elapsed);
  else
    text = format_duration(elapsed);
  text += "  " + std::to_string(samples_);
  if (goal_.count) text += " of " + std::to_string(*goal_.count);
  return text + " samples  VmRSS " + procmem::format_bytes(*sample.status.vm_rss) + "  growth " +
         format_growth(*sample.status.vm_rss - first_);
}

void Progress::clear() {
  if (!std::exchange(shown_, false)) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace cli
