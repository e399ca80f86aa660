#include "gate.hpp"

#include <algorithm>
#include <array>

#include "growth_text.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::GrowthReport;
using procmem::Verdict;

/// What a "not enough data" and a "stable" have to say beside the sentence.
std::string with_what_it_takes(const GrowthReport& report) {
  std::string text = explain(report);
  if (report.verdict == Verdict::not_enough_data)
    return text + "; record " +
           (report.record_further ? format_duration(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        *report.record_further))
                                  : "longer") +
           (report.record_further ? " more" : "");
  if (report.verdict == Verdict::stable && report.smallest_detectable)
    text += "; no leak above " + format_detectable(report);
  return text;
}

/// Without a rate that is let pass: is there a leak at all?
Finding examine_verdict(const GrowthReport& report, bool asked_for) {
  Finding finding{0, "leak", GateResult::holds, with_what_it_takes(report)};
  switch (report.verdict) {
    case Verdict::leaking:
      finding.result = GateResult::fails;
      break;
    case Verdict::suspected:
    case Verdict::at_limit:
      finding.result = GateResult::cannot_tell;
      break;
    case Verdict::not_enough_data:
      finding.result = asked_for ? GateResult::cannot_tell : GateResult::does_not_count;
      break;
    case Verdict::stable:
    case Verdict::shrinking:
      break;
  }
  return finding;
}

Finding examine_rate(const GrowthReport& report, double most) {
  Finding finding{0, "leak", GateResult::cannot_tell, with_what_it_takes(report)};
  const std::string allowed = format_rate(most, report.unit) + " allowed";
  if (report.verdict == Verdict::not_enough_data || report.verdict == Verdict::at_limit) return finding;
  const bool grows = report.verdict == Verdict::leaking || report.verdict == Verdict::suspected;
  if (grows && report.rate && report.rate->low > most) {
    finding.result = GateResult::fails;
    finding.text += "; at least " + format_rate(report.rate->low, report.unit) + ", " + allowed;
  } else if (report.verdict != Verdict::shrinking &&
             (!report.smallest_detectable || *report.smallest_detectable > most)) {
    finding.text += "; a leak below " + format_detectable(report) + " would not have shown, " + allowed;
  } else {
    finding.result = GateResult::holds;
    finding.text += "; " + allowed;
  }
  return finding;
}

Finding examine_size(std::string_view question, const std::optional<Bytes>& seen, Bytes most) {
  const std::string allowed = procmem::format_bytes(most) + " allowed";
  if (!seen) return {0, question, GateResult::cannot_tell, "no sample that counts; " + allowed};
  const std::string figure = question == "growth" ? "RSS grew by " : "RSS reached ";
  return {0, question, *seen > most ? GateResult::fails : GateResult::holds,
          figure + procmem::format_bytes(*seen) + "; " + allowed};
}

}  // namespace

std::string_view gate_result_name(GateResult result) noexcept {
  constexpr std::array<std::string_view, 4> names = {"holds", "does_not_count", "cannot_tell", "fails"};
  return names[static_cast<std::size_t>(result)];
}

std::vector<Finding> examine(const Judgement& judgement, const GateLimits& limits) {
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < judgement.series.size(); ++i) {
    const JudgedSeries& one = judgement.series[i];
    const GrowthReport& report = one.growth.report;
    const auto add = [&](Finding finding) {
      finding.series = i;
      if (finding.result == GateResult::cannot_tell && !counts(one, judgement.series))
        finding.result = GateResult::does_not_count;
      findings.push_back(std::move(finding));
    };
    const bool sizes_only = limits.max_growth || limits.max_rss;
    add(limits.max_rate ? examine_rate(report, *limits.max_rate) : examine_verdict(report, !sizes_only));
    if (limits.max_growth) add(examine_size("growth", one.facts.rss_growth(), *limits.max_growth));
    if (limits.max_rss) add(examine_size("peak", one.facts.peak_rss, *limits.max_rss));
  }
  return findings;
}

GateResult gate_result(const std::vector<Finding>& findings) {
  const auto worst = std::max_element(findings.begin(), findings.end(),
                                      [](const Finding& a, const Finding& b) { return a.result < b.result; });
  if (worst == findings.end()) return GateResult::cannot_tell;
  return worst->result == GateResult::does_not_count ? GateResult::holds : worst->result;
}

}  // namespace cli
