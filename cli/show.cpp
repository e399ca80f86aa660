#include <cstdio>
#include <memory>
#include <optional>

#include <procmem/fields.hpp>
#include <procmem/text.hpp>

#include "commands.hpp"
#include "exit_status.hpp"
#include "json.hpp"
#include "target.hpp"

namespace cli {
namespace {

using procmem::Field;
using procmem::StatusSnapshot;

struct ShowOptions {
  TargetOptions target;
  bool json = false;
};

std::optional<std::int64_t> shared(const StatusSnapshot& status) {
  if (!status.rss_file || !status.rss_shmem) return std::nullopt;
  return (*status.rss_file + *status.rss_shmem).count();
}

void print_text(const StatusSnapshot& status) {
  std::printf("%s (pid %d), state %c, parent %d\n", procmem::printable(status.name).c_str(), status.tgid,
              status.state, status.ppid);
  const auto bytes = [](std::int64_t count) { return procmem::format_bytes(procmem::Bytes(count)); };
  for (const Field& field : procmem::fields()) {
    const auto value = field.get(status);
    if (!value) continue;
    const std::string text = field.unit == Field::Unit::bytes ? bytes(*value) : std::to_string(*value);
    const std::string note(field.meaning);
    std::printf("  %-13.*s%12s%s%s\n", static_cast<int>(field.key.size()), field.key.data(), text.c_str(),
                note.empty() ? "" : "   ", note.c_str());
  }
  if (const auto shr = shared(status))
    std::printf("  %-13s%12s   of top: RssFile + RssShmem, whether shared with others or not\n", "SHR",
                bytes(*shr).c_str());
}

void print_json(const StatusSnapshot& status) {
  JsonObject object;
  object.number("procmem", 1)
      .number("pid", status.tgid)
      .text("name", status.name)
      .text("state", std::string(1, status.state))
      .number("ppid", status.ppid);
  for (const Field& field : procmem::fields())
    if (const auto value = field.get(status)) object.number(field.column, *value);
  if (status.vm_size) object.number("virt_bytes", status.vm_size->count());
  if (status.vm_rss) object.number("res_bytes", status.vm_rss->count());
  if (const auto shr = shared(status)) object.number("shr_bytes", *shr);
  std::puts(object.str().c_str());
}

int show(const ShowOptions& options) {
  check_target_options(options.target);
  const std::vector<procmem::Process> processes = open_targets(options.target);
  const StatusSnapshot status = read_figures(processes.front());
  if (options.json)
    print_json(status);
  else
    print_text(status);
  if (std::fflush(stdout) != 0) throw Failure(ExitStatus::output, "standard output cannot be written");
  return static_cast<int>(ExitStatus::success);
}

}  // namespace

Command add_show(CLI::App& app) {
  const auto options = std::make_shared<ShowOptions>();
  CLI::App* const command = app.add_subcommand("show", "Show every memory figure of a process once");
  add_choice_options(*command, options->target);
  command->add_flag("--json", options->json, "One JSON object, amounts in bytes");
  return [options] { return show(*options); };
}

}  // namespace cli
