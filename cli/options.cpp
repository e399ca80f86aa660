#include "options.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include <procmem/text.hpp>
#include <procmem/version.hpp>

#include "grammar.hpp"

namespace cli {
namespace {

struct VerbEntry {
  const char* name;
  const char* meaning;
  std::unique_ptr<Verb> (*make)(CLI::App&);
};

constexpr std::array<VerbEntry, 6> verbs = {{
    {"record", "record a process's memory until it ends", make_record_verb},
    {"watch", "look at a process's memory while it grows", make_watch_verb},
    {"show", "show a process's memory once", make_show_verb},
    {"report", "judge recordings: is it leaking, how fast, until when", make_report_verb},
    {"check", "a gate: fails if it leaks or exceeds a limit", make_check_verb},
    {"compare", "two recordings: does the new one grow faster, and is it larger", make_compare_verb},
}};

std::string verb_names() {
  std::string names;
  for (std::size_t i = 0; i < verbs.size(); ++i)
    names += (i == 0 ? "" : i + 1 == verbs.size() ? " or " : ", ") + std::string(verbs[i].name);
  return names;
}

using Verbs = std::map<std::string, std::unique_ptr<Verb>, std::less<>>;

struct UsageLine : CLI::Formatter {
  explicit UsageLine(const Verbs& all) : known(all) { column_width(34); }
  std::string make_usage(const CLI::App* app, std::string /*name*/) const override {
    const auto verb = known.find(app->get_name());
    if (verb == known.end()) return "Usage: procmem-cli COMMAND [OPTIONS]\n";
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
  app.formatter(std::make_shared<UsageLine>(by_name));
  app.set_version_flag("--version", std::string("procmem-cli ") + procmem::version());
  app.require_subcommand(1);
  for (const VerbEntry& entry : verbs)
    by_name[entry.name] = entry.make(*app.add_subcommand(entry.name, entry.meaning));
}

/// An empty value would pass for an option that was not given.
void refuse_empty(const CLI::App& app) {
  for (const CLI::Option* const option : app.get_options())
    for (const std::string& value : option->results())
      if (value.empty()) fail_usage(option->get_name() + ": the value is empty");
}

std::optional<Information> Grammar::parse(int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    return Information{std::string(version.what()) + '\n'};
  } catch (const CLI::CallForHelp&) {
    return Information{app.help() + '\n'};
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

Command parse_command_line(int argc, const char* const* argv) {
  const auto command = command_of(argc, argv);
  const int own = command ? argc - 1 - static_cast<int>(command->size()) : argc;
  const std::string verb = own > 1 ? argv[1] : "";
  if (verb.empty()) fail_usage("no command: " + verb_names() + " (--help says more)");
  Grammar grammar;
  const auto chosen = grammar.by_name.find(verb);
  if (verb[0] != '-' && chosen == grammar.by_name.end())
    fail_usage("unknown command '" + procmem::printable(verb) + "': " + verb_names());
  if (auto information = grammar.parse(own, argv)) return *information;
  if (chosen == grammar.by_name.end()) fail_usage("no command before the options");
  if (command && command->empty()) fail_usage("no command after --");
  return chosen->second->read(command ? &*command : nullptr);
}

}  // namespace cli
