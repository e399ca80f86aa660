#ifndef PROCMEM_CLI_COMMANDS_HPP
#define PROCMEM_CLI_COMMANDS_HPP

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace cli {

/// Does the command and returns the program's exit status. Errors: Failure; std::exception for what nobody
/// foresaw.
using Command = std::function<int()>;

/// Each adds one subcommand and returns what it does once the command line has been parsed.
/// \param after_dashes the words after --; those who take a command use them.
Command add_record(CLI::App& app, const std::vector<std::string>& after_dashes);
Command add_show(CLI::App& app);

}  // namespace cli

#endif
