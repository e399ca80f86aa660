#include <string>

#include "chart.hpp"
#include "commands.hpp"
#include "comparison.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "growth_text.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Verdict;

/// Two recordings, and what was found.
struct Found {
  Judgement before, after;
  Comparison comparison;
  procmem::Field::Unit unit = procmem::Field::Unit::bytes;
};

/// Without a limit: a leak that the old one did not have, or not as fast.
ExitStatus status_of(const Found& found, const std::optional<double>& most) {
  const auto& increase = found.comparison.rate_increase;
  if (!increase) return ExitStatus::cannot_tell;
  if (most) {
    if (increase->low > *most) return ExitStatus::gate_fails;
    const bool would_show = increase->high - increase->per_hour <= *most;
    return would_show ? ExitStatus::success : ExitStatus::cannot_tell;
  }
  const bool leaks = main_series(found.after).growth.report.verdict == Verdict::leaking;
  return leaks && increase->low > 0 ? ExitStatus::gate_fails : ExitStatus::success;
}

std::string interval(const procmem::GrowthRate& rate, procmem::Field::Unit unit) {
  return signed_rate(rate.per_hour, unit) + " (" + signed_rate(rate.low, unit) + " to " +
         signed_rate(rate.high, unit) + ')';
}

std::string sentence(const Found& found) {
  const auto& increase = found.comparison.rate_increase;
  switch (found.comparison.change) {
    case Change::not_enough_data:
      break;
    case Change::same:
      return "No difference in growth: " + interval(*increase, found.unit);
    case Change::faster:
      return "The new one grows faster by " + interval(*increase, found.unit);
    case Change::slower:
      return "The new one grows more slowly: " + interval(*increase, found.unit);
  }
  return "Cannot tell: one of the recordings is too short to be judged";
}

std::string text_of(const std::optional<std::int64_t>& increase, procmem::Field::Unit unit) {
  return increase ? (*increase < 0 ? "" : "+") + format_amount(*increase, unit) : "-";
}

std::string format_text(const Found& found) {
  std::string text = sentence(found) + '\n';
  text += text_line("old", verdict_sentence(main_series(found.before).growth, found.before));
  text += format_damage(found.before.read);
  text += text_line("new", verdict_sentence(main_series(found.after).growth, found.after));
  text += format_damage(found.after.read);
  text += text_line("plateau", text_of(found.comparison.level_increase, found.unit));
  text += text_line("peak", text_of(found.comparison.peak_increase, found.unit));
  for (const Judgement* const one : {&found.before, &found.after})
    if (one->series.size() > 1)
      text += text_line("note", "one of " + std::to_string(one->series.size()) + " series of " +
                                    who_is(main_series(*one).growth, *one) + "'s recording is compared");
  return text;
}

std::string json_of(const Judgement& judgement) {
  JsonObject object;
  add_judgements(object, {{judgement.file, judgement.read, {main_series(judgement)}}});
  return object.text();
}

std::string format_json(const Found& found, ExitStatus status) {
  const Comparison& comparison = found.comparison;
  const auto part = [&](double procmem::GrowthRate::*which) {
    return comparison.rate_increase ? std::optional((*comparison.rate_increase).*which) : std::nullopt;
  };
  JsonObject object;
  object.add("procmem", 1)
      .add("verdict", change_name(comparison.change))
      .add("sentence", sentence(found))
      .add("gate", status == ExitStatus::success      ? "holds"
                   : status == ExitStatus::gate_fails ? "fails"
                                                      : "cannot_tell")
      .add_fraction("rate_increase_bytes_per_hour", part(&procmem::GrowthRate::per_hour), 1)
      .add_fraction("rate_increase_low_bytes_per_hour", part(&procmem::GrowthRate::low), 1)
      .add_fraction("rate_increase_high_bytes_per_hour", part(&procmem::GrowthRate::high), 1)
      .add("plateau_increase_bytes", comparison.level_increase)
      .add("peak_increase_bytes", comparison.peak_increase)
      .add_json("old", json_of(found.before))
      .add_json("new", json_of(found.after));
  return object.text() + '\n';
}

}  // namespace

int compare(const CompareOptions& options) {
  Console console(options.quiet);
  JudgeOptions how;
  how.growth = options.growth;
  how.quiet = options.quiet;
  how.levels = true;
  how.curves = options.plot.wanted();
  require_plot(options.plot);
  Found found;
  const auto judge_both = [&] {
    found.before = judge_recording(options.before, how, console);
    found.after = judge_recording(options.after, how, console);
  };
  judge_both();
  if (main_series(found.before).growth.report.metric != main_series(found.after).growth.report.metric) {
    console.note("not both recordings have RssAnon: VmRSS is compared");
    how.growth.metric = procmem::find_field("vm_rss");
    judge_both();
  }
  found.comparison = compare_series(main_series(found.before), main_series(found.after));
  found.unit = main_series(found.after).growth.report.unit;
  const ExitStatus status = status_of(found, options.max_rate_increase);
  if (options.plot.wanted()) write_plot(chart_of(found.before, found.after, sentence(found)), options.plot);
  write_result(options.json ? format_json(found, status) : format_text(found));
  return static_cast<int>(status);
}

}  // namespace cli
