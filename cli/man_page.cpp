#include <sstream>

#include <procmem/version.hpp>

#include "exit_status.hpp"
#include "outline.hpp"

namespace cli {
namespace {

/// A text as roff prints it: a hyphen is a minus sign to be copied, and no line begins with a control
/// character.
std::string roff(const std::string& text) {
  std::string result = text.find_first_of(".'") == 0 ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
  }
  return result;
}

std::string sentence(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return roff(text) + ".\n";
}

bool indented(const std::string& line) {
  return line[0] == ' ';
}

/// A footer: sentences are filled, indented lines stay as they are, and what introduces them is set apart.
std::string prose(const std::string& text) {
  std::istringstream stream(text);
  std::string result = ".PP\n";
  bool table = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.empty()) continue;
    if (indented(line) != table) result += table ? ".fi\n" : ".nf\n";
    table = indented(line);
    if (line.back() == ':' && result != ".PP\n") result += ".PP\n";
    result += roff(line) + '\n';
  }
  return result + (table ? ".fi\n" : "");
}

std::string option_entry(const OptionOutline& option) {
  std::string names;
  for (const std::string& name : option.names)
    names += (names.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  if (!option.value.text.empty()) names += " \\fI" + roff(option.value.text) + "\\fR";
  return ".TP\n" + names + '\n' + roff(option.meaning) + '\n';
}

std::string options_of(const CommandOutline& command) {
  std::string text, group;
  for (const OptionOutline& option : command.options) {
    if (option.names.front() == "-h") continue;
    if (option.group != group) text += ".PP\n.I " + roff(option.group) + '\n';
    group = option.group;
    text += option_entry(option);
  }
  return text;
}

std::string call_of(const CommandOutline& command) {
  return ".B procmem\\-cli " + command.name + '\n' + (command.options.size() > 1 ? "[OPTIONS] " : "") +
         roff(command.usage) + '\n';
}

std::string synopsis(const Outline& outline) {
  std::string text;
  for (const CommandOutline& command : outline.commands)
    text += (text.empty() ? "" : ".br\n") + call_of(command);
  return text + ".br\n.B procmem\\-cli\n[COMMAND] \\-\\-help | \\-\\-version\n";
}

std::string commands(const Outline& outline) {
  std::string text;
  for (const CommandOutline& command : outline.commands)
    text += ".SS " + command.name + '\n' + call_of(command) + ".PP\n" + sentence(command.meaning) +
            options_of(command) + prose(command.footer);
  return text;
}

std::string statuses() {
  std::string text;
  for (const ExitStatusMeaning& entry : exit_statuses)
    text += ".TP\n.B " + std::to_string(static_cast<int>(entry.status)) + '\n' + roff(entry.meaning) + '\n';
  return text;
}

}  // namespace

std::string man_page(const Outline& outline, const std::string& page) {
  std::istringstream stream(page);
  std::string text;
  for (std::string line; std::getline(stream, line);) {
    if (const std::size_t at = line.find("@VERSION@"); at != std::string::npos)
      line.replace(at, 9, procmem::version());
    if (line == "@SYNOPSIS@")
      text += synopsis(outline);
    else if (line == "@COMMANDS@")
      text += commands(outline);
    else if (line == "@STATUSES@")
      text += statuses();
    else
      text += line + '\n';
  }
  return text;
}

}  // namespace cli
