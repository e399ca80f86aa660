#include "outline.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include <CLI/CLI.hpp>

namespace cli {
namespace {

struct KindOfName {
  std::string_view name;  ///< in --help
  Place::Kind kind;
};

constexpr std::array<KindOfName, 8> kinds = {{
    {"PID", Place::Kind::pid},
    {"NAME", Place::Kind::process},
    {"FILE", Place::Kind::file},
    {"PATH", Place::Kind::file},
    {"OLD", Place::Kind::file},
    {"NEW", Place::Kind::file},
    {"FIELD", Place::Kind::field},
    {"LIST", Place::Kind::field_list},
}};

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// "FILE..." is a file, "always" a word.
void read_alternative(Place& place, const std::string& text) {
  if (!text.empty() && is_lower(text[0])) return place.words.push_back(text);
  const std::string name(text.begin(), std::find_if_not(text.begin(), text.end(), is_upper));
  for (const KindOfName& known : kinds) {
    const bool listed = std::count(place.kinds.begin(), place.kinds.end(), known.kind) > 0;
    if (known.name == name && !listed) place.kinds.push_back(known.kind);
  }
}

void read_place(Place& place, const std::string& text) {
  place.text += (place.text.empty() ? "" : " ") + text;
  std::istringstream alternatives(text);
  for (std::string one; std::getline(alternatives, one, '|');) read_alternative(place, one);
}

/// "PID | -n NAME | -- CMD [ARGS...]": what is typed without an option, and whether a command is.
void read_usage(CommandOutline& command) {
  std::istringstream words(command.usage);
  for (std::string word; words >> word;) {
    if (word == "--") {
      command.takes_command = true;
      return;
    }
    if (word[0] == '-')
      words >> word;  // an option's value
    else if (word != "|")
      read_place(command.operands, word);
  }
}

std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

OptionOutline outline_of_option(const CLI::Option& option) {
  OptionOutline outline;
  for (const std::string& name : option.get_snames()) outline.names.push_back('-' + name);
  for (const std::string& name : option.get_lnames()) outline.names.push_back("--" + name);
  if (option.get_items_expected_max() > 0) read_place(outline.value, option.get_type_name());
  outline.group = option.get_group();
  outline.meaning = in_one_line(option.get_description());
  return outline;
}

}  // namespace

CommandOutline outline_of(const CLI::App& app, const std::string& usage) {
  CommandOutline command;
  command.name = app.get_name();
  command.meaning = app.get_description();
  command.usage = usage;
  command.footer = app.get_footer();
  const auto shown = [](const CLI::Option* option) {
    return option->nonpositional() && !option->get_group().empty();
  };
  for (const CLI::Option* const option : app.get_options(shown))
    command.options.push_back(outline_of_option(*option));
  read_usage(command);
  return command;
}

}  // namespace cli
