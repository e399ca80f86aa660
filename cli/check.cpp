#include <optional>
#include <string>
#include <vector>

#include <procmem/error.hpp>
#include <procmem/text.hpp>

#include "commands.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "gate.hpp"
#include "growth_text.hpp"
#include "judge.hpp"
#include "junit.hpp"
#include "recorder.hpp"
#include "result_file.hpp"

namespace cli {
namespace {

constexpr auto default_duration = std::chrono::minutes(10);

/// What was found, and how it is told.
struct Outcome {
  Judgement judgement;
  std::vector<Finding> findings;
  std::optional<int> command_status;

  bool command_failed() const noexcept { return command_status.value_or(0) != 0; }
  ExitStatus status() const;
  std::string gate() const;
};

ExitStatus Outcome::status() const {
  if (command_failed()) return ExitStatus::command_failed;
  switch (gate_result(findings)) {
    case GateResult::fails:
      return ExitStatus::gate_fails;
    case GateResult::cannot_tell:
      return ExitStatus::cannot_tell;
    case GateResult::does_not_count:
    case GateResult::holds:
      break;
  }
  return ExitStatus::success;
}

std::string Outcome::gate() const {
  return command_failed() ? "command_failed" : std::string(gate_result_name(gate_result(findings)));
}

/// A process may never end, and whoever asked waits for the answer.
RecordOptions with_an_end(const CheckOptions& options) {
  RecordOptions chosen = options.record;
  if (!chosen.target.command.empty() || chosen.duration || chosen.count) return chosen;
  chosen.duration = default_duration;
  return chosen;
}

Outcome judge_live(const CheckOptions& options, Console& console) {
  const RecordOptions how = with_an_end(options);
  JudgeOptions judging;
  judging.growth = options.growth;
  const auto judge = std::make_shared<Judge>(judging);
  Recorder recorder(how, nullptr, console);
  recorder.add_sink(judge);
  recorder.run();
  Outcome outcome;
  outcome.command_status = recorder.command_status();
  if (judge->samples() == 0 && !outcome.command_status)
    throw Failure(ExitStatus::target, "the process ended before the first sample");
  outcome.judgement.series = judge->series();
  return outcome;
}

Outcome judge_file(const CheckOptions& options, Console& console) {
  JudgeOptions judging;
  judging.growth = options.growth;
  judging.quiet = options.record.quiet;
  Outcome outcome;
  outcome.judgement = judge_recording(options.file, judging, console);
  return outcome;
}

std::string headline(const Outcome& outcome) {
  if (outcome.command_failed())
    return "the command failed with status " + std::to_string(*outcome.command_status);
  switch (outcome.status()) {
    case ExitStatus::gate_fails:
      return "the gate does not hold";
    case ExitStatus::cannot_tell:
      return "cannot tell whether the gate holds";
    default:
      return "the gate holds";
  }
}

std::string format_text(const Outcome& outcome) {
  std::string text = headline(outcome) + '\n';
  for (const Finding& finding : outcome.findings)
    text += text_line(std::string(gate_result_name(finding.result)),
                      "  " + who_is(outcome.judgement.series[finding.series].growth, outcome.judgement) +
                          ": " + finding.text);
  return text + format_damage(outcome.judgement.read);
}

std::string format_json(const Outcome& outcome) {
  std::string list;
  for (const Finding& finding : outcome.findings) {
    const procmem::GrowthSeries& series = outcome.judgement.series[finding.series].growth;
    JsonObject one;
    one.add("pid", series.pid)
        .add("name", series.name)
        .add("segment", std::uint64_t{series.segment})
        .add("question", finding.question)
        .add("result", gate_result_name(finding.result))
        .add("text", finding.text);
    list += (list.empty() ? "" : ",") + one.text();
  }
  JsonObject object;
  object.add("procmem", 1)
      .add("gate", outcome.gate())
      .add("command_status",
           outcome.command_status ? std::optional(std::int64_t{*outcome.command_status}) : std::nullopt)
      .add_json("findings", '[' + list + ']');
  add_judgements(object, {outcome.judgement});
  return object.text() + '\n';
}

JunitCase::Result junit_result(GateResult result) noexcept {
  switch (result) {
    case GateResult::holds:
      return JunitCase::Result::passed;
    case GateResult::does_not_count:
      return JunitCase::Result::skipped;
    case GateResult::cannot_tell:
      return JunitCase::Result::error;
    case GateResult::fails:
      break;
  }
  return JunitCase::Result::failed;
}

/// Without pids: whoever follows a case from run to run needs the same name each time.
std::string case_name(const procmem::GrowthSeries& series, const Judgement& judgement) {
  if (series.name.empty()) return who_is(series, judgement);
  return series.segment == 0 ? series.name : series.name + ", segment " + std::to_string(series.segment);
}

std::string format_junit_of(const Outcome& outcome) {
  std::vector<JunitCase> cases;
  for (const Finding& finding : outcome.findings) {
    const JudgedSeries& one = outcome.judgement.series[finding.series];
    const double seconds = std::chrono::duration<double>(one.facts.duration()).count();
    cases.push_back({"procmem." + std::string(finding.question), case_name(one.growth, outcome.judgement),
                     seconds, junit_result(finding.result), finding.text});
  }
  if (outcome.command_failed())
    cases.push_back({"procmem.command", "command", 0, JunitCase::Result::failed, headline(outcome)});
  return format_junit(cases, "procmem-cli check", format_text(outcome));
}

}  // namespace

int check(const CheckOptions& options) {
  Console console(options.record.quiet);
  if (!options.junit.empty()) require_result_file(options.junit);
  Outcome outcome = options.file.empty() ? judge_live(options, console) : judge_file(options, console);
  outcome.findings = examine(outcome.judgement, options.limits);
  if (!options.junit.empty()) write_result_file(options.junit, format_junit_of(outcome));
  write_result(options.json ? format_json(outcome) : format_text(outcome));
  return static_cast<int>(outcome.status());
}

}  // namespace cli
