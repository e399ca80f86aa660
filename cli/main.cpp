// procmem-cli: parses the command line, runs one command, and turns what went wrong into one line and a
// status.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <procmem/text.hpp>
#include <procmem/version.hpp>

#include "commands.hpp"
#include "exit_status.hpp"

namespace {

int complain(const std::string& line, cli::ExitStatus status) {
  std::fprintf(stderr, "procmem-cli: %s\n", line.c_str());
  return static_cast<int>(status);
}

/// What stands before "--" is ours, what stands after it is a command's.
std::vector<std::string> split_off_command(std::vector<std::string>& arguments) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (dashes == arguments.end()) return {};
  std::vector<std::string> command(dashes + 1, arguments.end());
  arguments.erase(dashes, arguments.end());
  if (command.empty()) throw cli::Failure(cli::ExitStatus::usage, "no command after --");
  return command;
}

int run(std::vector<std::string> arguments) {
  const std::vector<std::string> after_dashes = split_off_command(arguments);
  CLI::App app("Records how a process's memory grows, and shows it.", "procmem-cli");
  app.set_version_flag("--version", std::string("procmem-cli ") + procmem::version());
  app.require_subcommand(0, 1);
  std::map<std::string, cli::Command> commands;
  commands["record"] = cli::add_record(app, after_dashes);
  commands["show"] = cli::add_show(app);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes a vector
  try {
    app.parse(arguments);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    throw cli::Failure(cli::ExitStatus::usage, procmem::printable(error.what()));
  }
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  if (chosen.empty()) throw cli::Failure(cli::ExitStatus::usage, "no command; procmem-cli --help lists them");
  if (!after_dashes.empty() && chosen.front()->get_name() != "record")
    throw cli::Failure(cli::ExitStatus::usage, chosen.front()->get_name() + " takes no command after --");
  return commands.at(chosen.front()->get_name())();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away shows as EPIPE
  try {
    return run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const cli::Failure& failure) {
    return complain(failure.what(), failure.status());
  } catch (const std::exception& error) {
    return complain(procmem::printable(error.what()), cli::ExitStatus::recorder_failed);
  }
}
