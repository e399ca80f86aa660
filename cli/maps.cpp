#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <procmem/error.hpp>
#include <procmem/mapping_growth.hpp>
#include <procmem/process.hpp>
#include <procmem/smaps_reader.hpp>
#include <procmem/text.hpp>

#include "commands.hpp"
#include "console.hpp"
#include "exit_status.hpp"
#include "maps_result.hpp"
#include "pause.hpp"
#include "progress.hpp"
#include "target.hpp"
#include "units.hpp"

namespace cli {
namespace {

using procmem::Errc;
using procmem::MappingSnapshot;
using procmem::Process;
using std::chrono::nanoseconds;

[[noreturn]] void fail(const std::string& what) {
  throw Failure(ExitStatus::target, what);
}

/// Looks at one process again and again.
class Observer {
 public:
  explicit Observer(const Process& process)
      : process_(process), reader_(process), name_(procmem::read_status(process).name.view()) {}

  /// Errors: Failure (target).
  MappingSnapshot look();

  /// Errors: Failure (target).
  void forget_touches() const;

  /// Waits until it is time, the process has ended or the user has lost patience.
  nanoseconds wait(nanoseconds duration, Pause& pause, Console& console);

  std::optional<std::int64_t> threads() const;
  MapsSubject subject() const { return {process_.pid(), name_}; }
  std::string who() const { return describe(name_, process_.pid()); }

 private:
  const Process& process_;
  procmem::SmapsReader reader_;
  std::string name_;
  nanoseconds waited_{0};
};

MappingSnapshot Observer::look() {
  MappingSnapshot snapshot;
  std::error_code error;
  reader_.read([&snapshot](const procmem::Mapping& mapping) { snapshot.add(mapping); }, error);
  if (!error) return snapshot;
  const bool later = waited_ > nanoseconds::zero();
  const std::string when = later ? " after " + format_duration(waited_) : "";
  const std::string end = later ? ": there is nothing to compare" : ": it has no memory any more";
  if (error == Errc::process_exited || error == Errc::zombie) fail(who() + " has ended" + when + end);
  if (error == Errc::program_replaced)
    fail(who() + " has executed another program" + when + ", whose memory is another");
  if (error == std::errc::permission_denied)
    fail("cannot read smaps of " + who() + ": " + error.message() +
         " (it needs the process's own user, or root)");
  fail("cannot read smaps of " + who() + ": " + error.message());
}

void Observer::forget_touches() const {
  std::error_code error;
  procmem::reset_referenced(process_, error);
  if (!error) return;
  if (error == Errc::process_exited) fail(who() + " has ended: there is nothing to compare");
  fail("cannot write clear_refs of " + who() + ", which --idle needs: " + error.message());
}

nanoseconds Observer::wait(nanoseconds duration, Pause& pause, Console& console) {
  const bool shown = !console.quiet() && is_terminal();
  const auto progress = [&](nanoseconds waited) {
    if (shown) console.show_progress(format_duration(waited) + " of " + format_duration(duration));
  };
  const nanoseconds waited = pause.wait(duration, process_.exit_descriptor(), progress);
  console.clear_progress();
  waited_ += waited;
  return waited;
}

std::optional<std::int64_t> Observer::threads() const {
  std::error_code error;
  return procmem::read_status(process_, error).threads;
}

/// Looks a third time. \param growth what grew between the first two.
void watch_idle(Observer& observer, Pause& pause, nanoseconds duration, const MappingSnapshot& after,
                MapsGrowth& growth, Console& console) {
  if (pause.interrupted()) return console.note("interrupted: what is idle is not known");
  observer.forget_touches();
  console.note("waiting " + format_duration(duration) + " for what is touched again");
  growth.idle_over = observer.wait(duration, pause, console);
  find_idle(growth.growth, after, observer.look());
}

MapsGrowth watch(Observer& observer, const MapsOptions& options, Console& console) {
  Pause pause;
  if (options.idle) {
    console.note("warning: --idle visits every page of " + observer.who() +
                 " twice, during which it may wait, and the kernel forgets which of them are in use");
    observer.forget_touches();
  }
  MapsGrowth growth;
  growth.subject = observer.subject();
  const auto threads = observer.threads();
  const auto start = std::chrono::steady_clock::now();
  const MappingSnapshot before = observer.look();
  console.note(observer.who() + ": looked once, again in " + format_duration(*options.over));
  observer.wait(*options.over, pause, console);
  growth.over = std::chrono::steady_clock::now() - start;
  const MappingSnapshot after = observer.look();
  growth.growth = compare_mappings(before, after);
  growth.growth.threads_before = threads;
  growth.growth.threads_after = observer.threads();
  if (options.idle) watch_idle(observer, pause, *options.over, after, growth, console);
  return growth;
}

std::string read_whole(const std::string& path, std::error_code& error) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), std::fclose);
  std::string text;
  std::array<char, 65536> piece{};
  for (std::size_t size = 1; file && size != 0;) {
    size = std::fread(piece.data(), 1, piece.size(), file.get());
    text.append(piece.data(), size);
  }
  if (!file || std::ferror(file.get()) != 0) error = {errno, std::generic_category()};
  return text;
}

/// Errors: Failure (recording).
MappingSnapshot read_copy(const std::string& path) {
  std::error_code error;
  const std::string text = read_whole(path, error);
  if (error)
    throw Failure(ExitStatus::recording, "cannot read " + procmem::printable(path) + ": " + error.message());
  try {
    return procmem::parse_mapping_snapshot(text);
  } catch (const procmem::Error& fault) {
    throw Failure(ExitStatus::recording,
                  procmem::printable(path) + " is no copy of smaps: " + procmem::printable(fault.what()));
  }
}

MapsGrowth diff(const MapsOptions& options, Console& console) {
  const MappingSnapshot before = read_copy(options.before);
  const MappingSnapshot after = read_copy(options.after);
  for (const auto& [snapshot, path] :
       {std::pair(&before, &options.before), std::pair(&after, &options.after)})
    if (!snapshot->has_figures())
      console.note(procmem::printable(*path) + " has no figures, as a copy of maps: only sizes are compared");
  MapsGrowth growth;
  growth.growth = compare_mappings(before, after);
  return growth;
}

template <class Result>
int tell(const Result& result, bool json) {
  write_result(json ? format_maps_json(result) : format_maps_text(result));
  return static_cast<int>(ExitStatus::success);
}

}  // namespace

int maps(const MapsOptions& options) {
  Console console(options.quiet);
  if (!options.before.empty()) return tell(diff(options, console), options.json);
  const Process process = open_target(options.target, console);
  Observer observer(process);
  if (options.over) return tell(watch(observer, options, console), options.json);
  const MappingSnapshot snapshot = observer.look();
  return tell(
      MapsTable{observer.subject(), observer.threads(), snapshot.mappings(), group_mappings(snapshot)},
      options.json);
}

}  // namespace cli
