#ifndef PROCMEM_CLI_HTML_TEXT_HPP
#define PROCMEM_CLI_HTML_TEXT_HPP

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cli {

/// A text as HTML, in an element or in a quoted attribute. \param text safe to print (procmem::printable).
std::string markup(std::string_view text);

/// An element around what is HTML already. \param attributes as ` class="number"`.
std::string element(std::string_view tag, std::string_view html, std::string_view attributes = "");

/// A form with each {{name}} replaced by its value, which is HTML.
std::string fill(std::string_view form, const std::vector<std::pair<std::string_view, std::string>>& values);

/// An SVG file as an element that shows it, out of reach of the page's own styles and policy.
/// \param alternative what it shows, in words; safe to print.
std::string svg_image(std::string_view svg, std::string_view alternative);

/// A term and what is said of it, for a list of such pairs.
std::string fact(std::string_view term, std::string_view html);

}  // namespace cli

#endif
