#include "html_series.hpp"

#include <array>

#include <procmem/text.hpp>

#include "growth_text.hpp"
#include "html_files.hpp"
#include "html_text.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::GrowthReport;
using procmem::Verdict;

struct VerdictWords {
  std::string_view sign, words;
};

VerdictWords words_of(Verdict verdict) noexcept {
  constexpr std::array<VerdictWords, 6> words = {{{"&#8943;", "Not enough data"},
                                                  {"&#10003;", "Stable"},
                                                  {"?", "Suspected"},
                                                  {"&#9650;", "Leaking"},
                                                  {"&#9660;", "Shrinking"},
                                                  {"&#9632;", "At the limit"}}};
  return words[static_cast<std::size_t>(verdict)];
}

/// Keys carry the unit only where it is bytes.
struct Keys {
  bool bytes;
  std::string operator()(const char* name) const { return name + std::string(bytes ? "_bytes" : ""); }
  std::string per_hour(const char* name) const { return (*this)(name) + "_per_hour"; }
};

std::string card(std::string_view title, const std::string& value, const std::string& small) {
  return element("div", element("dt", title) + element("dd", value + element("small", small))) + '\n';
}

std::string amount_markup(const std::string& key, std::int64_t value, procmem::Field::Unit unit) {
  return figure_markup(key, std::to_string(value), format_amount(value, unit));
}

std::string percent(double share) {
  std::string text = json_fraction(share * 100, 2);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string rate_card(const GrowthReport& report, const Keys& keys) {
  if (!report.rate) return "";
  const auto rate = [&](const char* key, double value) {
    return figure_markup(keys.per_hour(key), json_fraction(value, 1), signed_rate(value, report.unit));
  };
  return card(
      "Growth rate", rate("rate", report.rate->per_hour),
      rate("rate_low", report.rate->low) + " to " + rate("rate_high", report.rate->high) + ", " +
          figure_markup("confidence", json_fraction(report.confidence, 4), percent(report.confidence)) +
          " confidence");
}

std::string growth_card(const GrowthReport& report, const Keys& keys) {
  const std::int64_t growth = report.last - report.first;
  return card("Growth while recorded", (growth > 0 ? "+" : "") + markup(format_amount(growth, report.unit)),
              amount_markup(keys("first"), report.first, report.unit) + " to " +
                  amount_markup(keys("last"), report.last, report.unit));
}

std::string limit_card(const procmem::GrowthSeries& series) {
  const GrowthReport& report = series.report;
  if (!report.limit) return "";
  const std::string limit = figure_markup("limit_bytes", std::to_string(report.limit->count()),
                                          procmem::format_bytes(*report.limit));
  const std::string source = markup(procmem::printable(series.limit_source));
  const auto& left = report.time_to_limit;
  if (!left)
    return card("Limit", limit, source + (source.empty() ? "" : "; ") + "not foreseen to be reached");
  const auto time = [](std::string_view key, std::chrono::duration<double> value) {
    return figure_markup(key, json_fraction(value.count(), 1), format_seconds(value));
  };
  return card("Limit reached in", time("time_to_limit_s", left->expected),
              time("time_to_limit_low_s", left->low) + " to " +
                  (left->high ? time("time_to_limit_high_s", *left->high) : "never") + "; " + limit +
                  (source.empty() ? "" : ", ") + source);
}

std::string detectable_card(const GrowthReport& report, const Keys& keys) {
  if (!report.smallest_detectable) return "";
  return card("Smallest leak that would show",
              figure_markup(keys.per_hour("smallest_detectable"),
                            json_fraction(*report.smallest_detectable, 1), format_detectable(report)),
              "a slower one could hide in this recording");
}

std::string further_card(const GrowthReport& report) {
  if (!report.record_further) return "";
  return card("Record for",
              figure_markup("record_further_s", json_fraction(report.record_further->count(), 1),
                            format_seconds(*report.record_further)),
              "more, and then judge again");
}

std::string cards(const JudgedSeries& one) {
  const GrowthReport& report = one.growth.report;
  const Keys keys{report.unit == procmem::Field::Unit::bytes};
  std::string html;
  if (report.samples != 0) {
    html += rate_card(report, keys) + growth_card(report, keys);
    html += card("Peak", amount_markup(keys("peak"), report.peak, report.unit), "of what is judged");
  }
  html += limit_card(one.growth) + detectable_card(report, keys) + further_card(report);
  const std::chrono::duration<double> time = report.duration;
  return html + card("Samples",
                     figure_markup("samples", std::to_string(report.samples), std::to_string(report.samples)),
                     "in " +
                         figure_markup("duration_s", json_fraction(time.count(), 3),
                                       format_duration(report.duration)) +
                         ", " +
                         figure_markup("missed", std::to_string(report.missed),
                                       plural(report.missed, "missed tick")));
}

std::string kinds_table(const GrowthReport& report) {
  std::string rows;
  for (const procmem::KindGrowth& kind : report.kinds) {
    if (kind.field == nullptr) continue;
    const auto unit = kind.field->unit;
    const std::string meaning =
        kind.field->meaning.empty() ? "" : element("small", markup(kind.field->meaning), " class=\"note\"");
    rows += element("tr", element("th", markup(kind.field->key) + meaning, " scope=\"row\"") +
                              element("td", verdict_markup(kind.verdict)) +
                              number_cell(format_amount(kind.first, unit)) +
                              number_cell(format_amount(kind.last, unit)) +
                              number_cell(kind.rate ? signed_rate(kind.rate->per_hour, unit) : "-")) +
            '\n';
  }
  if (rows.empty()) return "";
  return table_markup("kinds", "Kinds of memory", {"Kind of memory", "Verdict", "#First", "#Last", "#Rate"},
                      rows);
}

}  // namespace

std::string verdict_markup(Verdict verdict) {
  const VerdictWords words = words_of(verdict);
  const std::string sign = element("span", words.sign, R"( class="sign" aria-hidden="true")");
  return element("span", element("span", sign + std::string(words.words), " class=\"word\""),
                 " class=\"" + std::string(procmem::verdict_name(verdict)) + '"');
}

std::string figure_markup(std::string_view key, const std::string& json, std::string_view text) {
  return element("data", markup(text), " data-key=\"" + std::string(key) + "\" value=\"" + json + '"');
}

std::string figures_markup(const JudgedSeries& one) {
  return element("dl", cards(one), " class=\"figures\"");
}

std::string details_markup(const JudgedSeries& one, const Judgement& judgement) {
  std::string facts;
  for (const auto& [label, value] : series_rows(one, judgement)) facts += fact(markup(label), markup(value));
  for (const auto& [label, value] : damage_rows(judgement.read)) facts += fact(markup(label), markup(value));
  return kinds_table(one.growth.report) +
         element("details", element("summary", "All figures") + element("dl", facts, " class=\"facts\""));
}

std::string series_markup(const JudgedSeries& one, const Judgement& judgement, std::string_view id) {
  const Verdict verdict = one.growth.report.verdict;
  const bool clean = verdict == Verdict::stable || verdict == Verdict::shrinking;
  return fill(html::series, {{"verdict", std::string(procmem::verdict_name(verdict))},
                             {"id", std::string(id)},
                             {"who", markup(who_is(one.growth, judgement))},
                             {"open", clean ? "" : " open"},
                             {"badge", verdict_markup(verdict)},
                             {"sentence", markup(explain(one.growth.report))},
                             {"figures", figures_markup(one)},
                             {"details", details_markup(one, judgement)}});
}

}  // namespace cli
