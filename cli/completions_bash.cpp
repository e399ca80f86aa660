#include <procmem/fields.hpp>
#include <procmem/version.hpp>

#include "outline.hpp"

namespace cli {
namespace {

// Names of processes come from strangers, so they are never expanded: no compgen -W, no eval.
constexpr const char* engine = R"bash(
__procmem_cli_add() { # a word: offered if it begins with what was typed, quoted as that is
  local word
  case $value in
    \'*) [[ $1 == *\'* ]] || word=$1 ;;
    \"*) [[ $1 == *[\\\"\$\`\!]* ]] || word=$1 ;;
    *) printf -v word %q "$1" ;;
  esac
  [[ -n $word && $word == "${value#[\"\']}"* ]] || return
  word=$before$word
  COMPREPLY+=("${word#"$uncut"}")
}

__procmem_cli_pids() {
  local directory
  for directory in /proc/[0-9]*; do __procmem_cli_add "${directory#/proc/}"; done
}

__procmem_cli_processes() {
  local file name
  for file in /proc/[0-9]*/comm; do
    name=
    { IFS= read -r -d '' name < "$file"; } 2> /dev/null
    name=${name%$'\n'}
    [[ -z $name || $name == *[[:cntrl:]]* ]] || __procmem_cli_add "$name"
  done
}

__procmem_cli_fields() { # those before the last comma are there already
  local field last=${value##*,}
  [[ $1 == list && $value != *,* ]] && __procmem_cli_add all
  [[ $1 == list ]] && before+=${value%"$last"}
  for field in "${__procmem_cli_field_names[@]}"; do
    [[ $1 == list && ,$value == *",$field,"* ]] && continue
    [[ ${field,,} == "${last,,}"* ]] && field=$before$field && COMPREPLY+=("${field#"$uncut"}")
  done
  [[ $1 == list ]] && compopt -o nospace 2> /dev/null
}

__procmem_cli_place() { # what may be typed there: words, and kinds behind @
  local kind
  for kind in $1; do
    case $kind in
      @pid) [[ $1 == *@file* && $value != [0-9]* ]] || __procmem_cli_pids ;;
      @process) __procmem_cli_processes ;;
      @file) compopt -o default 2> /dev/null ;; # readline's own, if nothing else fits
      @field) __procmem_cli_fields one ;;
      @list) __procmem_cli_fields list ;;
      @none) ;;
      *) __procmem_cli_add "$kind" ;;
    esac
  done
}

__procmem_cli_command() { # the number of its first word: completed as that command's own
  if declare -F _comp_command_offset > /dev/null; then
    _comp_command_offset "$1"
  elif declare -F _command_offset > /dev/null; then
    _command_offset "$1"
  elif ((COMP_CWORD == $1)); then
    mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
  else
    compopt -o default 2> /dev/null
  fi
}

_procmem_cli() {
  local words=() rest=${COMP_LINE:0:COMP_POINT} word i
  local command='' option='' takes='' value before='' uncut=''
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == -- ]] && { __procmem_cli_command $((i + 1)); return; }
  done
  # bash cuts words at = and :, too; what stands together is put together again.
  for ((i = 0; i <= COMP_CWORD; ++i)); do
    word=${rest#"${rest%%[![:blank:]]*}"}
    if ((i > 0)) && [[ $word == "$rest" ]]; then
      words[-1]+=${COMP_WORDS[i]}
    else
      words+=("${COMP_WORDS[i]}")
    fi
    rest=${word#"${COMP_WORDS[i]}"}
  done
  value=${words[-1]}
  unset 'words[-1]'
  [[ $value == [\"\']* ]] || [[ $COMP_WORDBREAKS != *[=:]* ]] || uncut=${value%"${value##*[=:]}"}
  command=${words[1]-}
  for word in "${words[@]:2}"; do
    [[ -n $option ]] && { option=''; continue; }
    takes=
    __procmem_cli_value_of "$command" "$word"
    [[ -n $takes ]] && option=$word
  done
  if [[ -n $option ]]; then
    __procmem_cli_value_of "$command" "$option"
  elif [[ $value == --*=* ]]; then
    before=${value%%=*}=
    __procmem_cli_value_of "$command" "${before%=}"
    value=${value#*=}
  elif [[ $value == -* ]]; then
    takes=
    __procmem_cli_options_of "$command"
  else
    takes=
    __procmem_cli_operands_of "$command"
  fi
  __procmem_cli_place "$takes"
}

complete -F _procmem_cli procmem-cli
)bash";

const char* kind_name(Place::Kind kind) {
  switch (kind) {
    case Place::Kind::pid:
      return "@pid";
    case Place::Kind::process:
      return "@process";
    case Place::Kind::file:
      return "@file";
    case Place::Kind::field:
      return "@field";
    case Place::Kind::field_list:
      return "@list";
  }
  return "";
}

/// As __procmem_cli_place takes it.
std::string takes(const Place& place) {
  std::string text;
  for (const Place::Kind kind : place.kinds) text += std::string(" ") + kind_name(kind);
  for (const std::string& word : place.words) text += ' ' + word;
  return "takes='" + (text.empty() ? "@none" : text.substr(1)) + "'";
}

std::string one_case(const std::string& pattern, const std::string& assignment) {
  return "    " + pattern + ") " + assignment + " ;;\n";
}

std::string function(const char* name, const std::string& subject, const std::string& cases) {
  return std::string("\n") + name + "() {\n  case " + subject + " in\n" + cases + "  esac\n}\n";
}

std::string options_case(const std::string& pattern, const CommandOutline& command) {
  std::string names;
  for (const OptionOutline& option : command.options)
    for (const std::string& name : option.names) names += (names.empty() ? "" : " ") + name;
  return one_case(pattern, "takes='" + names + "'");
}

std::string values_cases(const CommandOutline& command) {
  std::string cases;
  for (const OptionOutline& option : command.options) {
    if (option.value.text.empty()) continue;
    std::string pattern;
    for (const std::string& name : option.names)
      pattern += (pattern.empty() ? "'" : " | '") + command.name + ' ' + name + '\'';
    cases += one_case(pattern, takes(option.value));
  }
  return cases;
}

}  // namespace

std::string bash_completions(const Outline& outline) {
  std::string options, operands, values;
  Place names;
  for (const CommandOutline& command : outline.commands) {
    names.words.push_back(command.name);
    options += options_case(command.name, command);
    operands += one_case(command.name, takes(command.operands));
    values += values_cases(command);
  }
  std::string fields;
  for (const procmem::Field& field : procmem::sample_fields())
    fields += (fields.empty() ? "" : " ") + std::string(field.key);
  return std::string("# Completes procmem-cli ") + procmem::version() + " in bash, from 4.3 on.\n\n" +
         "__procmem_cli_field_names=(" + fields + ")\n" +
         function("__procmem_cli_options_of", "$1", options + options_case("*", outline.program)) +
         function("__procmem_cli_operands_of", "$1", operands + one_case("''", takes(names))) +
         function("__procmem_cli_value_of", "\"$1 $2\"", values) + engine;
}

}  // namespace cli
