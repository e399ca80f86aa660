#ifndef PROCMEM_CLI_OUTLINE_HPP
#define PROCMEM_CLI_OUTLINE_HPP

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// What may be typed at one place, as far as its name in --help tells: of "never|always|D" the words "never"
/// and "always", of "FILE..." files.
struct Place {
  enum class Kind { pid, process, file, field, field_list };

  std::string text;  ///< as --help has it; empty: nothing may be typed
  std::vector<Kind> kinds;
  std::vector<std::string> words;  ///< to be typed as they stand
};

struct OptionOutline {
  std::vector<std::string> names;  ///< "-p", "--pid"
  Place value;                     ///< of a flag empty
  std::string group;
  std::string meaning;
};

struct CommandOutline {
  std::string name;
  std::string meaning;
  std::string usage;  ///< what follows the name and the options
  std::string footer;
  std::vector<OptionOutline> options;
  Place operands;
  bool takes_command = false;  ///< -- CMD
};

/// What --help tells, taken from the same definitions, for those that tell it in another way.
struct Outline {
  CommandOutline program;
  std::vector<CommandOutline> commands;
};

/// \param usage what follows the command's name and its options in the usage line
CommandOutline outline_of(const CLI::App& command, const std::string& usage);

/// Of this program's command line.
Outline command_line_outline();

/// Scripts that complete the command line in a shell.
std::string bash_completions(const Outline& outline);
std::string zsh_completions(const Outline& outline);
std::string fish_completions(const Outline& outline);

/// `page` with its lines @SYNOPSIS@, @COMMANDS@ and @STATUSES@ replaced by roff, and @VERSION@ everywhere.
std::string man_page(const Outline& outline, const std::string& page);

}  // namespace cli

#endif
