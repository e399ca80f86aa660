#include "detail/svg.hpp"

#include <doctest/doctest.h>

#include <string>

using procmem::Dashes;
using procmem::Ink;
using procmem::detail::append_xml;
using procmem::detail::SvgCanvas;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("whatever a text holds, it is text in XML") {
  std::string out;
  append_xml(out, "<a b=\"c\" d='e'>&\x01\xFF\xEF\xBF\xBF漢");
  CHECK(out == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD漢");
}

TEST_CASE("a path is steps of tenths that add up to where it goes") {
  SvgCanvas canvas(320, 200, "", "");
  canvas.line({{1.04, 2}, {2.08, 1}, {3.12, 1.5}, {3.12, 1.5}}, {Ink::first, 1, Dashes::none});
  CHECK(has(std::move(canvas).finish(), "<path class=\"a\" d=\"M1 2l1.1-1 1 .5 0 0\"/>"));
}

TEST_CASE("what is not usual of a line or a text is said, and nothing else") {
  SvgCanvas canvas(320, 200, "", "");
  canvas.line({{0, 0}, {1, 1}}, {Ink::limit, 1.5, Dashes::dashed});
  canvas.area({{0, 0}, {1, 1}, {0, 1}}, Ink::second, .2);
  canvas.text({5, 6}, {Ink::text, 15, .5, true}, "a & b");
  canvas.text({5, 6}, {Ink::faint, 12, 0, false}, "c");
  const std::string svg = std::move(canvas).finish();
  CHECK(has(svg, "<path class=\"l\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\" d=\"M0 0l1 1\"/>"));
  CHECK(has(svg, "<path class=\"bf\" fill-opacity=\"0.20\" d=\"M0 0l1 1-1 0z\"/>"));
  CHECK(has(svg,
            "<text class=\"tf\" x=\"5\" y=\"6\" font-size=\"15\" text-anchor=\"middle\" "
            "font-weight=\"600\">a &amp; b</text>"));
  CHECK(has(svg, "<text class=\"ff\" x=\"5\" y=\"6\">c</text>"));
}

TEST_CASE("a picture is told to those who cannot see it") {
  const std::string svg = SvgCanvas(320, 200, "a <title>", "and more").finish();
  CHECK(has(svg, "<title>a &lt;title&gt;</title>\n<desc>and more</desc>"));
  CHECK(has(svg, "role=\"img\""));
  CHECK(has(svg, "prefers-color-scheme:dark"));
}
