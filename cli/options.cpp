#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string_view>

#include <CLI/CLI.hpp>

#include <procmem/text.hpp>
#include <procmem/version.hpp>

#include "exit_status.hpp"
#include "units.hpp"

namespace cli {
namespace {

/// What was typed, before it is understood.
struct Typed {
  std::string positional, pid, interval, duration, count, format, fields;
};

struct UsageLine : CLI::Formatter {
  std::string make_usage(const CLI::App* app, std::string /*name*/) const override {
    if (app->get_parent() == nullptr) return "Usage: procmem-cli COMMAND [OPTIONS]\n";
    const std::string usage = "Usage: procmem-cli " + app->get_name() + " [OPTIONS] ";
    return usage + (app->get_name() == "record" ? "PID | -n NAME | -- CMD [ARGS...]\n" : "PID | -n NAME\n");
  }
};

[[noreturn]] void fail(const std::string& what) {
  throw Failure(ExitStatus::usage, what);
}

void require(bool condition, const char* otherwise) {
  if (!condition) fail(otherwise);
}

template <class Number>
Number parse_positive(std::string_view text, const char* what) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1)
    fail(std::string("bad ") + what + " '" + procmem::printable(text) +
         "': a positive whole number is needed");
  return value;
}

void add_target(CLI::App& app, TargetOptions& target, Typed& typed) {
  app.add_option("PID", typed.positional, "")->group("");
  app.add_option("-p,--pid", typed.pid, "the process with this id")->type_name("PID")->group("Target");
  app.add_option("-n,--name", target.name, "the process of exactly this name")
      ->type_name("NAME")
      ->group("Target");
  app.add_flag("--newest", target.newest, "of several with this name, the one started last")->group("Target");
}

void add_record_target(CLI::App& app, TargetOptions& target) {
  app.add_flag("--all", target.all, "all processes of this name, newcomers too")->group("Target");
  app.add_flag("--wait", target.wait, "wait until a process of this name appears")->group("Target");
  app.add_flag("--follow", target.follow, "when it ends, wait for its successor: a new segment")
      ->group("Target");
  app.add_flag("-C,--include-children", target.children,
               "its descendants too (not this recorder): a series each, and the sum of RSS,\n"
               "which counts shared pages more than once")
      ->group("Target");
}

void add_recording(CLI::App& app, Typed& typed) {
  app.add_option("-i,--interval", typed.interval, "between two samples: 250ms, 1s, 10m, ... (1s)")
      ->type_name("D")
      ->group("Recording");
  app.add_option("-d,--duration", typed.duration, "end after this long (unlimited)")
      ->type_name("D")
      ->group("Recording");
  app.add_option("-c,--count", typed.count, "end after this many samples of each process (unlimited)")
      ->type_name("N")
      ->group("Recording");
}

void add_output(CLI::App& app, RecordOptions& options, Typed& typed) {
  app.add_option("-o,--output", options.output, "append to this file; otherwise rows on standard output")
      ->type_name("FILE")
      ->group("Output");
  app.add_option("-f,--format", typed.format,
                 "memlog, csv or jsonl (by the file's suffix .csv or .jsonl,\nelse memlog)")
      ->type_name("FORMAT")
      ->group("Output");
  app.add_option("--fields", typed.fields, "VmRSS,VmSize,... or all")->type_name("LIST")->group("Output");
  app.add_flag("--classic", options.classic,
               "print the pid, then append to proc_memlog.txt every 600 s\n(-o and -i change the two)")
      ->group("Output");
  app.add_flag("--json", options.json, "JSON Lines on standard output, and the summary as JSON")
      ->group("Output");
  app.add_flag("-q,--quiet", options.quiet, "only errors on standard error")->group("Output");
}

void read_target(TargetOptions& target, const Typed& typed) {
  require(typed.positional.empty() || typed.pid.empty(), "PID and --pid exclude each other");
  const std::string& pid = typed.pid.empty() ? typed.positional : typed.pid;
  if (!pid.empty()) target.pid = parse_positive<int>(pid, "pid");
  const int given = static_cast<int>(target.pid.has_value()) + static_cast<int>(!target.name.empty()) +
                    static_cast<int>(!target.command.empty());
  require(given > 0, "no target: give a PID, -n NAME or (record) -- CMD");
  require(given == 1, "more than one target: give a PID, -n NAME or -- CMD");
  const bool by_name = !target.name.empty();
  require(by_name || !target.all, "--all needs -n NAME");
  require(by_name || !target.newest, "--newest needs -n NAME");
  require(by_name || !target.wait, "--wait needs -n NAME");
  require(by_name || !target.follow, "--follow needs -n NAME");
  require(!target.all || !target.newest, "--all and --newest exclude each other");
}

void read_classic(RecordOptions& options, const Typed& typed) {
  require(!options.json, "--classic prints nothing but the pid: it cannot be used with --json");
  require(typed.format.empty() || typed.format == "memlog", "--classic writes the format memlog only");
  options.format = procmem::RecordFormat::memlog;
  if (options.output.empty()) options.output = "proc_memlog.txt";
  if (typed.interval.empty()) options.interval = std::chrono::seconds(600);
}

void read_format(RecordOptions& options, const Typed& typed) {
  if (!typed.format.empty()) {
    options.format = procmem::parse_format_name(typed.format);
    if (!options.format)
      fail("unknown format '" + procmem::printable(typed.format) + "': memlog, csv or jsonl");
  } else if (!options.output.empty()) {
    options.format = procmem::format_for_path(options.output);
  } else if (options.json) {
    options.format = procmem::RecordFormat::jsonl;
  }
  require(!options.json || !options.output.empty() || options.format == procmem::RecordFormat::jsonl,
          "--json prints JSON Lines: another format needs -o FILE");
}

void read_fields(RecordOptions& options, const Typed& typed) {
  const bool memlog = options.format == procmem::RecordFormat::memlog;
  require(!memlog || !options.target.several(),
          "the format memlog cannot tell processes apart: use -f csv or -f jsonl");
  if (typed.fields.empty()) return;
  require(!memlog, "the format memlog has VmRSS and VmSize only: --fields needs another");
  try {
    options.fields = procmem::parse_field_list(typed.fields);
  } catch (const std::invalid_argument& unknown) {
    fail(procmem::printable(unknown.what()));
  }
}

void read_record(RecordOptions& options, const Typed& typed) {
  read_target(options.target, typed);
  if (!typed.interval.empty()) options.interval = parse_duration(typed.interval, "interval");
  if (!typed.duration.empty()) options.duration = parse_duration(typed.duration, "duration");
  if (!typed.count.empty()) options.count = parse_positive<std::uint64_t>(typed.count, "count");
  if (options.classic)
    read_classic(options, typed);
  else
    read_format(options, typed);
  read_fields(options, typed);
}

/// An empty value would pass for an option that was not given.
void refuse_empty(const CLI::App& app) {
  for (const CLI::Option* const option : app.get_options())
    for (const std::string& value : option->results())
      if (value.empty()) fail(option->get_name() + ": the value is empty");
}

constexpr const char* record_footer =
    "D is a number of seconds, or has a unit: 250ms 1s 10m 1.5h 7d.\n"
    "Exit status: 0 success, 2 usage, 3 no such process, not permitted, or ended before the first\n"
    "sample, 4 cannot write or samples were lost. With -- CMD: CMD's own (128 + signal if killed),\n"
    "125 if the recorder failed, 126 if CMD cannot be executed, 127 if it is not found.";

/// What may be typed, and what was.
struct Grammar {
  Grammar();
  std::optional<Information> parse(int argc, const char* const* argv);

  RecordOptions record_options;
  ShowOptions show_options;
  Typed typed;
  CLI::App app{"Records how a process's memory grows.", "procmem-cli"};
};

Grammar::Grammar() {
  app.formatter(std::make_shared<UsageLine>());
  app.get_formatter()->column_width(34);
  app.set_version_flag("--version", std::string("procmem-cli ") + procmem::version());
  app.require_subcommand(1);
  CLI::App& record = *app.add_subcommand("record", "record a process's memory until it ends");
  add_target(record, record_options.target, typed);
  add_record_target(record, record_options.target);
  add_recording(record, typed);
  add_output(record, record_options, typed);
  record.footer(record_footer);
  CLI::App& show = *app.add_subcommand("show", "show a process's memory once");
  add_target(show, show_options.target, typed);
  show.add_flag("--json", show_options.json, "one JSON object")->group("Output");
}

std::optional<Information> Grammar::parse(int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    return Information{std::string(version.what()) + '\n'};
  } catch (const CLI::CallForHelp&) {
    return Information{app.help() + '\n'};
  } catch (const CLI::ParseError& error) {
    fail(procmem::printable(error.what()));
  }
  for (const CLI::App* const used : app.get_subcommands()) refuse_empty(*used);
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> command_of(int argc, const char* const* argv) {
  const auto* const end = argv + argc;
  const auto* const dashes =
      std::find_if(argv, end, [](const char* argument) { return std::string_view(argument) == "--"; });
  if (dashes == end) return std::nullopt;
  return std::vector<std::string>(dashes + 1, end);
}

Command parse_command_line(int argc, const char* const* argv) {
  const auto command = command_of(argc, argv);
  const int own = command ? argc - 1 - static_cast<int>(command->size()) : argc;
  const std::string verb = own > 1 ? argv[1] : "";
  if (verb.empty()) fail("no command: record or show (--help says more)");
  if (verb[0] != '-' && verb != "record" && verb != "show")
    fail("unknown command '" + procmem::printable(verb) + "': record or show");

  Grammar grammar;
  if (auto information = grammar.parse(own, argv)) return *information;
  if (command && command->empty()) fail("no command after --");
  if (verb == "show") {
    if (command) fail("show takes no command");
    read_target(grammar.show_options.target, grammar.typed);
    return grammar.show_options;
  }
  if (command) grammar.record_options.target.command = *command;
  read_record(grammar.record_options, grammar.typed);
  return grammar.record_options;
}

}  // namespace cli
