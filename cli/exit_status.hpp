#ifndef PROCMEM_CLI_EXIT_STATUS_HPP
#define PROCMEM_CLI_EXIT_STATUS_HPP

#include <array>
#include <initializer_list>
#include <stdexcept>
#include <string>

namespace cli {

/// What the program's exit status says. Scripts depend on these numbers.
enum class ExitStatus {
  success = 0,
  gate_fails = 1,
  usage = 2,
  target = 3,
  output = 4,
  cannot_tell = 5,
  recording = 6,
  command_failed = 7,
  recorder_failed = 125,
  cannot_execute = 126,
  not_found = 127
};

struct ExitStatusMeaning {
  ExitStatus status;
  const char* meaning;
};

constexpr std::array<ExitStatusMeaning, 11> exit_statuses = {{
    {ExitStatus::success, "success"},
    {ExitStatus::gate_fails, "the gate does not hold: a leak, or more than a limit"},
    {ExitStatus::usage, "the command line is wrong"},
    {ExitStatus::target, "no such process, not permitted, or ended before the first sample"},
    {ExitStatus::output, "cannot write, or samples were lost"},
    {ExitStatus::cannot_tell, "cannot tell: too little data, or such a leak would not have shown"},
    {ExitStatus::recording, "a recording cannot be read, or is none"},
    {ExitStatus::command_failed, "CMD failed"},
    {ExitStatus::recorder_failed, "the recorder failed, not CMD"},
    {ExitStatus::cannot_execute, "CMD cannot be executed"},
    {ExitStatus::not_found, "CMD is not found"},
}};

/// The end of a command's --help: "Exit status:", and a line for each of these.
std::string exit_status_lines(std::initializer_list<ExitStatus> possible);

/// Ends the program: one line on standard error, and a status.
class Failure : public std::runtime_error {
 public:
  Failure(ExitStatus status, const std::string& what) : std::runtime_error(what), status_(status) {}
  ExitStatus status() const noexcept { return status_; }

 private:
  ExitStatus status_;
};

}  // namespace cli

#endif
