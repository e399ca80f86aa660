#include "detail/plot_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/dot_grid.hpp"
#include "detail/plot_frame.hpp"
#include "detail/plot_label.hpp"

namespace procmem::detail {
namespace {

constexpr std::size_t most_marks = 3;

struct Glyphs {
  std::string_view upright, tick, corner, along, time_tick, broken, limit, mark, boundary;
};
constexpr Glyphs unicode_glyphs = {"│", "┤", "└", "─", "┬", "≈", "╌", "┊", "│"};
constexpr Glyphs ascii_glyphs = {"|", "+", "+", "-", "+", "~", "-", ":", "|"};

Ink color_of(const FramedLine& line) noexcept {
  constexpr std::array<Ink, Frame::most_colors> colors = {Ink::first,  Ink::second, Ink::third,
                                                          Ink::fourth, Ink::fifth,  Ink::sixth};
  return line.color ? colors[*line.color] : Ink::other;
}

void end_line(std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  out += '\n';
}

class TextDrawing {
 public:
  TextDrawing(const Chart& chart, const TextChartOptions& options)
      : options_(options),
        columns_(std::max<std::size_t>(40, options.columns)),
        glyphs_(options.unicode ? unicode_glyphs : ascii_glyphs),
        frame_(chart, options.zone, (columns_ - 12) / 13, std::clamp<std::size_t>(options.rows / 4, 3, 8)) {
    for (const Tick& tick : frame_.amount.ticks) gutter_ = std::max(gutter_, display_width(tick.label));
    width_ = columns_ - gutter_ - 2;
  }

  std::string draw() {
    add_titles();
    add_legend();
    add_marks();
    add_time_labels();
    const std::size_t rows = rows_left();
    DotGrid grid(width_, rows, options_.unicode);
    draw_in(grid, rows);
    return assemble(grid, rows);
  }

 private:
  std::string label(std::string_view bytes, std::size_t most) const {
    return fit_label(bytes, most, options_.unicode);
  }
  std::string inked(const std::string& text, Ink ink) const;
  bool several() const noexcept { return frame_.lines.size() > 1; }
  std::size_t column_of(double at) const noexcept;
  std::size_t row_of(double value, std::size_t rows) const noexcept;

  std::size_t rows_left();
  void add_titles();
  void add_legend();
  void add_marks();
  void add_time_labels();
  void draw_in(DotGrid& grid, std::size_t rows) const;
  void draw_curve(DotGrid& grid, const FramedLine& line) const;
  void draw_trend(DotGrid& grid, const FramedLine& line) const;
  void draw_limit(DotGrid& grid, std::size_t rows) const;
  DrawnPoint place(const DotGrid& grid, const ValuePoint& point) const noexcept;
  std::string assemble(const DotGrid& grid, std::size_t rows) const;
  std::string axis_line() const;

  const TextChartOptions& options_;
  std::size_t columns_;
  const Glyphs& glyphs_;
  Frame frame_;
  std::size_t gutter_ = 0;  // for the amounts
  std::size_t width_ = 0;   // of the picture
  std::vector<std::string> above_, below_;
};

std::string TextDrawing::inked(const std::string& text, Ink ink) const {
  if (!options_.color || ink_escape(ink).empty()) return text;
  return std::string(ink_escape(ink)) + text + std::string(end_escape);
}

std::size_t TextDrawing::column_of(double at) const noexcept {
  const double column = std::round(frame_.time.part(at) * static_cast<double>(width_ - 1));
  return static_cast<std::size_t>(std::clamp(column, 0.0, static_cast<double>(width_ - 1)));
}

std::size_t TextDrawing::row_of(double value, std::size_t rows) const noexcept {
  const auto dots = static_cast<double>(rows * 4 - 1);
  const double down = std::clamp((1 - frame_.amount.part(value)) * dots, 0.0, dots);
  return static_cast<std::size_t>(std::lround(down)) / 4;
}

/// For the picture. Where there are fewer than five, texts go: marks first, the title and the times last.
std::size_t TextDrawing::rows_left() {
  constexpr std::size_t least = 5;
  constexpr std::size_t axis = 1;
  const std::size_t rows = std::max<std::size_t>(8, options_.rows);
  while (above_.size() + below_.size() + axis + least > rows) {
    if (below_.size() <= 1 && above_.size() <= 1) break;
    std::vector<std::string>& texts = below_.size() > 2 || above_.size() <= 1 ? below_ : above_;
    texts.pop_back();
  }
  return rows - axis - above_.size() - below_.size();
}

void TextDrawing::add_titles() {
  if (!frame_.chart.title.empty()) above_.push_back(label(frame_.chart.title, columns_));
  for (const std::string& line : wrap_label(frame_.chart.subtitle, columns_, 2, options_.unicode))
    above_.push_back(inked(line, Ink::faint));
}

/// The letters say which curve is which where there are no colours.
void TextDrawing::add_legend() {
  if (!several()) return;
  std::string line;
  std::size_t taken = 0;
  const auto add = [&](const std::string& text, Ink ink) {
    const std::size_t width = display_width(text);
    if (taken > 0 && taken + 2 + width > columns_) {
      above_.push_back(std::exchange(line, ""));
      taken = 0;
    }
    line += (taken > 0 ? "  " : "") + inked(text, ink);
    taken += width + (taken > 0 ? 2 : 0);
  };
  for (const FramedLine& one : frame_.colored()) {
    const auto letter = static_cast<char>('a' + *one.color);
    add(std::string(1, letter) + ' ' + label(one.series->name, 30), color_of(one));
  }
  if (const std::size_t others = frame_.others(); others != 0)
    add("not drawn: " + std::to_string(others) + (others == 1 ? " other" : " others"), Ink::other);
  above_.push_back(line);
}

void TextDrawing::add_marks() {
  std::size_t shown = 0;
  std::size_t left = 0;
  for (const ChartMark& mark : frame_.chart.marks) {
    if (!frame_.is_visible(mark) || mark.text.empty()) continue;
    if (shown == most_marks) {
      ++left;
      continue;
    }
    ++shown;
    const std::string when = clock_text(frame_.seconds(mark.time), options_.zone, false);
    below_.push_back(std::string(mark.boundary ? glyphs_.boundary : glyphs_.mark) + ' ' + when + ' ' +
                     label(mark.text, columns_ - when.size() - 3));
  }
  if (left != 0) below_.push_back("and " + std::to_string(left) + (left == 1 ? " more mark" : " more marks"));
}

/// The ticks' labels, the days below them, and what else has to be said of the axes.
void TextDrawing::add_time_labels() {
  std::string times;
  std::string days;
  const auto put = [this](std::string& line, std::size_t column, const std::string& text) {
    const std::size_t half = text.size() / 2;
    const std::size_t center = gutter_ + 1 + column;
    const std::size_t begin = std::min(center < half ? 0 : center - half, columns_ - text.size());
    if (begin < line.size() + (line.empty() ? 0 : 1)) return;
    line += std::string(begin - line.size(), ' ') + text;
  };
  for (const Tick& tick : frame_.time.ticks) {
    put(times, column_of(tick.at), tick.label);
    if (!tick.day.empty()) put(days, column_of(tick.at), tick.day);
  }
  std::string foot = frame_.zero_is_hidden()
                         ? "axis begins at " + frame_.amount.ticks.front().label + ", not 0"
                         : std::string();
  const std::string caption = label(frame_.time.caption, columns_ - std::min(columns_, foot.size() + 1));
  foot += std::string(columns_ - std::min(columns_, foot.size() + display_width(caption)), ' ') + caption;
  std::vector<std::string> lines = {times};
  if (!days.empty()) lines.push_back(days);
  lines.push_back(inked(foot, Ink::faint));
  if (frame_.chart.limit && !frame_.limit_is_visible)
    lines.push_back(
        inked("limit " + format_bytes(*frame_.chart.limit) + ", outside the picture", Ink::limit));
  below_.insert(below_.begin(), lines.begin(), lines.end());
}

DrawnPoint TextDrawing::place(const DotGrid& grid, const ValuePoint& point) const noexcept {
  return {frame_.time.part(point.at) * static_cast<double>(grid.dots_across() - 1),
          (1 - frame_.amount.part(point.value)) * static_cast<double>(grid.dots_down() - 1)};
}

void TextDrawing::draw_in(DotGrid& grid, std::size_t rows) const {
  if (frame_.lines.empty()) return grid.write(width_ / 2 - 5, rows / 2, "no samples", Ink::faint);
  if (!several())
    for (const FramedLine& line : frame_.lines) draw_trend(grid, line);
  for (const FramedLine& line : frame_.colored()) draw_curve(grid, line);
  if (several())
    for (const FramedLine& line : frame_.colored()) {
      const auto last = line.extents(frame_.time, grid.dots_across()).back();
      grid.write(column_of(last.at), row_of(last.high, rows),
                 std::string(1, static_cast<char>('a' + *line.color)), color_of(line));
    }
  draw_limit(grid, rows);
  for (const ChartMark& mark : frame_.chart.marks)
    if (frame_.is_visible(mark))
      for (std::size_t row = 0; row < rows; ++row)
        grid.fill(column_of(frame_.seconds(mark.time)), row, mark.boundary ? glyphs_.boundary : glyphs_.mark,
                  Ink::faint);
}

void TextDrawing::draw_curve(DotGrid& grid, const FramedLine& line) const {
  for (const auto& run : runs_of(line.extents(frame_.time, grid.dots_across())))
    for (std::size_t i = 0; i < run.size(); ++i)
      grid.line(place(grid, run[i == 0 ? 0 : i - 1]), place(grid, run[i]), color_of(line));
}

void TextDrawing::draw_trend(DotGrid& grid, const FramedLine& line) const {
  const auto trend = line.trend();
  if (!trend) return;
  grid.line(place(grid, trend->at(trend->begin, trend->rate.per_hour)),
            place(grid, trend->at(trend->end, trend->rate.per_hour)), Ink::text, options_.unicode ? 4 : 3);
}

void TextDrawing::draw_limit(DotGrid& grid, std::size_t rows) const {
  if (!frame_.limit_is_visible) return;
  const std::size_t row = row_of(static_cast<double>(frame_.chart.limit->count()), rows);
  for (std::size_t column = 0; column < width_; ++column) grid.fill(column, row, glyphs_.limit, Ink::limit);
  grid.write(2, row, " limit " + format_bytes(*frame_.chart.limit) + ' ', Ink::limit);
}

std::string TextDrawing::axis_line() const {
  std::vector<bool> ticks(width_);
  for (const Tick& tick : frame_.time.ticks) ticks[column_of(tick.at)] = true;
  std::string line = std::string(gutter_, ' ') + ' ' + std::string(glyphs_.corner);
  for (const bool tick : ticks) line += tick ? glyphs_.time_tick : glyphs_.along;
  return line;
}

std::string TextDrawing::assemble(const DotGrid& grid, std::size_t rows) const {
  std::vector<std::string> labels(rows);
  for (const Tick& tick : frame_.amount.ticks) labels[row_of(tick.at, rows)] = tick.label;
  std::string out;
  for (const std::string& line : above_) end_line(out += line);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string& text = labels[row];
    out += std::string(gutter_ - text.size(), ' ') + text + ' ';
    const bool broken = frame_.zero_is_hidden() && row + 1 == rows;
    out += broken ? glyphs_.broken : text.empty() ? glyphs_.upright : glyphs_.tick;
    grid.append_row(out, row, options_.color);
    end_line(out);
  }
  end_line(out += axis_line());
  for (const std::string& line : below_) end_line(out += line);
  return out;
}

}  // namespace

std::string draw_chart_text(const Chart& chart, const TextChartOptions& options) {
  return TextDrawing(chart, options).draw();
}

}  // namespace procmem::detail
