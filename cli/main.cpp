#include <csignal>
#include <exception>
#include <string>
#include <string_view>
#include <variant>

#include <procmem/text.hpp>

#include "commands.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "options.hpp"

namespace cli {
namespace {

struct Run {
  int operator()(const RecordOptions& options) const { return record(options); }
  int operator()(const WatchOptions& options) const { return watch(options); }
  int operator()(const ShowOptions& options) const { return show(options); }
  int operator()(const ReportOptions& options) const { return report(options); }
  int operator()(const CheckOptions& options) const { return check(options); }
  int operator()(const CompareOptions& options) const { return compare(options); }
  int operator()(const MapsOptions& options) const { return maps(options); }
  int operator()(const Information& information) const {
    write_result(information.text);
    return static_cast<int>(ExitStatus::success);
  }
};

/// Whoever records a command reads the command's statuses: a failure of ours needs one of its own.
int status_of(const Failure& failure, bool records_command) {
  const ExitStatus status = failure.status();
  const bool ours = status == ExitStatus::target || status == ExitStatus::output;
  return static_cast<int>(records_command && ours ? ExitStatus::recorder_failed : status);
}

int run(int argc, const char* const* argv) {
  ::signal(SIGPIPE, SIG_IGN);  // a write to a closed pipe fails instead, and the recording ends in order
  ::signal(SIGXFSZ, SIG_IGN);  // so does one beyond RLIMIT_FSIZE, and the recording goes on
  const std::string_view verb = argc > 1 ? argv[1] : "";
  const bool records_command = (verb == "record" || verb == "watch") && command_of(argc, argv).has_value();
  try {
    return std::visit(Run(), parse_command_line(argc, argv));
  } catch (const Failure& failure) {
    Console(false).error(failure.what());
    return status_of(failure, records_command);
  } catch (const std::exception& error) {
    const Failure failure(ExitStatus::target, procmem::printable(error.what()));
    Console(false).error(failure.what());
    return status_of(failure, records_command);
  }
}

}  // namespace
}  // namespace cli

int main(int argc, char** argv) {
  return cli::run(argc, argv);
}
