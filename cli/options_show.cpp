#include "exit_status.hpp"
#include "grammar.hpp"

namespace cli {
namespace {

class ShowVerb final : public Verb {
 public:
  explicit ShowVerb(CLI::App& app) {
    add_target(app, options_.target, typed_);
    app.add_flag("--pss", options_.pss,
                 "PSS, what is private, and SwapPss, too: 3 to 6 ms for each resident GiB,\n"
                 "in which the process may wait")
        ->group("Output");
    app.add_flag("--json", options_.json, "one JSON object")->group("Output");
    app.footer(
        exit_status_lines({ExitStatus::success, ExitStatus::usage, ExitStatus::target, ExitStatus::output}));
  }

  std::string usage() const override { return "PID | -n NAME"; }

  Command read(const std::vector<std::string>* command) override {
    require(command == nullptr, "show takes no command");
    read_target(options_.target, typed_, nullptr);
    return options_;
  }

 private:
  ShowOptions options_;
  TypedTarget typed_;
};

}  // namespace

std::unique_ptr<Verb> make_show_verb(CLI::App& app) {
  return std::make_unique<ShowVerb>(app);
}

}  // namespace cli
