#include "detail/svg.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>

#include <procmem/text.hpp>

#include "detail/plot_axis.hpp"
#include "detail/utf8.hpp"

namespace procmem::detail {
namespace {

struct Colors {
  std::string_view name, light, dark;
};

// In Ink's order. The six are Okabe and Ito's, which the colour-blind can tell apart, without their yellow
// and black; on dark ground those that would be too dark are lighter.
constexpr std::array<Colors, 11> inks = {{{"t", "#1b1f24", "#e6e9ed"},
                                          {"f", "#5b6570", "#9aa4af"},
                                          {"g", "#e3e7eb", "#2c333b"},
                                          {"o", "#b4bbc3", "#59626c"},
                                          {"l", "#b3261e", "#ff8a80"},
                                          {"a", "#0072b2", "#5cb8ee"},
                                          {"b", "#d55e00", "#ff8a3d"},
                                          {"c", "#009e73", "#2fc796"},
                                          {"d", "#b8528d", "#e29ac4"},
                                          {"e", "#e69f00", "#f2b632"},
                                          {"i", "#56b4e9", "#a9d8f5"}}};
constexpr Colors ground = {"", "#ffffff", "#14181d"};

std::string_view name_of(Ink ink) noexcept {
  return inks[static_cast<std::size_t>(ink)].name;
}

/// A tenth of a unit is finer than a screen.
std::string number(double value) {
  std::string text = fixed(value, 1);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

void append_tenths(std::string& out, long tenths) {
  if (tenths < 0) out += '-';
  const long size = std::labs(tenths);
  if (size >= 10 || size == 0) out += std::to_string(size / 10);
  if (size % 10 != 0) out += '.' + std::to_string(size % 10);
}

void append_rules(std::string& out, std::string_view Colors::*shade) {
  out += ".procmem .ground{fill:";
  out += ground.*shade;
  out += '}';
  for (const Colors& ink : inks) {
    out += ".procmem .";
    out += ink.name;
    out += "{stroke:";
    out += ink.*shade;
    out += "}.procmem .";
    out += ink.name;
    out += "f{fill:";
    out += ink.*shade;
    out += '}';
  }
}

bool is_xml(const CodePoint& point) noexcept {
  const bool control = point.value < 0x20 && point.value != '\n' && point.value != '\t';
  return point.length != 0 && !control && point.value != 0xFFFE && point.value != 0xFFFF;
}

}  // namespace

void append_xml(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const std::string_view bytes = text.substr(0, point.length);
    text.remove_prefix(point.length == 0 ? 1 : point.length);
    switch (point.value) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += is_xml(point) ? bytes : "\xEF\xBF\xBD";
    }
  }
}

SvgCanvas::SvgCanvas(double width, double height, std::string_view title, std::string_view description) {
  const std::string size = number(width) + ' ' + number(height);
  out_ = R"(<svg xmlns="http://www.w3.org/2000/svg" class="procmem" role="img" width=")" + number(width) +
         "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + size +
         R"(" font-family="system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif" font-size="12">)" +
         '\n';
  append_element("title", title);
  append_element("desc", description);
  out_ += "<style>.procmem path{fill:none;stroke-linejoin:round}";
  append_rules(out_, &Colors::light);
  out_ += "@media screen and (prefers-color-scheme:dark){";
  append_rules(out_, &Colors::dark);
  out_ += "}</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n";
}

void SvgCanvas::append_element(std::string_view name, std::string_view text) {
  if (text.empty()) return;
  out_ += '<' + std::string(name) + '>';
  append_xml(out_, printable(text));
  out_ += "</" + std::string(name) + ">\n";
}

/// Steps between points, in tenths, so that rounding does not add up.
void SvgCanvas::append_path(const std::vector<DrawnPoint>& points, bool closed) {
  long x = 0;
  long y = 0;
  out_ += " d=\"";
  for (std::size_t i = 0; i < points.size(); ++i) {
    const long next_x = std::lround(points[i].x * 10);
    const long next_y = std::lround(points[i].y * 10);
    if (i == 0) out_ += 'M';
    if (i == 1) out_ += 'l';
    if (i > 1 && next_x >= x) out_ += ' ';
    append_tenths(out_, next_x - x);
    if (next_y >= y) out_ += ' ';
    append_tenths(out_, next_y - y);
    x = next_x;
    y = next_y;
  }
  out_ += closed ? "z\"" : "\"";
}

void SvgCanvas::line(const std::vector<DrawnPoint>& points, const Stroke& stroke) {
  out_ += "<path class=\"" + std::string(name_of(stroke.ink)) + '"';
  if (stroke.width != 1) out_ += " stroke-width=\"" + number(stroke.width) + '"';
  if (stroke.dashes == Dashes::dashed) out_ += " stroke-dasharray=\"6 4\"";
  if (stroke.dashes == Dashes::dotted) out_ += " stroke-dasharray=\"1.5 4\"";
  append_path(points, false);
  out_ += "/>\n";
}

void SvgCanvas::area(const std::vector<DrawnPoint>& outline, Ink ink, double opacity) {
  // A rule for all paths has no fill: this one's class is more specific, as it names two.
  out_ += "<path class=\"" + std::string(name_of(ink)) + "f\"";
  if (opacity < 1) out_ += " fill-opacity=\"" + fixed(opacity, 2) + '"';
  append_path(outline, true);
  out_ += "/>\n";
}

void SvgCanvas::text(DrawnPoint at, const Lettering& lettering, std::string_view text) {
  out_ += "<text class=\"" + std::string(name_of(lettering.ink)) + "f\" x=\"" + number(at.x) + "\" y=\"" +
          number(at.y) + '"';
  if (lettering.size != 12) out_ += " font-size=\"" + number(lettering.size) + '"';
  if (lettering.anchor > 0)
    out_ += std::string(" text-anchor=\"") + (lettering.anchor < 1 ? "middle" : "end") + '"';
  if (lettering.bold) out_ += " font-weight=\"600\"";
  out_ += '>';
  append_xml(out_, text);
  out_ += "</text>\n";
}

std::string SvgCanvas::finish() && {
  return std::move(out_) + "</svg>\n";
}

}  // namespace procmem::detail
