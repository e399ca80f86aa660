#include <procmem/process.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <procmem/error.hpp>

#include "detail/kept_file.hpp"
#include "detail/number.hpp"
#include "detail/posix_io.hpp"
#include "detail/process_directory.hpp"
#include "detail/stat.hpp"
#include "detail/status_fast.hpp"
#include "detail/status_parser.hpp"

namespace procmem {

using detail::KeptFd;
using detail::OpenProcess;
using detail::ParseFault;
using detail::StatusLayout;
using detail::UniqueFd;

namespace detail {

struct OpenProcess {
  int pid = 0;
  std::uint64_t start_ticks = 0;
  KeptFd directory;  // names the process for good; all else is opened relative to it
  KeptFile status{"status"};
  KeptFile statm{"statm"};
  KeptFd pidfd;  // may be missing
  bool is_self = false;
  unsigned fork_generation = 0;  // in which self() was called
  mutable std::atomic<StatusLayout> layout{StatusLayout()};
};

struct ProcessAccess {
  static const OpenProcess& of(const Process& process) noexcept { return *process.open_; }
};

}  // namespace detail

namespace {

// A descriptor of /proc/self that a child inherits goes on reading the parent. Counting forks notices that
// without a system call per read.
std::atomic<unsigned> fork_generation{0};

void count_forks() noexcept {
  static const int registered = ::pthread_atfork(nullptr, nullptr, [] { ++fork_generation; });
  static_cast<void>(registered);
}

bool is_inherited(const OpenProcess& process) noexcept {
  return process.is_self && process.fork_generation != fork_generation.load(std::memory_order_relaxed);
}

std::string proc_path(int pid) {
  return "/proc/" + std::to_string(pid);
}

UniqueFd open_pidfd(int pid) noexcept {
#ifdef SYS_pidfd_open
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
#else
  static_cast<void>(pid);
  return UniqueFd();
#endif
}

/// \param snapshot empty before.
[[gnu::hot]] void parse_from(int descriptor, StatusLayout& layout, StatusSnapshot& snapshot,
                             ParseFault& fault) {
  const detail::WholeRead read(descriptor, fault.code);
  if (fault.code || detail::parse_kernel_status(read.text(), layout, snapshot)) return;
  snapshot = detail::parse_status_text(read.text(), fault);
}

/// Where the text was laid out otherwise, one of the threads that read it at once has its way.
[[gnu::hot]] void read_own_status(const OpenProcess& process, StatusSnapshot& snapshot, ParseFault& fault) {
  const detail::KeptFile::Lease file = process.status.lease(process.directory.get(), fault.code);
  if (fault.code) fault.code = detail::process_error(fault.code);
  if (fault.code) return;
  const StatusLayout before = process.layout.load(std::memory_order_relaxed);
  StatusLayout layout = before;
  parse_from(file.get(), layout, snapshot, fault);
  if (!(layout == before)) process.layout.store(layout, std::memory_order_relaxed);
}

/// Fills in what identifies the process. When descriptors are short it gives up the optional ones and tries
/// again.
void identify(OpenProcess& process, std::error_code& error) {
  std::string text = detail::read_file_at(process.directory.get(), "stat", error);
  if (detail::out_of_descriptors(error)) {
    process.status.let_go();
    process.pidfd.reset();
    text = detail::read_file_at(process.directory.get(), "stat", error);
  }
  error = detail::process_error(error);
  if (!error) process.start_ticks = detail::parse_stat(text, error).start_ticks;
}

/// Opens what is under `path`, which is of the process or of one of its threads.
std::unique_ptr<OpenProcess> open_directory(const std::string& path, std::error_code& error) {
  auto process = std::make_unique<OpenProcess>();
  UniqueFd directory = detail::open_at(AT_FDCWD, path.c_str(), O_DIRECTORY, error);
  error = detail::process_error(error);
  if (error) return nullptr;
  detail::descriptor_budget::refresh();
  detail::descriptor_budget::take_anyway();
  process->directory = KeptFd(std::move(directory));
  ParseFault fault;
  StatusSnapshot status;
  read_own_status(*process, status, fault);
  process->pid = status.tgid;
  error = fault.code;
  return error ? nullptr : std::move(process);
}

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

/// After the leading thread has ended, the others still know the memory that they share with it.
void read_live_thread(const OpenProcess& process, StatusSnapshot& leader) {
  detail::any_thread(process.directory.get(), [&](const std::string& thread) {
    ParseFault fault;
    const UniqueFd file =
        detail::open_at(process.directory.get(), (thread + "/status").c_str(), 0, fault.code);
    StatusLayout unknown;
    StatusSnapshot live;
    if (!fault.code) parse_from(file.get(), unknown, live, fault);
    if (fault.code || memory_state(live) != MemoryState::present) return false;
    live.name = leader.name;
    live.state = leader.state;
    live.pid = leader.pid;
    live.threads = leader.threads;
    leader = live;
    return true;
  });
}

[[gnu::hot]] void read_status_or_fault(const OpenProcess& process, StatusSnapshot& snapshot,
                                       ParseFault& fault) {
  if (is_inherited(process)) {
    fault.code = Errc::forked;
    return;
  }
  read_own_status(process, snapshot, fault);
  if (!fault.code && !snapshot.vm_size && memory_state(snapshot) == MemoryState::exited_leader)
    read_live_thread(process, snapshot);
}

std::unique_ptr<OpenProcess> open_process(int pid, std::error_code& error) {
  std::unique_ptr<OpenProcess> process = open_directory(proc_path(pid), error);
  if (error == Errc::process_exited && open_pidfd(pid).valid()) error = Errc::process_hidden;
  if (error) return nullptr;
  if (process->pid != pid) {
    // A thread's id. As long as the thread answers, the process it named is the one just opened.
    const std::unique_ptr<OpenProcess> thread =
        std::exchange(process, open_directory(proc_path(process->pid), error));
    ParseFault fault;
    StatusSnapshot still_there;
    if (!error) read_own_status(*thread, still_there, fault);
    if (fault.code) error = fault.code;
  }
  if (error) return nullptr;
  if (detail::descriptor_budget::take()) process->pidfd = KeptFd(open_pidfd(process->pid));
  // Last, because it proves the pid was still held by this process when the pidfd was opened.
  identify(*process, error);
  return error ? nullptr : std::move(process);
}

std::unique_ptr<OpenProcess> open_self(std::error_code& error) {
  count_forks();
  const unsigned generation = fork_generation.load(std::memory_order_relaxed);
  std::unique_ptr<OpenProcess> process = open_directory("/proc/self", error);
  if (error) return nullptr;
  process->is_self = true;
  process->fork_generation = generation;
  identify(*process, error);
  return error ? nullptr : std::move(process);
}

}  // namespace

int detail::process_directory(const Process& process, std::error_code& error) noexcept {
  const OpenProcess& open = ProcessAccess::of(process);
  error = is_inherited(open) ? std::error_code(Errc::forked) : std::error_code();
  return open.directory.get();
}

bool detail::any_thread(int process_directory, const std::function<bool(const std::string& thread)>& visit) {
  std::error_code error;
  UniqueFd descriptor = open_at(process_directory, "task", O_DIRECTORY, error);
  const std::unique_ptr<DIR, CloseDirectory> tasks(error ? nullptr : ::fdopendir(descriptor.get()));
  if (!tasks) return false;
  descriptor.release();  // closed with `tasks`
  while (const dirent* const entry = ::readdir(tasks.get()))
    if (is_digit(entry->d_name[0]) && visit("task/" + std::string(entry->d_name))) return true;
  return false;
}

Process::Process(std::unique_ptr<OpenProcess> open) noexcept : open_(std::move(open)) {}
Process::Process(Process&&) noexcept = default;
Process& Process::operator=(Process&&) noexcept = default;
Process::~Process() = default;

Process Process::self(std::error_code& error) {
  return Process(open_self(error));
}

Process Process::self() {
  std::error_code error;
  Process process = self(error);
  if (error) throw Error(error, "/proc/self");
  return process;
}

Process Process::open(int pid, std::error_code& error) {
  if (pid < 1)
    throw std::invalid_argument("procmem::Process::open: pid " + std::to_string(pid) + " is not positive");
  return Process(open_process(pid, error));
}

Process Process::open(int pid) {
  std::error_code error;
  Process process = open(pid, error);
  if (error) throw Error(error, proc_path(pid));
  return process;
}

int Process::pid() const noexcept {
  return open_->pid;
}
std::uint64_t Process::start_ticks() const noexcept {
  return open_->start_ticks;
}

bool Process::ended() const {
  if (pollfd exit{exit_descriptor(), POLLIN, 0}; exit.fd >= 0) return ::poll(&exit, 1, 0) > 0;
  std::error_code error;
  const StatusSnapshot snapshot = read_status(*this, error);
  return error == Errc::process_exited || (!error && memory_state(snapshot) == MemoryState::zombie);
}

bool Process::replaced() const {
  std::error_code error;
  read_status(*this, error);
  return error == Errc::process_exited && ::access(proc_path(pid()).c_str(), F_OK) == 0;
}

int Process::exit_descriptor() const noexcept {
  return open_->pidfd.get();
}

[[gnu::hot]] void detail::read_status_into(StatusSnapshot& snapshot, const Process& process,
                                           std::error_code& error) {
  ParseFault fault;
  read_status_or_fault(ProcessAccess::of(process), snapshot, fault);
  error = fault.code;
}

StatusSnapshot read_status(const Process& process, std::error_code& error) {
  StatusSnapshot snapshot;
  detail::read_status_into(snapshot, process, error);
  return snapshot;
}

StatusSnapshot read_status(const Process& process) {
  ParseFault fault;
  StatusSnapshot snapshot;
  read_status_or_fault(detail::ProcessAccess::of(process), snapshot, fault);
  if (fault.code) detail::throw_fault(fault, proc_path(process.pid()) + "/status");
  return snapshot;
}

StatmSnapshot read_statm(const Process& process, std::error_code& error) {
  const int directory = detail::process_directory(process, error);
  if (error) return {};
  const detail::KeptFile::Lease file = detail::ProcessAccess::of(process).statm.lease(directory, error);
  if (error) error = detail::process_error(error);
  if (error) return {};
  std::array<char, 256> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): seven numbers fit into it
  const std::string_view text = detail::read_start(file.get(), buffer.data(), buffer.size(), error);
  if (error) error = detail::process_error(error);
  return error ? StatmSnapshot() : parse_statm(text, error);
}

StatmSnapshot read_statm(const Process& process) {
  std::error_code error;
  const StatmSnapshot snapshot = read_statm(process, error);
  if (error) throw Error(error, proc_path(process.pid()) + "/statm");
  return snapshot;
}

std::string read_command_line(const Process& process, std::error_code& error) {
  constexpr std::size_t most = 4096;
  const int directory = detail::process_directory(process, error);
  // A program that is just being executed has none for a moment.
  constexpr int most_tries = 30;
  std::string text;
  for (int tries = 0; !error && text.empty() && tries < most_tries; ++tries) {
    if (tries != 0) ::usleep(100);
    text = detail::read_file_at(directory, "cmdline", error);
  }
  error = detail::process_error(error);
  text.resize(std::min(text.size(), most));
  while (!text.empty() && text.back() == '\0') text.pop_back();
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::string read_command_line(const Process& process) {
  std::error_code error;
  std::string text = read_command_line(process, error);
  if (error) throw Error(error, proc_path(process.pid()) + "/cmdline");
  return text;
}

Bytes page_size() noexcept {
  static const Bytes size(::sysconf(_SC_PAGESIZE));
  return size;
}

std::string boot_id() {
  std::error_code error;
  std::string id = detail::read_file_at(AT_FDCWD, "/proc/sys/kernel/random/boot_id", error);
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

}  // namespace procmem
