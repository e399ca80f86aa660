#include <algorithm>

#include <procmem/fields.hpp>
#include <procmem/version.hpp>

#include "outline.hpp"

namespace cli {
namespace {

constexpr const char* functions = R"fish(
function __procmem_cli_at # COMMAND, or nothing: the words before the cursor are its own, not those behind --
    set -l words (commandline -opc)
    not contains -- -- $words; and test "$words[2]" = "$argv[1]"
end

function __procmem_cli_command # what follows -- is a command line of its own
    set -l words (commandline -opc)
    set -l at (contains -i -- -- $words); or return
    complete -C (string join ' ' -- (string escape -- $words[(math $at + 1)..]) (commandline -ct))
end

function __procmem_cli_processes
    cat /proc/*/comm 2>/dev/null | string match -rv '[[:cntrl:]]' | sort -u
end
)fish";

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') result += '\\';
    result += c;
  }
  return result + '\'';
}

const char* source(Place::Kind kind) {
  switch (kind) {
    case Place::Kind::pid:
      return "(__fish_complete_pids)";
    case Place::Kind::process:
      return "(__procmem_cli_processes)";
    case Place::Kind::field:
      return "(__procmem_cli_fields)";
    case Place::Kind::field_list:
      return "(begin; echo all; __fish_complete_list , __procmem_cli_fields; end)";
    case Place::Kind::file:
      break;
  }
  return "";
}

bool has_files(const Place& place) {
  return std::count(place.kinds.begin(), place.kinds.end(), Place::Kind::file) > 0;
}

/// The options of `complete` that offer what may be typed there.
std::string offers(const Place& place) {
  std::string sources;
  for (const Place::Kind kind : place.kinds)
    if (kind != Place::Kind::file) sources += std::string(" ") + source(kind);
  for (const std::string& word : place.words) sources += ' ' + word;
  return (has_files(place) ? " -F" : "") + (sources.empty() ? "" : " -a " + quoted(sources.substr(1)));
}

std::string complete_at(const std::string& command) {
  return "complete -c procmem-cli -n '__procmem_cli_at" + (command.empty() ? "" : ' ' + command) + '\'';
}

std::string option_lines(const std::string& command, const CommandOutline& outline) {
  std::string lines;
  for (const OptionOutline& option : outline.options) {
    lines += complete_at(command);
    for (const std::string& name : option.names)
      lines += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.value.text.empty()) lines += (has_files(option.value) ? " -r" : " -x") + offers(option.value);
    lines += " -d " + quoted(option.meaning) + '\n';
  }
  return lines;
}

std::string fields() {
  std::string lines = "\nfunction __procmem_cli_fields\n    printf '%s\\t%s\\n'";
  for (const procmem::Field& field : procmem::sample_fields())
    lines += " \\\n        " + std::string(field.key) + ' ' + quoted(field.meaning);
  return lines + "\nend\n";
}

}  // namespace

std::string fish_completions(const Outline& outline) {
  std::string text = std::string("# Completes procmem-cli ") + procmem::version() + " in fish.\n" +
                     functions + fields() +
                     "\ncomplete -c procmem-cli -f\ncomplete -c procmem-cli -a '(__procmem_cli_command)'\n" +
                     option_lines("", outline.program);
  for (const CommandOutline& command : outline.commands) {
    text += complete_at("") + " -a " + command.name + " -d " + quoted(command.meaning) + '\n';
    text += option_lines(command.name, command);
    const std::string operands = offers(command.operands);
    if (!operands.empty()) text += complete_at(command.name) + operands + '\n';
  }
  return text;
}

}  // namespace cli
