#include <string>

#include "commands.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "live_growth.hpp"
#include "output.hpp"
#include "recorder.hpp"
#include "run_report.hpp"
#include "summary.hpp"

namespace cli {
namespace {

int status_of(const Recorder& recorder, const Output& output, Console& console) {
  if (output.first_error() && !output.reader_is_gone()) {
    const std::uint64_t lost = output.samples_lost();
    throw Failure(ExitStatus::output, output.name() + ": " + output.first_error().message() + "; " +
                                          std::to_string(lost) +
                                          (lost == 1 ? " sample was" : " samples were") + " lost");
  }
  return status_of(recorder, console);
}

}  // namespace

int record(const RecordOptions& options) {
  Console console(options.quiet);
  const Output output(options);
  Recorder recorder(options, &output, console);
  const double cpu_before = cpu_microseconds();
  const auto growth = std::make_shared<LiveGrowth>();
  recorder.add_sink(growth);
  recorder.run();
  const RunReport report = report_on(recorder, cpu_microseconds() - cpu_before, options);
  const GrowthList series = growth->series();
  if (recorder.tally().samples() != 0) console.text(format_summary(recorder.tally(), series, report));
  if (options.json && report.ending != Ending::reader_gone)
    write_result(format_summary_json(recorder.tally(), series, report, options.output.empty()));
  return status_of(recorder, output, console);
}

}  // namespace cli
