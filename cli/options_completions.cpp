#include <algorithm>
#include <array>

#include "exit_status.hpp"
#include "grammar.hpp"
#include "outline.hpp"

namespace cli {
namespace {

constexpr const char* completions_footer =
    "Installed with the program, the scripts are where shells look for them. Otherwise, in a shell's "
    "start-up file:\n"
    "  bash   source <(procmem-cli completions bash)\n"
    "  zsh    source <(procmem-cli completions zsh)     (after compinit)\n"
    "  fish   procmem-cli completions fish | source\n";

struct Shell {
  std::string_view name;
  std::string (*script)(const Outline&);
};

constexpr std::array<Shell, 3> shells = {{
    {"bash", bash_completions},
    {"zsh", zsh_completions},
    {"fish", fish_completions},
}};

class CompletionsVerb final : public Verb {
 public:
  explicit CompletionsVerb(CLI::App& app) {
    app.add_option("SHELL", shell_, "")->group("");
    app.footer(completions_footer +
               exit_status_lines({ExitStatus::success, ExitStatus::usage, ExitStatus::output}));
  }

  std::string usage() const override { return "bash|zsh|fish"; }

  Command read(const std::vector<std::string>* command) override {
    require(command == nullptr, "completions takes no command");
    require(!shell_.empty(), "no shell: bash, zsh or fish");
    const auto* const shell = std::find_if(shells.begin(), shells.end(),
                                           [this](const Shell& known) { return known.name == shell_; });
    if (shell == shells.end())
      fail_usage("unknown shell '" + procmem::printable(shell_) + "': bash, zsh or fish");
    return Information{shell->script(command_line_outline())};
  }

 private:
  std::string shell_;
};

}  // namespace

std::unique_ptr<Verb> make_completions_verb(CLI::App& app) {
  return std::make_unique<CompletionsVerb>(app);
}

}  // namespace cli
