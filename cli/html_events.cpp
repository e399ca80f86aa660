#include "html_events.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <procmem/text.hpp>

#include "growth_text.hpp"
#include "html_text.hpp"
#include "json.hpp"
#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using Time = std::chrono::system_clock::time_point;

/// With scripts, a button that shows the time in the chart.
std::string time_cell(Time time) {
  const std::string seconds =
      json_fraction(std::chrono::duration<double>(time.time_since_epoch()).count(), 3);
  return element(
      "td", element("button", time_text(time), R"( type="button" disabled data-time=")" + seconds + '"'));
}

std::string name_cell(const std::string& text) {
  return element("td", markup(procmem::printable(text)), " class=\"name\"");
}

std::string amount_cell(const std::optional<procmem::Bytes>& amount) {
  return number_cell(amount ? procmem::format_bytes(*amount) : "-");
}

std::string growth_cell(const std::optional<procmem::Bytes>& growth) {
  return number_cell(growth ? format_growth(*growth) : "-");
}

std::string mark_row(const Mark& mark) {
  return element("tr", time_cell(mark.time) + name_cell(mark.text) + number_cell("") + amount_cell(mark.rss) +
                           growth_cell(mark.growth) + number_cell("")) +
         '\n';
}

std::string phase_row(const Mark& phase) {
  std::string cells = time_cell(phase.time) + name_cell(phase.text);
  if (!phase.result) return element("tr", cells + "<td colspan=\"4\">it did not end</td>") + '\n';
  const procmem::PhaseResult& result = *phase.result;
  const std::string peak = result.peak
                               ? (result.peak_exact ? "" : "at least ") + procmem::format_bytes(*result.peak)
                               : std::string("-");
  cells += number_cell(format_duration(result.duration)) + amount_cell(result.first) +
           growth_cell(result.growth()) + number_cell(peak);
  return element("tr", cells) + '\n';
}

std::string more(std::uint64_t count) {
  return count == 0 ? "" : element("p", "And " + std::to_string(count) + " more.");
}

std::string_view words_of(procmem::EventKind kind) noexcept {
  constexpr std::array<std::string_view, 10> words = {
      "recorded from here", "no longer recorded", "ended", "ended; its pid was reused", "ran another program",
      "ticks missed",       "not readable",       "mark",  "an output failed",          "recording stopped"};
  return words[static_cast<std::size_t>(kind)];
}

std::string_view words_of(const procmem::Event& event) noexcept {
  if (event.result) return "a phase ends";
  return event.phase != 0 ? "a phase begins" : words_of(event.kind);
}

std::string who(const procmem::Event& event) {
  if (event.pid == 0) return "";
  return event.name.empty() ? "pid " + std::to_string(event.pid) : describe(event.name, event.pid);
}

std::string event_row(const procmem::Event& event) {
  std::string text = event.text;
  if (event.count != 0) text += (text.empty() ? "" : "; ") + std::to_string(event.count);
  return element("tr", time_cell(event.time) + element("td", words_of(event)) +
                           element("td", markup(who(event)), " class=\"name\"") + name_cell(text)) +
         '\n';
}

}  // namespace

std::string marks_markup(const std::vector<Judgement>& judgements) {
  std::string rows;
  std::uint64_t not_listed = 0;
  for (const Judgement& judgement : judgements) {
    const Marks& marks = judgement.marks;
    for (const Mark& mark : marks.marks()) rows += mark_row(mark);
    for (const Mark& phase : marks.phases()) rows += phase_row(phase);
    not_listed += marks.marks_not_listed() + marks.phases_not_listed();
  }
  if (rows.empty()) return "";
  return section("Marks and phases",
                 table_markup("events", "Marks and phases",
                              {"Time", "Text", "#Took", "#RSS", "#Growth", "#Peak"}, rows) +
                     "<p class=\"note\">The growth after a mark is that until the next one, "
                     "of all processes together.</p>" +
                     more(not_listed));
}

std::string events_markup(const std::vector<Judgement>& judgements) {
  std::string rows;
  std::uint64_t left_out = 0;
  for (const Judgement& judgement : judgements) {
    for (const procmem::Event& event : judgement.story.events()) rows += event_row(event);
    left_out += judgement.story.left_out();
  }
  if (rows.empty()) return "";
  return section(
      "Events", table_markup("events", "Events", {"Time", "What", "Process", "Text"}, rows) + more(left_out));
}

}  // namespace cli
