#include "html_report.hpp"

#include <chrono>
#include <cstddef>

#include <procmem/text.hpp>
#include <procmem/version.hpp>

#include "chart.hpp"
#include "html_data.hpp"
#include "html_events.hpp"
#include "html_files.hpp"
#include "html_series.hpp"
#include "html_text.hpp"
#include "plot_file.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Verdict;

/// All series of all recordings.
std::vector<JudgedSeries> all_of(const std::vector<Judgement>& judgements) {
  std::vector<JudgedSeries> all;
  for (const Judgement& judgement : judgements)
    all.insert(all.end(), judgement.series.begin(), judgement.series.end());
  return all;
}

std::string id_of(std::size_t recording, std::size_t place) {
  return "r" + std::to_string(recording) + "-s" + std::to_string(place);
}

/// "1 leaking, 11 stable".
std::string count_verdicts(const std::vector<JudgedSeries>& all) {
  std::string text;
  for (const Verdict verdict : {Verdict::leaking, Verdict::suspected, Verdict::at_limit, Verdict::shrinking,
                                Verdict::stable, Verdict::not_enough_data}) {
    std::size_t count = 0;
    for (const JudgedSeries& one : all) count += one.growth.report.verdict == verdict ? 1 : 0;
    if (count == 0) continue;
    std::string word(procmem::verdict_name(verdict));
    for (char& c : word) c = c == '_' ? ' ' : c;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + word;
  }
  return "Of " + std::to_string(all.size()) + " curves: " + text + '.';
}

std::string ranking_row(const JudgedSeries& one, const Judgement& judgement, const std::string& id) {
  const procmem::GrowthReport& report = one.growth.report;
  const std::string link = element("a", markup(who_is(one.growth, judgement)), " href=\"#" + id + '"');
  return element("tr", element("td", link, " class=\"name\"") +
                           element("td", verdict_markup(report.verdict)) +
                           number_cell(format_amount(report.first, report.unit)) +
                           number_cell(format_amount(report.last, report.unit)) +
                           number_cell(report.rate ? signed_rate(report.rate->per_hour, report.unit) : "-")) +
         '\n';
}

/// Who grows most, where there are several.
std::string ranking(const std::vector<Judgement>& judgements) {
  std::string rows;
  std::string rest;
  for (std::size_t i = 0; i < judgements.size(); ++i) {
    const Judgement& judgement = judgements[i];
    for (const std::size_t place : by_growth(judgement.series))
      rows += ranking_row(judgement.series[place], judgement, id_of(i, place));
    if (judgement.not_judged != 0)
      rest += element("p", std::to_string(judgement.not_judged) +
                               " more are not judged: none of them grew more than the last one here.");
  }
  return section("Who grows most", table_markup("ranking", "Who grows most",
                                                {"Process", "Verdict", "#First", "#Last", "#Rate"}, rows) +
                                       rest);
}

std::string all_series(const std::vector<Judgement>& judgements) {
  std::string html = "<h2>Each process</h2>\n";
  for (std::size_t i = 0; i < judgements.size(); ++i)
    for (const std::size_t place : by_growth(judgements[i].series))
      html += series_markup(judgements[i].series[place], judgements[i], id_of(i, place));
  return html;
}

std::string one_series(const Judgement& judgement) {
  return section("In detail", details_markup(judgement.series.front(), judgement));
}

std::string interval_text(const procmem::RecordHeader& header) {
  return header.interval.count() == 0 ? "not recorded" : "every " + format_duration(header.interval);
}

std::string method_of(const Judgement& judgement) {
  std::string html;
  if (!judgement.file.empty()) html += fact("Recording", markup(procmem::printable(judgement.file)));
  const auto& header = judgement.story.header();
  if (header) {
    html += fact("Begun", time_text(header->time)) + fact("Sampled", interval_text(*header));
    if (header->limit)
      html += fact("Limit", markup(procmem::format_bytes(*header->limit) + " (" +
                                   procmem::printable(header->limit_source) + "), which bounds " +
                                   procmem::printable(header->limit_bounds)));
  }
  if (!judgement.file.empty()) {
    html += fact("Format", std::string(procmem::format_name(judgement.read.format)));
    html += fact("Read", markup(plural(judgement.read.samples, "sample") + ", " +
                                plural(judgement.read.events, "event") + ", " +
                                plural(judgement.read.segments, "segment")));
  }
  for (const auto& [label, value] : damage_rows(judgement.read)) html += fact(markup(label), markup(value));
  return html;
}

std::string method(const std::vector<Judgement>& judgements, const TextRows& cost) {
  std::string html;
  for (const Judgement& judgement : judgements) html += method_of(judgement);
  for (const auto& [label, value] : cost) html += fact(markup(label), markup(value));
  html +=
      fact("Figures", "from /proc/PID/status, as the kernel has them; units are 1024-fold: KiB, MiB, GiB");
  html += fact("Times", "local time where this report was made; rates are computed from the monotonic clock");
  return element("dl", html, " class=\"facts\"");
}

std::string static_chart(const std::vector<Judgement>& judgements) {
  return svg_image(procmem::draw_svg(chart_of(judgements), {960, 420, local_zone}),
                   "Chart of what is judged over time; the figures are in the tables.");
}

std::string title_of(const std::vector<Judgement>& judgements, const std::vector<JudgedSeries>& all) {
  if (all.size() == 1) return who_is(all.front().growth, judgements.front());
  std::string files;
  for (const Judgement& judgement : judgements)
    files += (files.empty() ? "" : ", ") + procmem::printable(judgement.file);
  return files.empty() ? "several processes" : files;
}

}  // namespace

std::string format_html(const std::vector<Judgement>& judgements, const TextRows& cost) {
  const std::vector<JudgedSeries> all = all_of(judgements);
  const bool alone = all.size() == 1;
  const Verdict verdict = alone ? all.front().growth.report.verdict : overall(all);
  const std::string who = markup(title_of(judgements, all));
  JsonObject json;
  json.add("procmem", 1);
  add_judgements(json, judgements);
  return fill(html::page,
              {{"script_hash", std::string(html::script_hash)},
               {"style_hash", std::string(html::style_hash)},
               {"version", std::string(procmem::version())},
               {"title", who + ": memory"},
               {"style", std::string(html::style)},
               {"verdict", std::string(procmem::verdict_name(verdict))},
               {"who", who},
               {"badge", verdict_markup(verdict)},
               {"sentence", markup(alone ? explain(all.front().growth.report) : count_verdicts(all))},
               {"lead", alone ? figures_markup(all.front()) : ranking(judgements)},
               {"static", static_chart(judgements)},
               {"series", alone ? one_series(judgements.front()) : all_series(judgements)},
               {"marks", marks_markup(judgements)},
               {"events", events_markup(judgements)},
               {"method", method(judgements, cost)},
               {"json", markup(json.text())},
               {"made", time_text(std::chrono::system_clock::now())},
               {"data", chart_json(judgements)},
               {"script", std::string(html::chart_script) + std::string(html::app_script)}});
}

}  // namespace cli
