#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <procmem/fields.hpp>
#include <procmem/limits.hpp>
#include <procmem/process.hpp>
#include <procmem/sample.hpp>
#include <procmem/smaps.hpp>
#include <procmem/text.hpp>

#include "commands.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "json.hpp"
#include "target.hpp"

namespace cli {
namespace {

using procmem::Bytes;
using procmem::Process;
using procmem::StatusSnapshot;

std::string_view state_text(char state) noexcept {
  constexpr std::array<std::pair<char, std::string_view>, 9> states = {{
      {'R', "running"},
      {'S', "sleeping"},
      {'D', "waiting for a disk or the like"},
      {'Z', "its first thread has ended"},
      {'T', "stopped"},
      {'t', "stopped by a debugger"},
      {'I', "idle"},
      {'X', "dead"},
      {'P', "parked"},
  }};
  for (const auto& [letter, text] : states)
    if (letter == state) return text;
  return "unknown";
}

/// top's SHR, of the same instant as the other figures where the kernel tells its parts.
std::optional<Bytes> shared(const Process& process, const StatusSnapshot& status) {
  if (status.rss_file && status.rss_shmem) return *status.rss_file + *status.rss_shmem;
  return procmem::top_figures(procmem::read_statm(process), procmem::page_size()).shr;
}

std::string line(std::string_view label, const std::string& value, std::string_view note = "") {
  std::string text(label);
  text.resize(std::max<std::size_t>(text.size(), 14), ' ');
  text += std::string(14 - std::min<std::size_t>(value.size(), 14), ' ') + value;
  if (!note.empty()) text += "   " + std::string(note);
  return text + '\n';
}

std::string amount_line(std::string_view label, Bytes amount, std::string_view note) {
  return line(label, procmem::format_bytes(amount), note);
}

/// What the process's memory can grow to, and what holds it there.
std::string limit_line(const Process& process) {
  std::error_code error;
  const procmem::MemoryLimit limit = procmem::read_memory_limit(process, error);
  if (error) return line("Limit", "unknown", error.message());
  return amount_line("Limit", limit.bytes,
                     procmem::printable(limit.source) + "; on " + std::string(limit.bounds->key));
}

void add_limit(JsonObject& object, const Process& process) {
  std::error_code error;
  const procmem::MemoryLimit limit = procmem::read_memory_limit(process, error);
  if (error)
    object.add_json("limit_bytes", "null").add_json("limit_source", "null");
  else
    object.add("limit_bytes", limit.bytes.count()).add("limit_source", std::string_view(limit.source));
}

/// What is shared, told apart: nothing if it was not asked for. Errors: Failure (target).
std::optional<procmem::Sample> read_pss(const Process& process, bool asked) {
  if (!asked) return std::nullopt;
  std::error_code error;
  const procmem::SmapsRollup rollup = procmem::read_smaps_rollup(process, error);
  if (error)
    throw Failure(ExitStatus::target, "cannot read smaps_rollup of the process with the pid " +
                                          std::to_string(process.pid()) + ": " + error.message());
  procmem::Sample sample;
  sample.pss = rollup.pss;
  sample.private_memory = procmem::private_memory(rollup);
  sample.swap_pss = rollup.swap_pss;
  return sample;
}

std::string format_text(const Process& process, const StatusSnapshot& status,
                        const std::optional<procmem::Sample>& pss) {
  std::string text = describe(status.name, process.pid()) + '\n';
  text += line("State", std::string(1, status.state), state_text(status.state));
  text += line("PPid", std::to_string(status.ppid), "parent");
  if (status.threads) text += line("Threads", std::to_string(*status.threads));
  text += limit_line(process) + '\n';
  for (const procmem::Field& field : procmem::fields()) {
    if (field.unit != procmem::Field::Unit::bytes) continue;
    if (const auto value = field.get(status)) text += amount_line(field.key, Bytes(*value), field.meaning);
    if (field.key != "VmSize") continue;
    if (const auto shr = shared(process, status))
      text += amount_line("SHR", *shr, "SHR in top: RssFile + RssShmem");
  }
  for (const procmem::Field& field : procmem::pss_fields())
    if (const auto value = pss ? field.get(*pss) : std::nullopt)
      text += amount_line(field.key, Bytes(*value), field.meaning);
  return text;
}

std::string format_json(const Process& process, const StatusSnapshot& status,
                        const std::optional<procmem::Sample>& pss) {
  const auto count = [](const std::optional<Bytes>& bytes) {
    return bytes ? std::optional(bytes->count()) : std::nullopt;
  };
  JsonObject object;
  object.add("procmem", 1)
      .add("pid", process.pid())
      .add("name", status.name.view())
      .add("state", std::string_view(&status.state, 1))
      .add("ppid", status.ppid);
  for (const procmem::Field& field : procmem::fields())
    if (const auto value = field.get(status)) object.add(field.column, *value);
  for (const procmem::Field& field : procmem::pss_fields())
    if (const auto value = pss ? field.get(*pss) : std::nullopt) object.add(field.column, *value);
  object.add("virt_bytes", count(status.vm_size))
      .add("res_bytes", count(status.vm_rss))
      .add("shr_bytes", count(shared(process, status)));
  add_limit(object, process);
  return object.text() + '\n';
}

}  // namespace

int show(const ShowOptions& options) {
  Console console(false);
  const Process process = open_target(options.target, console);
  const StatusSnapshot status = procmem::read_status(process);
  const auto pss = read_pss(process, options.pss);
  write_result(options.json ? format_json(process, status, pss) : format_text(process, status, pss));
  return static_cast<int>(ExitStatus::success);
}

}  // namespace cli
