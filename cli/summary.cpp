#include "summary.hpp"

#include <algorithm>

#include <sys/resource.h>

#include <procmem/text.hpp>

#include "json.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::format_bytes;

std::string plural(std::uint64_t count, const std::string& one, const std::string& more) {
  return std::to_string(count) + ' ' + (count == 1 ? one : more);
}

std::string title(const Series& series) {
  if (series.pid == 0) return "sum of RSS (shared pages count once for each process)";
  return procmem::printable(series.name) + " (pid " + std::to_string(series.pid) + ")";
}

std::string line(const Series& series) {
  return "  VmRSS  first " + format_bytes(series.first) + "  last " + format_bytes(series.last) + "  peak " +
         format_bytes(series.peak) + "  growth " + format_growth(series.last - series.first) + "\n";
}

double seconds(const Series& series) {
  return std::chrono::duration<double>(series.end - series.begin).count();
}

JsonObject& add_figures(JsonObject& object, const Series& series) {
  return object.text("metric", "vm_rss")
      .number("samples", series.samples)
      .number("missed", series.missed)
      .number("duration_s", seconds(series))
      .number("first_bytes", series.first.count())
      .number("last_bytes", series.last.count())
      .number("peak_bytes", series.peak.count());
}

}  // namespace

void Series::take(const procmem::Sample& sample) {
  const procmem::StatusSnapshot& status = sample.status;
  missed += sample.missed;
  if (!status.vm_rss) return;
  if (samples++ == 0) {
    begin = sample.monotonic;
    first = peak = *status.vm_rss;
    first_hwm = status.vm_hwm;
  }
  name = status.name;
  end = sample.monotonic;
  last = *status.vm_rss;
  peak = std::max(peak, last);
  // A peak between two samples shows in VmHWM; one from before the recording does not count.
  if (status.vm_hwm && first_hwm && *status.vm_hwm > *first_hwm) peak = std::max(peak, *status.vm_hwm);
}

void Summary::on_sample(const procmem::Sample& sample) {
  const auto [found, added] = current_.try_emplace(sample.pid, series_.size());
  if (added) {
    series_.emplace_back();
    series_.back().pid = sample.pid;
  }
  series_[found->second].take(sample);
}

void Summary::on_event(const procmem::Event& event) {
  // Figures before and after are of two programs, or of two processes of one pid: never one curve.
  const bool boundary = event.kind == procmem::EventKind::joined || event.kind == procmem::EventKind::exec;
  if (boundary) current_.erase(event.pid);
}

std::uint64_t Summary::samples() const noexcept {
  std::uint64_t sum = 0;
  for (const Series& series : series_) sum += series.samples;
  return sum;
}

std::string Summary::text(const procmem::SamplerStats& stats, const std::string& ended,
                          const OwnCost& cost) const {
  std::string out;
  for (const Series& series : series_) {
    if (series.samples == 0) continue;
    out += title(series) + ": " + plural(series.samples, "sample", "samples") + " in " +
           format_duration(series.end - series.begin) + ", " + plural(series.missed, "tick", "ticks") +
           " missed\n";
    out += line(series);
  }
  if (out.empty()) out = "no samples\n";
  if (!ended.empty()) out += "ended: " + ended + "\n";
  const std::uint64_t read = std::max<std::uint64_t>(stats.samples, 1);
  out += "cost: " + std::to_string(static_cast<std::uint64_t>(cost.cpu.count()) / read) +
         " \xC2\xB5s of CPU per sample, " + format_bytes(cost.rss) + " resident (the recorder itself)\n";
  return out;
}

std::string Summary::json(const procmem::SamplerStats& stats, const std::string& ended,
                          const std::string& type) const {
  JsonObject object;
  if (!type.empty()) object.text("type", type);
  object.number("procmem", 1);
  if (series_.size() == 1) {
    object.number("pid", series_.front().pid).text("name", series_.front().name);
    add_figures(object, series_.front());
  } else {
    std::string array;
    for (const Series& series : series_) {
      JsonObject one;
      one.number("pid", series.pid).text("name", series.name);
      array += (array.empty() ? "" : ",") + add_figures(one, series).str();
    }
    object.number("samples", samples()).number("missed", stats.missed).raw("series", '[' + array + ']');
  }
  return object.text("ended", ended).str();
}

OwnCost own_cost(std::chrono::microseconds start) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  std::error_code ignored;
  const procmem::Process self = procmem::Process::self(ignored);
  const Bytes rss = ignored ? Bytes(0) : procmem::read_status(self, ignored).vm_rss.value_or(Bytes(0));
  return {micros(usage.ru_utime) + micros(usage.ru_stime) - start, rss};
}

}  // namespace cli
