#include <procmem/smaps_reader.hpp>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "detail/posix_io.hpp"
#include "detail/process_directory.hpp"
#include "detail/smaps_parser.hpp"

namespace procmem {
namespace {

using detail::MappingFile;
using detail::MappingParser;
using detail::ParseFault;
using detail::UniqueFd;

/// Reads one file, of the process or of one of its threads.
using Attempt = std::function<void(int directory, const std::string& path, ParseFault& fault)>;

/// Whether the kernel has nothing to tell: there is no process, or it has no memory.
bool is_absence(std::error_code error) noexcept {
  return error == Errc::process_exited || error == std::errc::no_such_process ||
         error == std::errc::no_such_file_or_directory;
}

/// What the absence of an answer means.
std::error_code reason(const StatusSnapshot& status, std::error_code answer) noexcept {
  switch (memory_state(status)) {
    case MemoryState::zombie:
      return Errc::zombie;
    case MemoryState::kernel_thread:
      return Errc::kernel_thread;
    case MemoryState::exited_leader:  // and no other thread answered: they are ending as well
    case MemoryState::ending:
      return Errc::process_exited;
    case MemoryState::present:
      break;
  }
  // A process that is well has all its files, but for those that its kernel does not know.
  return answer == std::errc::no_such_file_or_directory ? answer : std::error_code(Errc::program_replaced);
}

/// Reads a file that tells of the process's memory. Where there is none the kernel's answer is an error or an
/// empty file, the same for all reasons; so status says which it is.
void read_memory_file(const Process& process, const std::string& file, const Attempt& attempt,
                      ParseFault& fault) {
  const int directory = detail::process_directory(process, fault.code);
  if (!fault.code) attempt(directory, file, fault);
  const bool replaced = fault.code == Errc::program_replaced;
  if (!replaced && !is_absence(fault.code)) return;
  const std::error_code answer = fault.code;
  const StatusSnapshot status = read_status(process, fault.code);
  if (fault.code) return;
  const bool leader_has_ended = status.state == 'Z' && memory_state(status) == MemoryState::present;
  const auto attempt_thread = [&](const std::string& thread) {
    fault = {};
    attempt(directory, thread + '/' + file, fault);
    return !is_absence(fault.code);
  };
  if (leader_has_ended && !replaced && detail::any_thread(directory, attempt_thread)) return;
  fault = {reason(status, answer), 0, {}};
}

/// Feeds a file to a parser, piece by piece, from its beginning.
void feed_file(int file, MappingParser& parser, ParseFault& fault) {
  if (!fault.code && ::lseek(file, 0, SEEK_SET) < 0) fault.code = detail::last_errno();
  std::array<char, detail::WholeRead::inline_size> buffer{};
  bool begun = false;
  while (!fault.code) {
    const std::string_view piece = detail::read_piece(file, buffer.data(), buffer.size(), fault.code);
    if (piece.empty()) break;
    begun = true;
    if (!parser.feed(piece)) fault = parser.fault();
  }
  // When the memory has gone, by exec or exit, the file just ends early, between two mappings. But then it
  // has no beginning any more, either.
  char first = '\0';
  if (!fault.code && detail::read_start(file, &first, 1, fault.code).empty() && !fault.code)
    fault.code = std::make_error_code(std::errc::no_such_process);
  if (begun && is_absence(fault.code)) fault.code = Errc::program_replaced;
  if (!fault.code && !parser.finish()) fault = parser.fault();
}

void read_mappings(const Process& process, MappingFile kind, const MappingCallback& callback,
                   ParseFault& fault) {
  const char* const name = kind == MappingFile::maps ? "maps" : "smaps";
  const Attempt attempt = [&](int directory, const std::string& path, ParseFault& failed) {
    MappingParser parser(kind, callback);
    const UniqueFd file = detail::open_at(directory, path.c_str(), 0, failed.code);
    feed_file(file.get(), parser, failed);
  };
  read_memory_file(process, name, attempt, fault);
}

std::vector<Mapping> collect_mappings(const Process& process, MappingFile kind, ParseFault& fault) {
  std::vector<Mapping> mappings;
  read_mappings(
      process, kind, [&mappings](const Mapping& mapping) { mappings.push_back(mapping); }, fault);
  if (fault.code) mappings.clear();
  return mappings;
}

SmapsRollup read_rollup(const Process& process, ParseFault& fault) {
  SmapsRollup rollup;
  const Attempt attempt = [&rollup](int directory, const std::string& path, ParseFault& failed) {
    const std::string text = detail::read_file_at(directory, path.c_str(), failed.code);
    if (!failed.code) rollup = detail::parse_smaps_rollup_text(text, failed);
  };
  read_memory_file(process, "smaps_rollup", attempt, fault);
  return rollup;
}

void write_clear_refs(int directory, const std::string& path, std::error_code& error) {
  const UniqueFd file(::openat(directory, path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid() || ::write(file.get(), "1", 1) != 1) error = detail::last_errno();
}

void throw_if_failed(const ParseFault& fault, const Process& process, const std::string& file) {
  if (fault.code) detail::throw_fault(fault, "/proc/" + std::to_string(process.pid()) + '/' + file);
}

}  // namespace

SmapsRollup read_smaps_rollup(const Process& process, std::error_code& error) {
  ParseFault fault;
  const SmapsRollup rollup = read_rollup(process, fault);
  error = fault.code;
  return rollup;
}

SmapsRollup read_smaps_rollup(const Process& process) {
  ParseFault fault;
  const SmapsRollup rollup = read_rollup(process, fault);
  throw_if_failed(fault, process, "smaps_rollup");
  return rollup;
}

void read_smaps(const Process& process, const MappingCallback& callback, std::error_code& error) {
  ParseFault fault;
  read_mappings(process, MappingFile::smaps, callback, fault);
  error = fault.code;
}

void read_smaps(const Process& process, const MappingCallback& callback) {
  ParseFault fault;
  read_mappings(process, MappingFile::smaps, callback, fault);
  throw_if_failed(fault, process, "smaps");
}

std::vector<Mapping> read_smaps(const Process& process, std::error_code& error) {
  ParseFault fault;
  std::vector<Mapping> mappings = collect_mappings(process, MappingFile::smaps, fault);
  error = fault.code;
  return mappings;
}

std::vector<Mapping> read_smaps(const Process& process) {
  ParseFault fault;
  std::vector<Mapping> mappings = collect_mappings(process, MappingFile::smaps, fault);
  throw_if_failed(fault, process, "smaps");
  return mappings;
}

std::vector<Mapping> read_maps(const Process& process, std::error_code& error) {
  ParseFault fault;
  std::vector<Mapping> mappings = collect_mappings(process, MappingFile::maps, fault);
  error = fault.code;
  return mappings;
}

std::vector<Mapping> read_maps(const Process& process) {
  ParseFault fault;
  std::vector<Mapping> mappings = collect_mappings(process, MappingFile::maps, fault);
  throw_if_failed(fault, process, "maps");
  return mappings;
}

struct SmapsReader::State {
  const Process& process;
  UniqueFd file;
  bool is_bound = false;  // to the memory that was read the first time

  void read(const MappingCallback& callback, ParseFault& fault) {
    const Attempt attempt = [&](int directory, const std::string& path, ParseFault& failed) {
      if (!is_bound) file = detail::open_at(directory, path.c_str(), 0, failed.code);
      MappingParser parser(MappingFile::smaps, callback);
      feed_file(file.get(), parser, failed);
    };
    read_memory_file(process, "smaps", attempt, fault);
    if (!fault.code) is_bound = true;
  }
};

SmapsReader::SmapsReader(const Process& process) : state_(new State{process, UniqueFd(), false}) {}
SmapsReader::SmapsReader(SmapsReader&&) noexcept = default;
SmapsReader& SmapsReader::operator=(SmapsReader&&) noexcept = default;
SmapsReader::~SmapsReader() = default;

void SmapsReader::read(const MappingCallback& callback, std::error_code& error) {
  ParseFault fault;
  state_->read(callback, fault);
  error = fault.code;
}

void SmapsReader::read(const MappingCallback& callback) {
  ParseFault fault;
  state_->read(callback, fault);
  throw_if_failed(fault, state_->process, "smaps");
}

void reset_referenced(const Process& process, std::error_code& error) {
  error.clear();
  const int directory = detail::process_directory(process, error);
  if (error) return;
  write_clear_refs(directory, "clear_refs", error);
  error = detail::process_error(error);
  if (error) return;
  const StatusSnapshot status = read_status(process, error);
  if (error || status.state != 'Z') return;
  // The leading thread has ended, and what was written to its file did nothing.
  if (memory_state(status) != MemoryState::present) {
    error = Errc::process_exited;
    return;
  }
  detail::any_thread(directory, [&](const std::string& thread) {
    std::error_code ignored;  // of a thread that ends meanwhile
    write_clear_refs(directory, thread + "/clear_refs", ignored);
    return false;
  });
}

void reset_referenced(const Process& process) {
  std::error_code error;
  reset_referenced(process, error);
  throw_if_failed({error, 0, {}}, process, "clear_refs");
}

}  // namespace procmem
