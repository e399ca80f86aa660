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

/// Without a rate that is let pass: is there a leak at all?
Finding examine_verdict(const GrowthReport& report, bool asked_for) {
  Finding finding{0, "leak", GateResult::holds, explain(report)};
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

/// A leak that is surely slower than what is let pass holds, one that is surely faster fails.
GateResult compare_rate(const GrowthReport& report, double most) {
  if (report.verdict == Verdict::not_enough_data || report.verdict == Verdict::at_limit)
    return GateResult::cannot_tell;
  const bool grows = report.verdict == Verdict::leaking || report.verdict == Verdict::suspected;
  if (grows && report.rate) {
    if (report.rate->low > most) return GateResult::fails;
    const bool sure = report.verdict == Verdict::leaking || report.rate->high <= most;
    return sure ? GateResult::holds : GateResult::cannot_tell;
  }
  const bool shows = report.smallest_detectable && *report.smallest_detectable <= most;
  return shows || report.verdict == Verdict::shrinking ? GateResult::holds : GateResult::cannot_tell;
}

Finding examine_rate(const GrowthReport& report, double most) {
  Finding finding{0, "leak", compare_rate(report, most), explain(report)};
  if (finding.result == GateResult::cannot_tell && report.verdict == Verdict::stable)
    finding.text += " A leak of what is allowed would not have shown.";
  finding.text += " Allowed: " + format_rate(most, report.unit) + '.';
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
