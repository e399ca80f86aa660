#include "detail/plot_drawing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "detail/plot_frame.hpp"
#include "detail/plot_label.hpp"

namespace procmem::detail {
namespace {

constexpr double margin = 14;
constexpr double small_size = 12;
constexpr double line_height = 16;
constexpr double em = .56;  // the width of a usual letter, a little generously
constexpr std::size_t most_mark_rows = 3;
constexpr std::size_t longest_name = 40;

Ink color_of(const FramedLine& line) noexcept {
  constexpr std::array<Ink, Frame::most_colors> colors = {Ink::first,  Ink::second, Ink::third,
                                                          Ink::fourth, Ink::fifth,  Ink::sixth};
  return line.color ? colors[*line.color] : Ink::other;
}

double text_width(std::string_view text, double size = small_size) noexcept {
  return static_cast<double>(display_width(text)) * em * size;
}

std::size_t letters_in(double width, double size) noexcept {
  return static_cast<std::size_t>(std::max(8.0, width / (em * size)));
}

/// A sample of a line, and what it stands for.
struct Entry {
  Stroke stroke;
  std::string text;
  bool band = false;
};

class Drawing {
 public:
  Drawing(const Chart& chart, Canvas& canvas, const DrawingOptions& options)
      : canvas_(canvas),
        width_(std::max(320.0, options.width)),
        height_(std::max(200.0, options.height)),
        frame_(chart, options.zone, static_cast<std::size_t>((width_ - 120) / 76),
               static_cast<std::size_t>(std::clamp((height_ - 130) / 40, 3.0, 9.0))) {}

  void run() {
    draw_titles();
    draw_legend();
    place_area();
    draw_axes();
    if (frame_.lines.empty()) return draw_nothing();
    draw_marks();
    draw_limit();
    draw_curves();
  }

 private:
  struct PlacedMark {
    const ChartMark* mark;
    double x;
    std::string label;
    std::size_t row = most_mark_rows;  // there is no room for its label
    double anchor = 0;
  };

  double x_of(double at) const noexcept { return left_ + frame_.time.part(at) * (right_ - left_); }
  double y_of(double value) const noexcept { return bottom_ - frame_.amount.part(value) * (bottom_ - top_); }
  DrawnPoint place(const ValuePoint& point) const noexcept { return {x_of(point.at), y_of(point.value)}; }
  std::vector<DrawnPoint> place(const std::vector<ValuePoint>& points) const;

  void draw_titles();
  void draw_legend();
  std::vector<Entry> entries() const;
  bool has_gap() const;
  void place_area();
  std::vector<PlacedMark> place_marks() const;
  void draw_axes();
  void draw_time_ticks();
  void draw_break();
  void draw_nothing();
  void draw_marks();
  void draw_limit();
  void draw_curves();
  void draw_curve(const FramedLine& line);
  void draw_trend(const FramedLine& line);
  void write(double x, double y, const Lettering& lettering, std::string_view text) {
    canvas_.text({x, y}, lettering, text);
  }

  Canvas& canvas_;
  double width_, height_;
  Frame frame_;
  double y_ = 10;  // where the texts above have come to
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0;
  std::vector<PlacedMark> marks_;
};

std::vector<DrawnPoint> Drawing::place(const std::vector<ValuePoint>& points) const {
  std::vector<DrawnPoint> placed;
  placed.reserve(points.size());
  for (const ValuePoint& point : points) placed.push_back(place(point));
  return placed;
}

void Drawing::draw_titles() {
  constexpr double title_size = 15;
  const double room = width_ - 2 * margin;
  if (!frame_.chart.title.empty()) {
    y_ += 16;
    write(margin, y_, {Ink::text, title_size, 0, true},
          fit_label(frame_.chart.title, letters_in(room, title_size * 1.07)));
  }
  for (const std::string& line : wrap_label(frame_.chart.subtitle, letters_in(room, small_size), 3)) {
    y_ += line_height;
    write(margin, y_, {Ink::faint, small_size, 0, false}, line);
  }
}

bool Drawing::has_gap() const {
  return std::any_of(frame_.lines.begin(), frame_.lines.end(), [this](const FramedLine& line) {
    return line.color && runs_of(line.extents(frame_.time, 1000)).size() > 1;
  });
}

std::vector<Entry> Drawing::entries() const {
  std::vector<Entry> entries;
  bool trend = false;
  for (const FramedLine& line : frame_.colored()) {
    entries.push_back({{color_of(line), 2.5}, fit_label(line.series->name, longest_name)});
    trend = trend || line.trend().has_value();
  }
  if (const std::size_t others = frame_.others(); others != 0)
    entries.push_back({{Ink::other, 1}, std::to_string(others) + (others == 1 ? " other" : " others")});
  if (trend) entries.push_back({{Ink::text, 1.2, Dashes::dashed}, "trend and its interval", true});
  if (has_gap()) entries.push_back({{Ink::faint, 1, Dashes::dotted}, "not measured"});
  if (frame_.chart.limit && !frame_.limit_is_visible)
    entries.push_back({{Ink::limit, 1.5, Dashes::dashed},
                       "limit " + format_bytes(*frame_.chart.limit) + ", outside the picture"});
  return entries;
}

void Drawing::draw_legend() {
  constexpr double sample = 22;
  constexpr double between = 18;
  const std::vector<Entry> all = entries();
  if (all.size() == 1 && all.front().text.empty()) return;
  double x = margin;
  if (!all.empty()) y_ += line_height + 4;
  for (const Entry& entry : all) {
    const double taken = sample + 6 + text_width(entry.text);
    if (x > margin && x + taken > width_ - margin) {
      x = margin;
      y_ += line_height;
    }
    const double middle = y_ - 4;
    if (entry.band)
      canvas_.area({{x, middle - 4}, {x + sample, middle - 4}, {x + sample, middle + 4}, {x, middle + 4}},
                   Ink::text, .15);
    canvas_.line({{x, middle}, {x + sample, middle}}, entry.stroke);
    write(x + sample + 6, y_, {Ink::text, small_size, 0, false}, entry.text);
    x += taken + between;
  }
}

void Drawing::place_area() {
  double widest = 0;
  for (const Tick& tick : frame_.amount.ticks) widest = std::max(widest, text_width(tick.label));
  left_ = margin + widest + 8;
  right_ = width_ - margin - 10;
  marks_ = place_marks();
  std::size_t rows = 0;
  for (const PlacedMark& mark : marks_)
    if (mark.row < most_mark_rows) rows = std::max(rows, mark.row + 1);
  top_ = y_ + 14 + static_cast<double>(rows) * (line_height - 1);
  bottom_ = std::max(top_ + 40, height_ - 58);
}

/// Labels go to the first row above the chart in which they overlap none.
std::vector<Drawing::PlacedMark> Drawing::place_marks() const {
  constexpr std::size_t longest = 28;
  std::vector<PlacedMark> placed;
  std::array<double, most_mark_rows> taken{};
  std::vector<const ChartMark*> marks;
  for (const ChartMark& mark : frame_.chart.marks)
    if (frame_.is_visible(mark)) marks.push_back(&mark);
  std::stable_sort(marks.begin(), marks.end(),
                   [](const ChartMark* a, const ChartMark* b) { return a->time < b->time; });
  for (const ChartMark* const mark : marks) {
    PlacedMark one{mark, x_of(frame_.seconds(mark->time)), fit_label(mark->text, longest)};
    const double width = text_width(one.label);
    if (one.x + 4 + width > width_ - 4) one.anchor = 1;
    const double begin = one.anchor == 0 ? one.x : one.x - 4 - width;
    const auto* const row =
        std::find_if(taken.begin(), taken.end(), [begin](double end) { return begin >= end; });
    one.row = static_cast<std::size_t>(row - taken.begin());
    if (one.row < most_mark_rows) taken[one.row] = begin + width + 10;
    placed.push_back(std::move(one));
  }
  return placed;
}

void Drawing::draw_axes() {
  for (const Tick& tick : frame_.amount.ticks) {
    const double y = y_of(tick.at);
    canvas_.line({{left_, y}, {right_, y}}, {Ink::grid, 1});
    write(left_ - 8, y + 4, {Ink::text, small_size, 1, false}, tick.label);
  }
  draw_time_ticks();
  canvas_.line({{left_, bottom_}, {right_, bottom_}}, {Ink::faint, 1});
  if (frame_.zero_is_hidden())
    draw_break();
  else
    canvas_.line({{left_, top_}, {left_, bottom_}}, {Ink::faint, 1});
  const double foot = height_ - 10;
  write(right_, foot, {Ink::faint, small_size - 1, 1, false}, frame_.time.caption);
  if (frame_.zero_is_hidden())
    write(margin, foot, {Ink::faint, small_size - 1, 0, false},
          "The axis begins at " + frame_.amount.ticks.front().label + ", not at 0.");
}

void Drawing::draw_time_ticks() {
  double free_from = 0;
  double day_free_from = 0;
  for (const Tick& tick : frame_.time.ticks) {
    const double x = x_of(tick.at);
    canvas_.line({{x, bottom_}, {x, bottom_ + 5}}, {Ink::faint, 1});
    const double half = text_width(tick.label) / 2;
    const double at = std::clamp(x, half + 2, width_ - half - 2);
    if (at - half >= free_from) {
      write(at, bottom_ + 18, {Ink::text, small_size, .5, false}, tick.label);
      free_from = at + half + 6;
    }
    const double day_half = text_width(tick.day) / 2;
    const double day_at = std::clamp(x, day_half + 2, width_ - day_half - 2);
    if (tick.day.empty() || day_at - day_half < day_free_from) continue;
    write(day_at, bottom_ + 32, {Ink::faint, small_size - 1, .5, false}, tick.day);
    day_free_from = day_at + day_half + 6;
  }
}

/// The zigzag of an axis that leaves something out.
void Drawing::draw_break() {
  const double end = bottom_ - 4;
  canvas_.line({{left_, top_},
                {left_, end - 14},
                {left_ - 5, end - 11.5},
                {left_ + 5, end - 7},
                {left_ - 5, end - 2.5},
                {left_, end},
                {left_, bottom_}},
               {Ink::text, 1.2});
}

void Drawing::draw_nothing() {
  write((left_ + right_) / 2, (top_ + bottom_) / 2, {Ink::faint, small_size + 2, .5, false}, "no samples");
}

void Drawing::draw_marks() {
  for (const PlacedMark& mark : marks_) {
    const bool labelled = mark.row < most_mark_rows;
    const double label_y = top_ - 5 - static_cast<double>(mark.row) * (line_height - 1);
    const double from = labelled && !mark.label.empty() ? label_y - 9 : top_;
    canvas_.line({{mark.x, from}, {mark.x, bottom_}},
                 {Ink::faint, 1, mark.mark->boundary ? Dashes::none : Dashes::dashed});
    if (labelled)
      write(mark.x + (mark.anchor == 0 ? 4 : -4), label_y, {Ink::text, small_size - 1, mark.anchor, false},
            mark.label);
  }
}

void Drawing::draw_limit() {
  if (!frame_.limit_is_visible) return;
  const double y = y_of(static_cast<double>(frame_.chart.limit->count()));
  canvas_.line({{left_, y}, {right_, y}}, {Ink::limit, 1.5, Dashes::dashed});
  write(left_ + 8, y < top_ + 18 ? y + 14 : y - 5, {Ink::limit, small_size, 0, true},
        "limit " + format_bytes(*frame_.chart.limit));
}

void Drawing::draw_curves() {
  for (const FramedLine& line : frame_.lines)
    if (line.color) draw_trend(line);
  for (const FramedLine& line : frame_.lines) draw_curve(line);
}

void Drawing::draw_curve(const FramedLine& line) {
  const double per_column = line.color ? 1 : 2;
  const auto columns = static_cast<std::size_t>((right_ - left_) / per_column);
  const Stroke stroke{color_of(line), line.color ? 1.8 : .8, Dashes::none};
  const auto runs = runs_of(line.extents(frame_.time, columns));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i > 0)
      canvas_.line({place(runs[i - 1].back()), place(runs[i].front())}, {stroke.ink, 1, Dashes::dotted});
    if (runs[i].size() > 1) {
      canvas_.line(place(runs[i]), stroke);
      continue;
    }
    const DrawnPoint at = place(runs[i].front());  // a line needs two points
    canvas_.area({{at.x - 3, at.y}, {at.x, at.y - 3}, {at.x + 3, at.y}, {at.x, at.y + 3}}, stroke.ink, 1);
  }
}

void Drawing::draw_trend(const FramedLine& line) {
  const auto trend = line.trend();
  if (!trend) return;
  const auto& [low, high] = std::pair(frame_.amount.low, frame_.amount.high);
  for (const double end : {trend->begin, trend->end}) {
    const auto fan =
        clip({trend->through, trend->at(end, trend->rate.low), trend->at(end, trend->rate.high)}, low, high);
    if (fan.size() > 2) canvas_.area(place(fan), color_of(line), .18);
  }
  const auto straight =
      clip({trend->at(trend->begin, trend->rate.per_hour), trend->at(trend->end, trend->rate.per_hour)}, low,
           high);
  if (straight.size() > 1) canvas_.line(place({straight[0], straight[1]}), {Ink::text, 1.2, Dashes::dashed});
}

}  // namespace

void draw_chart(const Chart& chart, Canvas& canvas, const DrawingOptions& options) {
  Drawing(chart, canvas, options).run();
}

}  // namespace procmem::detail
