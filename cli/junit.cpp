#include "junit.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <system_error>

#include <unistd.h>

#include <procmem/text.hpp>
#include <procmem/version.hpp>

#include "exit_status.hpp"

namespace cli {
namespace {

using Result = JunitCase::Result;

/// U+FFFE and U+FFFF are UTF-8, but no characters of XML.
bool is_no_character(std::string_view text) {
  return text.substr(0, 3) == "\xEF\xBF\xBE" || text.substr(0, 3) == "\xEF\xBF\xBF";
}

std::string escape_line(std::string_view line) {
  const std::string safe = procmem::printable(line);
  std::string xml;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    switch (safe[i]) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      default:
        if (is_no_character(std::string_view(safe).substr(i))) {
          xml += '?';
          i += 2;
        } else {
          xml += safe[i];
        }
    }
  }
  return xml;
}

/// In one line, whatever the value: a reader would take a line feed in it for a blank.
std::string attribute(const char* name, std::string_view value) {
  return ' ' + std::string(name) + "=\"" + escape_line(value) + '"';
}

std::string count(const std::vector<JunitCase>& cases, Result result) {
  return std::to_string(std::count_if(cases.begin(), cases.end(),
                                      [result](const JunitCase& one) { return one.result == result; }));
}

std::string seconds_text(double seconds) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.3f", std::clamp(seconds, 0.0, 1e15));
  return text.data();
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  return text.data();
}

std::string host_name() {
  std::array<char, 256> name{};
  const bool known = ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0';
  return known ? name.data() : "localhost";
}

std::string outcome(const JunitCase& one) {
  const std::string text = xml_text(one.text);
  switch (one.result) {
    case Result::passed:
      break;
    case Result::skipped:
      return "<skipped>" + text + "</skipped>";
    case Result::failed:
      return "<failure" + attribute("type", "fails") + attribute("message", one.text) + ">" + text +
             "</failure>";
    case Result::error:
      return "<error" + attribute("type", "cannot_tell") + attribute("message", one.text) + ">" + text +
             "</error>";
  }
  return "";
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string xml;
  for (;;) {
    const std::size_t end = text.find('\n');
    xml += escape_line(text.substr(0, end));
    if (end == std::string_view::npos) return xml;
    xml += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string format_junit(const std::vector<JunitCase>& cases, const std::string& suite,
                         const std::string& output) {
  double seconds = 0;
  for (const JunitCase& one : cases) seconds = std::max(seconds, one.seconds);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite";
  xml +=
      attribute("name", suite) + attribute("package", "procmem") + attribute("id", "0") +
      attribute("timestamp", now_text()) + attribute("hostname", host_name()) +
      attribute("tests", std::to_string(cases.size())) + attribute("failures", count(cases, Result::failed)) +
      attribute("errors", count(cases, Result::error)) + attribute("skipped", count(cases, Result::skipped)) +
      attribute("time", seconds_text(seconds)) + ">\n<properties><property" + attribute("name", "procmem") +
      attribute("value", procmem::version()) + "/></properties>\n";
  for (const JunitCase& one : cases)
    xml += "<testcase" + attribute("classname", one.group) + attribute("name", one.name) +
           attribute("time", seconds_text(one.seconds)) + ">" + outcome(one) + "</testcase>\n";
  return xml + "<system-out>" + xml_text(output) + "</system-out>\n<system-err></system-err>\n" +
         "</testsuite>\n</testsuites>\n";
}

}  // namespace cli
