#include "options.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include <procmem/text.hpp>
#include <procmem/version.hpp>

#include "grammar.hpp"
#include "outline.hpp"

namespace cli {
namespace {

struct VerbEntry {
  const char* name;
  const char* meaning;
  std::unique_ptr<Verb> (*make)(CLI::App&);
};

constexpr std::array<VerbEntry, 8> verbs = {{
    {"record", "record a process's memory until it ends", make_record_verb},
    {"watch", "look at a process's memory while it grows", make_watch_verb},
    {"show", "show a process's memory once", make_show_verb},
    {"report", "judge recordings: is it leaking, how fast, until when", make_report_verb},
    {"check", "a gate: fails if it leaks or exceeds a limit", make_check_verb},
    {"compare", "two recordings: does the new one grow faster, and is it larger", make_compare_verb},
    {"maps", "where it grows: heap, arenas, stacks, anonymous memory, each file", make_maps_verb},
    {"completions", "print a script that completes this program's command line in a shell",
     make_completions_verb},
}};

std::string verb_names() {
  std::string names;
  for (std::size_t i = 0; i < verbs.size(); ++i)
    names += (i == 0 ? "" : i + 1 == verbs.size() ? " or " : ", ") + std::string(verbs[i].name);
  return names;
}

using Verbs = std::map<std::string, std::unique_ptr<Verb>, std::less<>>;

struct HelpText : CLI::Formatter {
  explicit HelpText(const Verbs& all) : known(all) { column_width(34); }
  std::string make_usage(const CLI::App* app, std::string /*name*/) const override {
    const auto verb = known.find(app->get_name());
    if (verb == known.end()) return "Usage: procmem-cli COMMAND [OPTIONS] ...\n";
    return "Usage: procmem-cli " + verb->first + " [OPTIONS] " + verb->second->usage() + '\n';
  }

  const Verbs& known;
};

/// What may be typed.
struct Grammar {
  Grammar();
  std::optional<Information> parse(int argc, const char* const* argv);

  Verbs by_name;
  CLI::App app{"Records how a process's memory grows, and tells whether it leaks.", "procmem-cli"};
};

Grammar::Grammar() {
  app.formatter(std::make_shared<HelpText>(by_name));
  app.set_help_flag("-h,--help", "print this help");
  app.set_version_flag("--version", std::string("procmem-cli ") + procmem::version(), "print the version");
  app.require_subcommand(1);
  app.footer("procmem-cli COMMAND --help says more of a command.");
  for (const VerbEntry& entry : verbs)
    by_name[entry.name] = entry.make(*app.add_subcommand(entry.name, entry.meaning)->group("Commands"));
  for (CLI::App* const command : app.get_subcommands({}))
    for (CLI::Option* const option : command->get_options()) option->disable_flag_override();  // --json=false
}

/// CLI11 sets groups apart by two empty lines, and ends with one.
std::string help_text(const CLI::App& app) {
  std::string text = app.help();
  for (std::size_t at = 0; (at = text.find("\n\n\n", at)) != std::string::npos;) text.erase(at, 1);
  return text.substr(0, text.find_last_not_of('\n') + 1) + '\n';
}

/// An empty value would pass for an option that was not given.
void refuse_empty(const CLI::App& app) {
  for (const CLI::Option* const option : app.get_options())
    for (const std::string& value : option->results())
      if (value.empty())
        fail_usage((option->nonpositional() ? option->get_name() : option->get_single_name()) +
                   ": the value is empty");
}

/// What CLI11 says of a value that is missing or too many, in the words of --help.
std::string mismatch(const CLI::App& command, const std::string& said) {
  const std::string name = said.substr(0, said.find_first_of(": "));
  const CLI::Option* option = nullptr;
  for (const char* const dashes : {"", "--", "-"})
    if (option == nullptr) option = command.get_option_no_throw(dashes + name);
  if (option == nullptr) return said;
  if (option->get_items_expected_max() == 0) return option->get_name() + " takes no value";
  if (option->results().empty()) return name + " needs a value: " + option->get_type_name();
  return name + " is given " + std::to_string(option->results().size()) + " times";
}

/// What was typed and means nothing; an option rather than what may have been its value.
std::string unexpected(const std::vector<std::string>& left) {
  for (const std::string& word : left)
    if (word[0] == '-') return "unknown option '" + word + '\'';
  return "'" + left.front() + "' is too much";
}

std::optional<Information> Grammar::parse(int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    return Information{std::string(version.what()) + '\n'};
  } catch (const CLI::CallForHelp&) {
    return Information{help_text(app)};
  } catch (const CLI::ExtrasError&) {
    fail_usage(procmem::printable(unexpected(app.remaining(true))));
  } catch (const CLI::ArgumentMismatch& error) {
    const auto used = app.get_subcommands();
    fail_usage(procmem::printable(mismatch(used.empty() ? app : *used.front(), error.what())));
  } catch (const CLI::ParseError& error) {
    fail_usage(procmem::printable(error.what()));
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

Outline command_line_outline() {
  const Grammar grammar;
  Outline outline{outline_of(grammar.app, "COMMAND"), {}};
  for (const CLI::App* const command : grammar.app.get_subcommands({}))
    outline.commands.push_back(outline_of(*command, grammar.by_name.at(command->get_name())->usage()));
  return outline;
}

Command parse_command_line(int argc, const char* const* argv) {
  const auto command = command_of(argc, argv);
  const int own = command ? argc - 1 - static_cast<int>(command->size()) : argc;
  const std::string verb = own > 1 ? argv[1] : "";
  if (verb.empty()) fail_usage("no command: " + verb_names() + " (--help says more)");
  Grammar grammar;
  const auto chosen = grammar.by_name.find(verb);
  if (chosen == grammar.by_name.end() && grammar.app.get_option_no_throw(verb) == nullptr)
    fail_usage((verb[0] == '-' ? "no command before '" : "unknown command '") + procmem::printable(verb) +
               "': " + verb_names());
  if (auto information = grammar.parse(own, argv)) return *information;
  if (command && command->empty()) fail_usage("no command after --");
  return chosen->second->read(command ? &*command : nullptr);
}

}  // namespace cli
