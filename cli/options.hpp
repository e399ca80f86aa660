#ifndef PROCMEM_CLI_OPTIONS_HPP
#define PROCMEM_CLI_OPTIONS_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <procmem/bytes.hpp>
#include <procmem/fields.hpp>
#include <procmem/growth.hpp>
#include <procmem/record_format.hpp>

#include "plot_file.hpp"

namespace cli {

/// Which process; one of pid, name, pattern, cgroup, all_processes and command is given.
struct TargetOptions {
  std::optional<int> pid;
  std::string name;
  std::string pattern;  ///< a regular expression for names
  std::string cgroup;   ///< its directory, or its path as /proc/PID/cgroup has it
  bool all_processes = false;
  bool all = false;     ///< all processes of this name
  bool newest = false;  ///< the one that was started last
  bool wait = false;
  bool follow = false;
  bool children = false;
  std::vector<std::string> command;

  /// Whether all processes of a kind are meant, newcomers too.
  bool crowd() const noexcept { return all || all_processes || !pattern.empty() || !cgroup.empty(); }
  bool several() const noexcept { return crowd() || follow || children; }
};

struct RecordOptions {
  TargetOptions target;
  std::chrono::nanoseconds interval = std::chrono::seconds(1);
  std::optional<std::chrono::nanoseconds> duration;
  std::optional<std::uint64_t> count;
  std::string output;                           ///< empty: standard output
  std::optional<procmem::RecordFormat> format;  ///< nothing: the table for people
  procmem::FieldList fields;                    ///< empty: those that suit the format
  procmem::Bytes rotate_at;                     ///< 0: never
  unsigned keep = 0;                            ///< 0: all pieces
  std::optional<std::chrono::nanoseconds> sync_every;
  std::optional<std::chrono::nanoseconds> pss_every;
  std::string mark_fifo;  ///< each line that is written to it is a mark; empty: none
  PlotOptions plot;
  std::string html;  ///< empty: no report
  bool command_line = false;
  bool classic = false;
  bool json = false;
  bool quiet = false;
  bool full_screen = false;  ///< the terminal is not for messages, and not for the command
};

struct WatchOptions {
  RecordOptions record;
  std::optional<bool> color;  ///< nothing: where the terminal can, and NO_COLOR is not set
};

struct ShowOptions {
  TargetOptions target;
  bool pss = false;
  bool json = false;
};

struct ReportOptions {
  std::vector<std::string> files;
  procmem::GrowthOptions growth;
  std::optional<std::chrono::system_clock::time_point> from, to;
  PlotOptions plot;
  std::string html;  ///< empty: none
  bool json = false;
  bool quiet = false;
};

/// What must not be exceeded; nothing: any.
struct GateLimits {
  std::optional<double> max_rate;  ///< bytes per hour
  std::optional<procmem::Bytes> max_growth;
  std::optional<procmem::Bytes> max_rss;
};

struct CheckOptions {
  std::string file;      ///< empty: the target of `record`
  RecordOptions record;  ///< of a live target
  procmem::GrowthOptions growth;
  GateLimits limits;
  std::string junit;  ///< empty: none
  bool json = false;
};

struct CompareOptions {
  std::string before, after;
  procmem::GrowthOptions growth;
  std::optional<double> max_rate_increase;  ///< bytes per hour
  PlotOptions plot;
  bool json = false;
  bool quiet = false;
};

struct MapsOptions {
  TargetOptions target;
  std::optional<std::chrono::nanoseconds> over;  ///< nothing: what there is now
  bool idle = false;
  std::string before, after;  ///< two texts of smaps instead of a target; empty: none
  bool json = false;
  bool quiet = false;
};

/// A text that was asked for with --help or --version.
struct Information {
  std::string text;
};

using Command = std::variant<RecordOptions, WatchOptions, ShowOptions, ReportOptions, CheckOptions,
                             CompareOptions, MapsOptions, Information>;

/// Errors: Failure (usage).
Command parse_command_line(int argc, const char* const* argv);

/// What follows "--"; nothing where there is no "--".
std::optional<std::vector<std::string>> command_of(int argc, const char* const* argv);

}  // namespace cli

#endif
