#include "html_text.hpp"

#include <algorithm>
#include <cstddef>

#include "units.hpp"

namespace cli {
namespace {

std::string_view entity(char c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string markup(std::string_view text) {
  std::string html;
  for (const char c : text) {
    const std::string_view escaped = entity(c);
    if (escaped.empty())
      html += c;
    else
      html += escaped;
  }
  return html;
}

std::string element(std::string_view tag, std::string_view html, std::string_view attributes) {
  std::string text = "<";
  text.append(tag).append(attributes).append(">").append(html).append("</").append(tag).append(">");
  return text;
}

/// What is put in is not looked through again.
std::string fill(std::string_view form, const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string html;
  for (;;) {
    const std::size_t begin = form.find("{{");
    html += form.substr(0, begin);
    if (begin == std::string_view::npos) return html;
    const std::size_t end = form.find("}}", begin);
    const std::string_view name = form.substr(begin + 2, end - begin - 2);
    const auto value =
        std::find_if(values.begin(), values.end(), [name](const auto& one) { return one.first == name; });
    html += value->second;
    form.remove_prefix(end + 2);
  }
}

std::string svg_image(std::string_view svg, std::string_view alternative) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view reserved = "\"#%<>&'\n";  // in a data URL or in a quoted attribute
  std::string url = "data:image/svg+xml,";
  for (const char c : svg) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && reserved.find(c) == std::string_view::npos) {
      url += c;
    } else {
      url += '%';
      url += digits[byte >> 4U];
      url += digits[byte & 0xFU];
    }
  }
  return "<img src=\"" + url + "\" alt=\"" + markup(alternative) + "\">";
}

std::string section(std::string_view title, std::string_view html) {
  std::string label = " aria-label=\"";
  label.append(title).append("\"");
  return element("section", element("h2", title).append("\n").append(html), label);
}

std::string table_markup(std::string_view kind, std::string_view title,
                         const std::vector<std::string_view>& columns, std::string_view rows) {
  std::string heads;
  for (const std::string_view column : columns) {
    const bool number = column.front() == '#';
    heads += element("th", column.substr(number ? 1 : 0),
                     number ? R"( scope="col" class="number")" : R"( scope="col")");
  }
  std::string box = R"( class="wide" tabindex="0" role="region" aria-label=")";
  box.append(title).append("\"");
  std::string attributes = " class=\"";
  attributes.append(kind).append("\"");
  const std::string head = element("thead", element("tr", heads));
  return element("div", element("table", head + element("tbody", rows), attributes), box);
}

std::string number_cell(std::string_view text) {
  return element("td", markup(text), R"( class="number")");
}

std::string time_text(std::chrono::system_clock::time_point time) {
  std::string text = format_time(time);
  text[text.find('T')] = ' ';
  return text.erase(text.find('.'), 4).insert(text.size() - 6, " ");
}

std::string fact(std::string_view term, std::string_view html) {
  return element("dt", term) + element("dd", html) + '\n';
}

}  // namespace cli
