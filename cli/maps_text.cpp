#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include <procmem/text.hpp>

#include "growth_text.hpp"
#include "maps_result.hpp"
#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::GroupGrowth;
using procmem::RegionFigures;
using procmem::RegionKind;

using Amount = std::optional<Bytes>;

/// A figure that both tables show.
struct Figure {
  Amount RegionFigures::*of;
  bool rare;  ///< nothing is printed for 0
};
constexpr std::array<Figure, 6> shown_figures = {{{&RegionFigures::rss, false},
                                                  {&RegionFigures::pss, false},
                                                  {&RegionFigures::private_dirty, false},
                                                  {&RegionFigures::swap, true},
                                                  {&RegionFigures::anon_huge_pages, true},
                                                  {&RegionFigures::hugetlb, true}}};

/// A column is left out where no row has anything in it.
struct Column {
  const char* title;
  int width;
};
constexpr std::array<Column, 11> columns = {{{"PER HOUR", 14},
                                             {"RSS", 12},
                                             {"PSS", 12},
                                             {"DIRTY", 12},
                                             {"SWAP", 12},
                                             {"HUGE", 12},
                                             {"HUGETLB", 12},
                                             {"SIZE", 12},
                                             {"IDLE", 12},
                                             {"REGIONS", 9},
                                             {" WHERE", -1}}};

/// One line of a table.
struct Row {
  std::string rate;
  std::array<std::string, shown_figures.size()> figures;
  std::string size, idle, regions, where;

  std::array<std::string, columns.size()> cells() const {
    return {rate,       figures[0], figures[1], figures[2], figures[3], figures[4],
            figures[5], size,       idle,       regions,    ' ' + where};
  }
};

Amount difference(const Amount& before, const Amount& after) {
  return before && after ? Amount(*after - *before) : std::nullopt;
}

std::string amount_cell(const Amount& amount, const Figure& figure, std::string (*format)(Bytes)) {
  if (figure.rare && amount.value_or(Bytes(0)) == Bytes(0)) return "";
  return amount ? format(*amount) : "-";
}

Row row_of(const RegionFigures& now) {
  Row row;
  for (std::size_t i = 0; i < shown_figures.size(); ++i)
    row.figures[i] = amount_cell(now.*shown_figures[i].of, shown_figures[i], procmem::format_bytes);
  row.size = procmem::format_bytes(now.size);
  return row;
}

Row row_of(const RegionFigures& before, const RegionFigures& after) {
  Row row;
  for (std::size_t i = 0; i < shown_figures.size(); ++i)
    row.figures[i] = amount_cell(difference(before.*shown_figures[i].of, after.*shown_figures[i].of),
                                 shown_figures[i], format_growth);
  row.size = format_growth(after.size - before.size);
  return row;
}

std::string addresses(std::uint64_t begin, std::uint64_t end) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "  %llx-%llx", static_cast<unsigned long long>(begin),
                static_cast<unsigned long long>(end));
  return text.data();
}

std::string format_rows(const std::vector<Row>& rows) {
  std::array<bool, columns.size()> used{};
  for (const Row& row : rows) {
    const auto cells = row.cells();
    for (std::size_t i = 0; i < cells.size(); ++i) used[i] = used[i] || !cells[i].empty();
  }
  const auto format = [&used](const auto& text_of) {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (used[i]) cells.emplace_back(text_of(i), columns[i].width);
    return table_row(cells);
  };
  std::string text = format([](std::size_t i) { return columns[i].title; });
  for (const Row& row : rows) text += format([cells = row.cells()](std::size_t i) { return cells[i]; });
  return text;
}

std::string heading(const MapsSubject& subject) {
  return subject.pid == 0 ? "" : describe(subject.name, subject.pid) + ": ";
}

std::string regions_text(const GroupGrowth& group) {
  const auto more =
      static_cast<std::int64_t>(group.regions_after) - static_cast<std::int64_t>(group.regions_before);
  const std::string now = std::to_string(group.regions_after);
  return more == 0 ? now : now + " (" + (more > 0 ? "+" : "") + std::to_string(more) + ')';
}

std::string rate_text(Amount growth, const MapsGrowth& of) {
  const auto rate = maps_rate(growth, of);
  if (!rate) return of.over ? "-" : "";
  return (*rate < 0 ? "" : "+") + format_rate(*rate, procmem::Field::Unit::bytes);
}

/// Where nothing but PSS changed it was another process that came or went.
bool has_changed(const GroupGrowth& group) {
  const auto differs = [&group](const Figure& figure) {
    return figure.of != &RegionFigures::pss &&
           difference(group.before.*figure.of, group.after.*figure.of).value_or(Bytes(0)) != Bytes(0);
  };
  return group.before.size != group.after.size || group.regions_before != group.regions_after ||
         std::any_of(shown_figures.begin(), shown_figures.end(), differs);
}

void add_rows(std::vector<Row>& rows, const GroupGrowth& group, const MapsGrowth& of) {
  Row row = row_of(group.before, group.after);
  row.rate = rate_text(memory_growth(group), of);
  row.regions = regions_text(group);
  row.where = procmem::printable(group.name);
  if (of.idle_over) row.idle = group.idle ? procmem::format_bytes(*group.idle) : "-";
  rows.push_back(row);
  if (group.kind != RegionKind::arena) return;
  for (const procmem::RegionGrowth& arena : group.regions) {
    row = row_of(arena.before, arena.after);
    row.rate = rate_text(memory_growth(arena), of);
    row.where = addresses(arena.begin, arena.end);
    if (arena.change() == procmem::RegionChange::appeared) row.where += " new";
    if (arena.change() == procmem::RegionChange::gone) row.where += " gone";
    rows.push_back(row);
  }
}

std::string times_line(const MapsGrowth& growth) {
  if (!growth.over) return "";
  std::string text = "in " + format_duration(*growth.over);
  if (growth.idle_over)
    text += ", and " + format_duration(*growth.idle_over) + " watched for what is touched again";
  return text + '\n';
}

}  // namespace

std::optional<double> maps_rate(std::optional<Bytes> growth, const MapsGrowth& of) {
  if (!growth || !of.over) return std::nullopt;
  return static_cast<double>(growth->count()) *
         (std::chrono::duration<double>(std::chrono::hours(1)) / *of.over);
}

std::string format_maps_text(const MapsTable& table) {
  std::string text = heading(table.subject) + plural(table.mappings, "mapping");
  if (table.threads) text += ", " + plural(static_cast<std::uint64_t>(*table.threads), "thread");
  std::vector<Row> rows;
  for (const procmem::RegionGroup& group : table.groups) {
    Row row = row_of(group.figures);
    row.regions = std::to_string(group.regions.size());
    row.where = procmem::printable(group.name);
    rows.push_back(row);
    if (group.kind != RegionKind::arena) continue;
    for (const procmem::Region& region : group.regions) {
      row = row_of(region.figures);
      row.where = addresses(region.begin, region.end);
      rows.push_back(row);
    }
  }
  return text + '\n' + format_rows(rows);
}

std::string format_maps_text(const MapsGrowth& growth) {
  std::string text =
      heading(growth.subject) + growth_sentence(growth.growth, growth.over) + '\n' + times_line(growth);
  std::vector<Row> rows;
  std::size_t unchanged = 0;
  for (const GroupGrowth& group : growth.growth.groups)
    if (!has_changed(group))
      ++unchanged;
    else
      add_rows(rows, group, growth);
  if (!rows.empty()) text += format_rows(rows);
  if (unchanged != 0)
    text += "unchanged: " + std::to_string(unchanged) + (rows.empty() ? "" : " more") +
            (unchanged == 1 ? " place\n" : " places\n");
  return text;
}

}  // namespace cli
