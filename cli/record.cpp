#include <memory>
#include <string>

#include "chart.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "html_report.hpp"
#include "judge.hpp"
#include "live_growth.hpp"
#include "output.hpp"
#include "recorder.hpp"
#include "result_file.hpp"
#include "run_report.hpp"
#include "summary.hpp"

namespace cli {
namespace {

/// What is drawn when it is over; nothing where nothing is.
std::shared_ptr<Judge> judge_to_draw(const RecordOptions& options) {
  JudgeOptions how;
  how.figures = !options.html.empty();
  how.curves = options.plot.wanted() || how.figures;
  return how.curves ? std::make_shared<Judge>(how, true) : nullptr;
}

/// Of more processes than are judged while they are recorded, only the recording can tell which to draw.
void draw(const Judge& judge, const RecordOptions& options, const RunReport& report) {
  if (judge.gave_up())
    throw Failure(ExitStatus::output,
                  "too many processes to draw while they are recorded: 'procmem-cli report --plot FILE "
                  "RECORDING' draws those that grew most");
  Judgement judgement;
  judgement.series = judge.series();
  judgement.marks = judge.marks();
  judgement.story = judge.story();
  if (!options.html.empty())
    write_result_file(options.html, format_html({judgement}, {{"Recorder", recorder_cost(report)}}));
  if (options.plot.wanted()) write_plot(chart_of({judgement}), options.plot);
}

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
  require_plot(options.plot);
  if (!options.html.empty()) require_result_file(options.html);
  const Output output(options);
  Recorder recorder(options, &output, console);
  const double cpu_before = cpu_microseconds();
  const auto growth = std::make_shared<LiveGrowth>();
  recorder.add_sink(growth);
  const auto judge = judge_to_draw(options);
  if (judge) recorder.add_sink(judge);
  recorder.run();
  const RunReport report = report_on(recorder, cpu_microseconds() - cpu_before, options);
  const GrowthList series = growth->series();
  if (recorder.tally().samples() != 0) console.text(format_summary(recorder.tally(), series, report));
  if (options.json && report.ending != Ending::reader_gone)
    write_result(format_summary_json(recorder.tally(), series, report, options.output.empty()));
  if (judge) draw(*judge, options, report);
  return status_of(recorder, output, console);
}

}  // namespace cli
