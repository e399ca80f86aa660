#include <procmem/text.hpp>

#include "exit_status.hpp"
#include "grammar.hpp"
#include "units.hpp"

namespace cli {
namespace {

constexpr const char* report_footer =
    "T is a time in ISO 8601: 2026-11-23T12:29:58+01:00; without an offset it is local time.\n"
    "D is a number of seconds, or has a unit: 250ms 1s 10m 1.5h 7d.\n";

class ReportVerb final : public Verb {
 public:
  explicit ReportVerb(CLI::App& app) {
    app.add_option("FILE", options_.files, "")->group("");
    app.add_option("--from", from_, "leave out what was recorded before this time")
        ->type_name("T")
        ->group("Analysis");
    app.add_option("--to", to_, "leave out what was recorded after this time")
        ->type_name("T")
        ->group("Analysis");
    app.add_option("--metric", metric_, "judge this figure, as VmRSS (RssAnon + RssShmem + VmSwap)")
        ->type_name("FIELD")
        ->group("Analysis");
    add_warmup(app, typed_);
    add_plot(app, options_.plot, true);
    app.add_option(
           "--html", options_.html,
           "write the report as one HTML file with a chart to zoom into;\n--plot FILE.html is the same")
        ->type_name("FILE")
        ->group("Output");
    app.add_flag("--json", options_.json, "one JSON object")->group("Output");
    app.add_flag("-q,--quiet", options_.quiet, "only errors on standard error")->group("Output");
    app.footer(report_footer + exit_status_lines({ExitStatus::success, ExitStatus::usage, ExitStatus::output,
                                                  ExitStatus::recording}));
  }

  std::string usage() const override { return "FILE..."; }

  Command read(const std::vector<std::string>* command) override {
    require(command == nullptr, "report takes recordings, no command");
    require(!options_.files.empty(), "no recording: give a FILE");
    read_growth(options_.growth, typed_);
    if (!from_.empty()) options_.from = parse_time(from_, "--from");
    if (!to_.empty()) options_.to = parse_time(to_, "--to");
    take_html(options_.plot, options_.html);
    read_plot(options_.plot, options_.json);
    require(!options_.from || !options_.to || *options_.from <= *options_.to, "--from is later than --to");
    if (metric_.empty()) return options_;
    options_.growth.metric = procmem::find_field(metric_);
    if (options_.growth.metric == nullptr) fail_usage("unknown field '" + procmem::printable(metric_) + '\'');
    return options_;
  }

 private:
  ReportOptions options_;
  TypedGrowth typed_;
  std::string from_, to_, metric_;
};

}  // namespace

std::unique_ptr<Verb> make_report_verb(CLI::App& app) {
  return std::make_unique<ReportVerb>(app);
}

}  // namespace cli
