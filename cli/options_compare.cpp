#include "exit_status.hpp"
#include "grammar.hpp"
#include "units.hpp"

namespace cli {
namespace {

constexpr const char* compare_footer =
    "Of a recording with several processes or segments the one with the most samples is compared.\n"
    "D is a number of seconds, or has a unit: 250ms 1s 10m 1.5h 7d. RATE is 64KiB/h or 1MB/d (s, m, h, d).\n";

class CompareVerb final : public Verb {
 public:
  explicit CompareVerb(CLI::App& app) {
    app.add_option("OLD", options_.before, "")->group("");
    app.add_option("NEW", options_.after, "")->group("");
    app.add_option("--max-rate-increase", increase_,
                   "let pass that it grows faster by so much; otherwise a new leak fails")
        ->type_name("RATE")
        ->group("Gate");
    add_warmup(app, typed_);
    add_plot(app, options_.plot, false);
    app.add_flag("--json", options_.json, "one JSON object")->group("Output");
    app.add_flag("-q,--quiet", options_.quiet, "only errors on standard error")->group("Output");
    app.footer(compare_footer +
               exit_status_lines({ExitStatus::success, ExitStatus::gate_fails, ExitStatus::usage,
                                  ExitStatus::output, ExitStatus::cannot_tell, ExitStatus::recording}));
  }

  std::string usage() const override { return "OLD NEW"; }

  Command read(const std::vector<std::string>* command) override {
    require(command == nullptr, "compare takes two recordings, no command");
    require(!options_.after.empty(), "two recordings are needed: OLD and NEW");
    read_growth(options_.growth, typed_);
    read_plot(options_.plot, options_.json);
    if (!increase_.empty()) options_.max_rate_increase = parse_rate(increase_, "--max-rate-increase");
    return options_;
  }

 private:
  CompareOptions options_;
  TypedGrowth typed_;
  std::string increase_;
};

}  // namespace

std::unique_ptr<Verb> make_compare_verb(CLI::App& app) {
  return std::make_unique<CompareVerb>(app);
}

}  // namespace cli
