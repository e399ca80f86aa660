#include "run_report.hpp"

#include <system_error>

#include <sys/resource.h>

#include <procmem/process.hpp>

#include "exit_status.hpp"

namespace cli {

double cpu_microseconds() noexcept {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto microseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

std::optional<procmem::Bytes> own_rss() {
  std::error_code error;
  const procmem::Process self = procmem::Process::self(error);
  return error ? std::nullopt : procmem::read_status(self, error).vm_rss;
}

RunReport report_on(const Recorder& recorder, double cpu, const RecordOptions& options) {
  RunReport report;
  report.ending = recorder.ending();
  const procmem::SamplerStats stats = recorder.stats();
  report.missed = stats.missed;
  report.marks = recorder.marks();
  report.marks_dropped = recorder.marks_dropped();
  if (options.pss_every)
    report.pss =
        PssReport{stats.pss_rounds, stats.pss_reads, stats.pss_errors, stats.pss_time, *options.pss_every};
  if (recorder.tally().samples() != 0)
    report.cpu_us_per_sample = cpu / static_cast<double>(recorder.tally().samples());
  report.own_rss = own_rss();
  report.file = options.output;
  return report;
}

int status_of(const Recorder& recorder, Console& console) {
  const bool ended = recorder.ending() == Ending::exited || recorder.ending() == Ending::replaced;
  const bool no_sample = ended && recorder.tally().samples() == 0;
  const char* const too_short = "the process ended before the first sample";
  if (const auto status = recorder.command_status()) {
    if (no_sample) console.note(too_short);
    return *status;
  }
  if (no_sample) throw Failure(ExitStatus::target, too_short);
  return static_cast<int>(ExitStatus::success);
}

}  // namespace cli
