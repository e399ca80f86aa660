// What a sample costs beside the bare read of the same file. Engine::tick is what a sampler calls when its
// timer fires: the read, the parse, two clocks, the look for an exec, the sinks.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/process.hpp>
#include <procmem/sample.hpp>
#include <procmem/sink.hpp>
#include <procmem/statm.hpp>

#include "detail/engine.hpp"
#include "detail/status_fast.hpp"
#include "paired.hpp"
#include "row.hpp"

namespace {

using procmem::detail::Engine;

constexpr PairedRounds plan{400, 250};

std::int64_t checksum = 0;

procmem::SampleCallback callback() {
  return [](const procmem::Sample& sample) { checksum += sample.status.vm_rss->count(); };
}

/// A /proc file of this process, read as barely as it can be.
class BareFile {
 public:
  explicit BareFile(const char* path) : descriptor_(::open(path, O_RDONLY | O_CLOEXEC)) {}
  BareFile(const BareFile&) = delete;
  BareFile& operator=(const BareFile&) = delete;
  ~BareFile() { ::close(descriptor_); }

  std::string_view read() {
    const ssize_t n = ::pread(descriptor_, buffer_.data(), buffer_.size(), 0);
    checksum += n;
    return {buffer_.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0))};
  }

 private:
  int descriptor_;
  std::array<char, 4096> buffer_{};
};

/// An engine that watches this process alone.
struct Watching {
  explicit Watching(procmem::SampleSource source)
      : engine({std::chrono::seconds(1), false, false, source, std::chrono::microseconds(500)}) {
    engine.add_sink(procmem::make_callback_sink(callback()));
    engine.join(procmem::Process::self());
    engine.begin(procmem::detail::instant_now());
  }
  Engine engine;
};

void print(const char* what, const PairedMinima& least, const char* goal) {
  print_row(what, least.ratio(), goal, "%.0f ns against %.0f ns; median of ratios %.3f", least.ours,
            least.floor, least.median_ratio);
}

void whole_samples(BareFile& status, BareFile& statm) {
  Watching full(procmem::SampleSource::status);
  print("full sample (Engine::tick, callback) / bare pread of status",
        measure_paired(
            plan, [&] { status.read(); }, [&] { full.engine.tick(0); }),
        "<= 1.06");

  const procmem::Process self = procmem::Process::self();
  print("read_status alone / bare pread of status",
        measure_paired(
            plan, [&] { status.read(); },
            [&] {
              std::error_code error;
              checksum += procmem::read_status(self, error).vm_rss->count();
            }),
        "");

  const auto sink = procmem::make_callback_sink(callback());
  const auto exact = [&] {
    const procmem::detail::Instant now = procmem::detail::instant_now();
    std::error_code error;
    sink->on_sample({now.time, now.monotonic, 0, 0, procmem::parse_status(status.read(), error)});
  };
  print("sample by the exact parser / bare pread of status",
        measure_paired(
            plan, [&] { status.read(); }, exact),
        "<= 1.4");

  Watching small(procmem::SampleSource::statm);
  print("statm sample (Engine::tick, callback) / bare pread of statm",
        measure_paired(
            plan, [&] { statm.read(); }, [&] { small.engine.tick(0); }),
        "<= 1.15");

  procmem::detail::SampleReader reader;
  print("statm reading alone (SampleReader) / bare pread of statm",
        measure_paired(
            plan, [&] { statm.read(); },
            [&] {
              std::error_code error;
              procmem::StatusSnapshot figures;
              reader.read(self, procmem::SampleSource::statm, figures, error);
              checksum += figures.vm_rss->count();
            }),
        "");
}

void parts(BareFile& status) {
  const std::string_view text = status.read();
  procmem::detail::StatusLayout layout;
  procmem::StatusSnapshot snapshot;
  const PairedMinima parsing = measure_paired(
      plan,
      [&] {
        std::error_code error;
        checksum += procmem::parse_status(text, error).vm_rss->count();
      },
      [&] { checksum += procmem::detail::parse_kernel_status(text, layout, snapshot) ? 1 : 0; });
  print_row("parse, fast path, ns", parsing.ours, "", "the exact parser: %.0f ns", parsing.floor);
  const PairedMinima clocks = measure_paired(
      plan, [] {}, [] { checksum += procmem::detail::instant_now().time.time_since_epoch().count(); });
  print_row("two clocks, ns", clocks.ours, "", "system_clock and steady_clock");
}

}  // namespace

int main() {
  BareFile status("/proc/self/status");
  BareFile statm("/proc/self/statm");
  whole_samples(status, statm);
  parts(status);
  return checksum == 0 ? 1 : 0;
}
