#include <algorithm>
#include <stdexcept>

#include <procmem/text.hpp>

#include "exit_status.hpp"
#include "grammar.hpp"

namespace cli {
namespace {

constexpr const char* watch_footer =
    "D is a number of seconds, or has a unit: 250ms 1s 10m 1.5h 7d.\n"
    "Where standard output is not a terminal, rows are printed, as record does. A command's own output is\n"
    "not shown: sh -c 'CMD > FILE' keeps it. With -- CMD the exit status is CMD's own (128 + the signal's\n"
    "number if it was killed), or 2, 125, 126 or 127.\n";

class WatchVerb final : public Verb {
 public:
  explicit WatchVerb(CLI::App& app) {
    add_target(app, options_.record.target, target_);
    add_many_targets(app, options_.record.target);
    add_recording(app, recording_);
    app.add_option("--fields", fields_, "what is charted: VmRSS,RssAnon,... or all (VmRSS)")
        ->type_name("LIST")
        ->group("Output");
    app.add_option("--color", color_, "auto, always or never (auto, which heeds NO_COLOR)")
        ->type_name("auto|always|never")
        ->group("Output");
    app.footer(watch_footer + exit_status_lines({ExitStatus::success, ExitStatus::usage, ExitStatus::target,
                                                 ExitStatus::output, ExitStatus::recorder_failed,
                                                 ExitStatus::cannot_execute, ExitStatus::not_found}));
  }

  std::string usage() const override {
    return "PID | -n NAME | --match REGEX | --cgroup PATH | --all-processes | -- CMD [ARGS...]";
  }

  Command read(const std::vector<std::string>* command) override {
    read_target(options_.record.target, target_, command);
    read_recording(options_.record, recording_);
    read_fields();
    if (color_ == "always" || color_ == "never")
      options_.color = color_ == "always";
    else if (!color_.empty() && color_ != "auto")
      fail_usage("bad --color '" + procmem::printable(color_) + "': auto, always or never");
    return options_;
  }

 private:
  void read_fields() {
    if (fields_.empty()) return;
    try {
      options_.record.fields = procmem::parse_field_list(fields_);
    } catch (const std::invalid_argument& unknown) {
      fail_usage(procmem::printable(unknown.what()));
    }
    const procmem::FieldList& fields = options_.record.fields;
    require(std::none_of(fields.begin(), fields.end(),
                         [](const procmem::Field* field) { return field->of_sample != nullptr; }),
            "Pss, Private and SwapPss are not watched: record --pss D reads them");
  }

  WatchOptions options_;
  TypedTarget target_;
  TypedRecording recording_;
  std::string fields_, color_;
};

}  // namespace

std::unique_ptr<Verb> make_watch_verb(CLI::App& app) {
  return std::make_unique<WatchVerb>(app);
}

}  // namespace cli
