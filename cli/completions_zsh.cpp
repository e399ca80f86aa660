#include <procmem/fields.hpp>
#include <procmem/version.hpp>

#include "outline.hpp"

namespace cli {
namespace {

constexpr const char* processes = R"zsh(
_procmem_cli_processes() {
  local file name expl
  local -aU names
  for file in /proc/<->/comm(N); do
    { name="$(<$file)"; } 2> /dev/null
    [[ -z $name || $name == *[[:cntrl:]]* ]] || names+=("$name")
  done
  _wanted processes expl 'process name' compadd -a - names
}

_procmem_cli_pids() { # _pids has those of this terminal only
  local directory name expl
  local -a pids lines
  for directory in /proc/<->(N); do
    { name="$(<$directory/comm)"; } 2> /dev/null
    [[ $name != *[[:cntrl:]]* ]] || name=
    pids+=(${directory:t}) lines+=("${directory:t}  $name")
  done
  _wanted pids expl 'process id' compadd -l -d lines -a - pids
}
)zsh";

constexpr const char* beginning = R"zsh(
_procmem-cli() {
  local curcontext=$curcontext state line expl
  local -i at=${words[(i)--]}
  local -A opt_args
  if ((at < CURRENT)); then # what follows -- is a command line of its own
    shift $at words
    ((CURRENT -= at))
    _normal
    return
  fi
)zsh";

constexpr const char* ending = R"zsh(}

if [[ $funcstack[1] == _procmem-cli ]]; then
  _procmem-cli "$@"
else
  compdef _procmem-cli procmem-cli
fi
)zsh";

/// `special` and the backslash behind a backslash, and fit to stand between single quotes.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || special.find(c) != std::string_view::npos) result += '\\';
    result += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return result;
}

std::string meaning(std::string_view text) {
  return '[' + escaped(text, "[]:") + ']';
}

const char* action(Place::Kind kind) {
  switch (kind) {
    case Place::Kind::pid:
      return "_procmem_cli_pids";
    case Place::Kind::process:
      return "_procmem_cli_processes";
    case Place::Kind::file:
      return "_files";
    case Place::Kind::field:
      return "_procmem_cli_field";
    case Place::Kind::field_list:
      return "_procmem_cli_fields";
  }
  return "";
}

/// ":message:action", as _arguments takes it; several actions are tried together.
std::string place(const Place& place) {
  std::string words, actions;
  for (const std::string& word : place.words) words += (words.empty() ? "" : " ") + word;
  std::string message = ':' + escaped(place.text, ":[]") + ':';
  if (place.kinds.empty()) return message + (words.empty() ? " " : '(' + words + ')');
  if (place.kinds.size() == 1 && words.empty()) return message + action(place.kinds[0]);
  int number = 0;
  if (!words.empty()) actions = " \"words:word:(" + words + ")\"";
  for (const Place::Kind kind : place.kinds)
    actions += " \"kind" + std::to_string(number++) + ":argument:" + action(kind) + '"';
  return message + " _alternative" + actions;  // the blank keeps it from being given options for compadd
}

std::string option(const OptionOutline& option) {
  const bool flag = option.value.text.empty();
  std::string all, specs;
  for (const std::string& name : option.names) {
    all += (all.empty() ? "" : " ") + name;
    specs += (specs.empty() ? "" : ",") + name + (flag ? "" : name[1] == '-' ? "=" : "+");
  }
  const bool several = option.names.size() > 1;
  return (several ? '\'' + ('(' + all + ")'{") + specs + "}'" : '\'' + specs) + meaning(option.meaning) +
         (flag ? "" : place(option.value)) + '\'';
}

std::string arguments(const CommandOutline& command, const std::string& indent) {
  std::string text = indent + "_arguments -s -S";
  for (const OptionOutline& one : command.options) text += " \\\n" + indent + "  " + option(one);
  if (!command.operands.text.empty()) text += " \\\n" + indent + "  '*" + place(command.operands) + '\'';
  return text + '\n';
}

std::string commands(const Outline& outline) {
  std::string text = "  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n    local -a commands=(\n";
  for (const CommandOutline& command : outline.commands)
    text += "      '" + command.name + ':' + escaped(command.meaning, "") + "'\n";
  text += "    )\n    _describe -t commands command commands\n    return\n  fi\n";
  text +=
      "  local command=$words[2]\n  if ((CURRENT > 2)); then\n    shift words\n    ((CURRENT -= 1))\n  else "
      "command=\n  fi\n  case $command in\n";
  for (const CommandOutline& command : outline.commands)
    text += "    " + command.name + ")\n" + arguments(command, "      ") + "      ;;\n";
  return text + "    *)\n" + arguments(outline.program, "      ") + "      ;;\n  esac\n";
}

std::string fields() {
  std::string described;
  for (const procmem::Field& field : procmem::sample_fields())
    described +=
        " \\\n    '" + std::string(field.key) + (field.meaning.empty() ? "" : meaning(field.meaning)) + '\'';
  return "\n_procmem_cli_field() {\n  _values field" + described + "\n}\n" +
         "\n_procmem_cli_fields() {\n  _values -s , field '(*)all[every field of status]'" + described +
         "\n}\n";
}

}  // namespace

std::string zsh_completions(const Outline& outline) {
  return std::string("#compdef procmem-cli\n\n# Completes procmem-cli ") + procmem::version() + " in zsh.\n" +
         processes + fields() + beginning + commands(outline) + ending;
}

}  // namespace cli
