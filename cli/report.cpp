#include <cstddef>
#include <string>
#include <vector>

#include "chart.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "growth_text.hpp"
#include "html_report.hpp"
#include "judge.hpp"
#include "result_file.hpp"

namespace cli {
namespace {

bool is_suspect(const JudgedSeries& one) noexcept {
  const procmem::Verdict verdict = one.growth.report.verdict;
  return verdict == procmem::Verdict::leaking || verdict == procmem::Verdict::suspected ||
         verdict == procmem::Verdict::at_limit;
}

std::string format_text(const std::vector<Judgement>& judgements) {
  std::string text;
  for (const Judgement& judgement : judgements) {
    text += (text.empty() ? "" : "\n") + format_ranking(judgement);
    for (const std::size_t place : by_growth(judgement.series))
      if (const JudgedSeries& one = judgement.series[place]; judgement.not_judged == 0 || is_suspect(one))
        text += (text.empty() ? "" : "\n") + format_series(one, judgement);
    text += format_marks(judgement.marks) + format_damage(judgement.read);
  }
  return text;
}

std::string format_json(const std::vector<Judgement>& judgements) {
  JsonObject object;
  object.add("procmem", 1);
  add_judgements(object, judgements);
  return object.text() + '\n';
}

}  // namespace

/// A recording that cannot be read does not keep the others from being judged.
int report(const ReportOptions& options) {
  Console console(options.quiet);
  JudgeOptions how{options.growth, options.from, options.to, options.quiet};
  how.all = false;
  how.figures = !options.html.empty();
  how.curves = options.plot.wanted() || how.figures;
  require_plot(options.plot);
  if (how.figures) require_result_file(options.html);
  std::vector<Judgement> judgements;
  ExitStatus status = ExitStatus::success;
  for (const std::string& file : options.files) {
    try {
      judgements.push_back(judge_recording(file, how, console));
    } catch (const Failure& failure) {
      console.error(failure.what());
      status = failure.status();
    }
  }
  if (!judgements.empty() && options.plot.wanted()) write_plot(chart_of(judgements), options.plot);
  if (!judgements.empty() && how.figures) write_result_file(options.html, format_html(judgements));
  if (!judgements.empty()) write_result(options.json ? format_json(judgements) : format_text(judgements));
  return static_cast<int>(status);
}

}  // namespace cli
