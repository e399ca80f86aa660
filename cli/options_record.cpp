#include <algorithm>
#include <stdexcept>

#include <procmem/text.hpp>

#include "exit_status.hpp"
#include "grammar.hpp"
#include "table.hpp"
#include "units.hpp"

namespace cli {
namespace {

constexpr const char* record_footer =
    "D is a number of seconds, or has a unit: 250ms 1s 10m 1.5h 7d.\n"
    "SIZE is 64KiB 1MiB 2GiB (binary) or 64kB 1MB 2GB (decimal).\n"
    "With -- CMD the exit status is CMD's own (128 + the signal's number if it was killed), or 2, 125, 126 "
    "or 127.\n";

class RecordVerb final : public Verb {
 public:
  explicit RecordVerb(CLI::App& app);
  std::string usage() const override {
    return "PID | -n NAME | --match REGEX | --cgroup PATH | --all-processes | -- CMD [ARGS...]";
  }
  Command read(const std::vector<std::string>* command) override;

 private:
  void add_output(CLI::App& app);
  void read_classic();
  void read_format();
  void read_fields();
  void read_pss();
  void read_keeping();

  RecordOptions options_;
  TypedTarget target_;
  TypedRecording recording_;
  std::string format_, fields_, pss_, rotate_, keep_, sync_;
};

RecordVerb::RecordVerb(CLI::App& app) {
  add_target(app, options_.target, target_);
  add_many_targets(app, options_.target);
  add_recording(app, recording_);
  add_output(app);
  app.footer(record_footer + exit_status_lines({ExitStatus::success, ExitStatus::usage, ExitStatus::target,
                                                ExitStatus::output, ExitStatus::recorder_failed,
                                                ExitStatus::cannot_execute, ExitStatus::not_found}));
}

void RecordVerb::add_output(CLI::App& app) {
  app.add_option("-o,--output", options_.output, "append to this file; otherwise rows on standard output")
      ->type_name("FILE")
      ->group("Output");
  app.add_option("-f,--format", format_, "the file's format (by its suffix .csv or .jsonl, else memlog)")
      ->type_name("memlog|csv|jsonl")
      ->group("Output");
  app.add_option("--fields", fields_, "VmRSS,VmSize,... or all")->type_name("LIST")->group("Output");
  app.add_option("--pss", pss_,
                 "read PSS, what is private, and SwapPss, too, every D: this takes 3 to 6 ms\n"
                 "for each resident GiB, and 1 % of the time at most")
      ->type_name("D")
      ->group("Output");
  app.add_option("--rotate", rotate_, "before FILE exceeds SIZE, rename it to FILE.1 and begin a new one")
      ->type_name("SIZE")
      ->group("Output");
  app.add_option("--keep", keep_, "keep FILE.1 to FILE.N only; otherwise all")
      ->type_name("N")
      ->group("Output");
  app.add_option("--sync", sync_, "how long after a write it is made to survive a power cut (never)")
      ->type_name("never|always|D")
      ->group("Output");
  app.add_option("--mark-fifo", options_.mark_fifo,
                 "each line written to the FIFO PATH becomes a mark in the recording;\n"
                 "it is made if it is not there: echo 'load index' > PATH")
      ->type_name("PATH")
      ->group("Output");
  add_plot(app, options_.plot, true);
  app.add_flag("--cmdline", options_.command_line, "record command lines, too, which may hold secrets")
      ->group("Output");
  app.add_flag("--classic", options_.classic,
               "print the pid, then append to proc_memlog.txt every 600 s\n(-o and -i change the two)")
      ->group("Output");
  app.add_flag("--json", options_.json, "JSON Lines on standard output, and the summary as JSON")
      ->group("Output");
  app.add_flag("-q,--quiet", options_.quiet, "only errors on standard error")->group("Output");
}

void RecordVerb::read_classic() {
  require(!options_.json, "--classic prints nothing but the pid: it cannot be used with --json");
  require(format_.empty() || format_ == "memlog", "--classic writes the format memlog only");
  options_.format = procmem::RecordFormat::memlog;
  if (options_.output.empty()) options_.output = "proc_memlog.txt";
  if (recording_.interval.empty()) options_.interval = std::chrono::seconds(600);
}

void RecordVerb::read_format() {
  if (!format_.empty()) {
    options_.format = procmem::parse_format_name(format_);
    if (!options_.format)
      fail_usage("unknown format '" + procmem::printable(format_) + "': memlog, csv or jsonl");
  } else if (!options_.output.empty()) {
    options_.format = procmem::format_for_path(options_.output);
  } else if (options_.json) {
    options_.format = procmem::RecordFormat::jsonl;
  }
  require(!options_.json || !options_.output.empty() || options_.format == procmem::RecordFormat::jsonl,
          "--json prints JSON Lines: another format needs -o FILE");
}

void RecordVerb::read_fields() {
  const bool memlog = options_.format == procmem::RecordFormat::memlog;
  require(!memlog || !options_.target.several(),
          "the format memlog cannot tell processes apart: use -f csv or -f jsonl");
  if (fields_.empty()) return;
  require(!memlog, "the format memlog has VmRSS and VmSize only: --fields needs another");
  try {
    options_.fields = procmem::parse_field_list(fields_);
  } catch (const std::invalid_argument& unknown) {
    fail_usage(procmem::printable(unknown.what()));
  }
  require(std::none_of(options_.fields.begin(), options_.fields.end(),
                       [](const procmem::Field* field) { return field->of_counter != nullptr; }),
          "the field Operations is counted inside a program: see Sampler::count()");
}

void RecordVerb::read_pss() {
  procmem::FieldList& fields = options_.fields;
  const auto is_in = [](procmem::FieldTable table) {
    return [table](const procmem::Field* field) {
      return std::any_of(table.begin(), table.end(), [field](const auto& one) { return &one == field; });
    };
  };
  const auto is_pss = is_in(procmem::pss_fields());
  require(std::none_of(fields.begin(), fields.end(), is_in(procmem::heap_fields())),
          "the fields HeapInUse and HeapRetained are known inside a program only: SamplerOptions::heap");
  if (pss_.empty())
    return require(std::none_of(fields.begin(), fields.end(), is_pss),
                   "the fields Pss, Private and SwapPss need --pss D");
  require(options_.format != procmem::RecordFormat::memlog,
          "the format memlog has VmRSS and VmSize only: --pss needs another");
  options_.pss_every = parse_duration(pss_, "--pss");
  if (std::any_of(fields.begin(), fields.end(), is_pss)) return;
  if (fields.empty()) fields = procmem::parse_field_list(options_.format ? "all" : table_fields);
  for (const procmem::Field& field : procmem::pss_fields()) fields.push_back(&field);
}

void RecordVerb::read_keeping() {
  const bool file = !options_.output.empty();
  require(file || rotate_.empty(), "--rotate needs -o FILE");
  require(file || sync_.empty(), "--sync needs -o FILE");
  require(keep_.empty() || !rotate_.empty(), "--keep needs --rotate SIZE");
  if (!rotate_.empty()) options_.rotate_at = parse_size(rotate_, "--rotate");
  if (!keep_.empty()) options_.keep = parse_positive<unsigned>(keep_, "--keep");
  if (sync_ == "always")
    options_.sync_every = std::chrono::nanoseconds::zero();
  else if (!sync_.empty() && sync_ != "never")
    options_.sync_every = parse_duration(sync_, "--sync (never, always or a time)");
  require(options_.mark_fifo.empty() || options_.format != procmem::RecordFormat::memlog,
          "the format memlog cannot hold marks: --mark-fifo needs -f csv or -f jsonl");
  require(!options_.command_line || options_.format != procmem::RecordFormat::memlog,
          "the format memlog cannot hold a command line: use -f csv or -f jsonl");
}

Command RecordVerb::read(const std::vector<std::string>* command) {
  read_target(options_.target, target_, command);
  read_recording(options_, recording_);
  if (options_.classic)
    read_classic();
  else
    read_format();
  read_fields();
  read_pss();
  read_keeping();
  take_html(options_.plot, options_.html);
  read_plot(options_.plot, options_.output.empty() || options_.json || options_.classic);
  return options_;
}

}  // namespace

std::unique_ptr<Verb> make_record_verb(CLI::App& app) {
  return std::make_unique<RecordVerb>(app);
}

}  // namespace cli
