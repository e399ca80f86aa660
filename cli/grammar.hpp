#ifndef PROCMEM_CLI_GRAMMAR_HPP
#define PROCMEM_CLI_GRAMMAR_HPP

#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

#include <procmem/text.hpp>

#include "options.hpp"

namespace cli {

/// What may be typed after one command's name, and what was. Its options are those of a CLI::App, which
/// writes into it: it must outlive the parsing.
class Verb {
 public:
  Verb() = default;
  Verb(const Verb&) = delete;
  Verb& operator=(const Verb&) = delete;
  virtual ~Verb() = default;

  /// What follows the name and the options in the usage line.
  virtual std::string usage() const = 0;

  /// Understands what was typed. \param command what follows "--"; null where there is no "--".
  /// Errors: Failure (usage).
  virtual Command read(const std::vector<std::string>* command) = 0;
};

std::unique_ptr<Verb> make_record_verb(CLI::App& app);
std::unique_ptr<Verb> make_watch_verb(CLI::App& app);
std::unique_ptr<Verb> make_show_verb(CLI::App& app);
std::unique_ptr<Verb> make_report_verb(CLI::App& app);
std::unique_ptr<Verb> make_check_verb(CLI::App& app);
std::unique_ptr<Verb> make_compare_verb(CLI::App& app);
std::unique_ptr<Verb> make_maps_verb(CLI::App& app);
std::unique_ptr<Verb> make_completions_verb(CLI::App& app);

/// What several commands share, as it was typed.
struct TypedTarget {
  std::string positional, pid;
};
struct TypedRecording {
  std::string interval, duration, count;
};
struct TypedGrowth {
  std::string warmup, confidence;
};

void add_target(CLI::App& app, TargetOptions& target, TypedTarget& typed);
void add_many_targets(CLI::App& app, TargetOptions& target);  ///< --all, --wait, --follow, -C
void add_recording(CLI::App& app, TypedRecording& typed);
void add_warmup(CLI::App& app, TypedGrowth& typed);
void add_plot(CLI::App& app, PlotOptions& plot, bool with_report);  ///< whether .html is one

/// Errors: Failure (usage).
void read_target(TargetOptions& target, const TypedTarget& typed, const std::vector<std::string>* command);
void read_recording(RecordOptions& options, const TypedRecording& typed);
void read_growth(procmem::GrowthOptions& options, const TypedGrowth& typed);
/// A chart in a file that ends in .html is a report.
void take_html(PlotOptions& plot, std::string& html);
void read_plot(const PlotOptions& plot, bool output_is_taken);  ///< by something else than a chart

[[noreturn]] void fail_usage(const std::string& what);
void require(bool condition, const char* otherwise);

/// A whole number of at least 1. Errors: Failure (usage) that names `what` and the text.
template <class Number>
Number parse_positive(std::string_view text, const char* what) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1)
    fail_usage(std::string("bad ") + what + " '" + procmem::printable(text) +
               "': a positive whole number is needed");
  return value;
}

}  // namespace cli

#endif
