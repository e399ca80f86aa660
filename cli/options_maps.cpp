#include "exit_status.hpp"
#include "grammar.hpp"
#include "units.hpp"

namespace cli {
namespace {

class MapsVerb final : public Verb {
 public:
  explicit MapsVerb(CLI::App& app) {
    add_target(app, options_.target, target_);
    app.add_option("--over", over_, "look twice, so far apart, and tell what grew")
        ->type_name("D")
        ->group("Growth");
    app.add_flag("--idle", options_.idle,
                 "then wait as long again: how much of what grew was not touched any more?\n"
                 "Has the kernel forget what it knows about the use of the process's pages")
        ->group("Growth");
    app.add_option("--diff", files_, "compare two copies of /proc/PID/smaps instead")
        ->expected(2)
        ->option_text("A B")
        ->group("Growth");
    app.add_flag("--json", options_.json, "one JSON object")->group("Output");
    app.add_flag("-q,--quiet", options_.quiet, "only errors on standard error")->group("Output");
    app.footer("Without --over: what there is now.\n" +
               exit_status_lines({ExitStatus::success, ExitStatus::usage, ExitStatus::target,
                                  ExitStatus::output, ExitStatus::recording}));
  }

  std::string usage() const override { return "PID | -n NAME | --diff A B"; }

  Command read(const std::vector<std::string>* command) override {
    require(command == nullptr, "maps takes no command");
    require(!options_.idle || !over_.empty(), "--idle needs --over");
    if (!over_.empty()) options_.over = parse_duration(over_, "over");
    if (files_.empty()) {
      read_target(options_.target, target_, nullptr);
      return options_;
    }
    const bool has_target =
        !target_.positional.empty() || !target_.pid.empty() || !options_.target.name.empty();
    require(!has_target, "--diff compares two files: it takes no target");
    require(over_.empty(), "--diff and --over exclude each other");
    options_.before = files_[0];
    options_.after = files_[1];
    return options_;
  }

 private:
  MapsOptions options_;
  TypedTarget target_;
  std::string over_;
  std::vector<std::string> files_;
};

}  // namespace

std::unique_ptr<Verb> make_maps_verb(CLI::App& app) {
  return std::make_unique<MapsVerb>(app);
}

}  // namespace cli
