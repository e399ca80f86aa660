#ifndef PROCMEM_CLI_HTML_TEXT_HPP
#define PROCMEM_CLI_HTML_TEXT_HPP

#include <chrono>
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

/// A part of the page under a heading.
std::string section(std::string_view title, std::string_view html);

/// A table that scrolls in itself where it is large. \param kind its class. \param title what it is about.
/// \param columns the texts above them; a figure's begins with '#'. \param rows tr elements.
std::string table_markup(std::string_view kind, std::string_view title,
                         const std::vector<std::string_view>& columns, std::string_view rows);

/// A cell of it that holds a figure; safe to print.
std::string number_cell(std::string_view text);

/// Local time to the second: "2026-11-23 13:29:58 +01:00".
std::string time_text(std::chrono::system_clock::time_point time);

/// A term and what is said of it, for a list of such pairs.
std::string fact(std::string_view term, std::string_view html);

}  // namespace cli

#endif
