#include "detail/process_scan.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "detail/number.hpp"
#include "detail/stat.hpp"

namespace procmem::detail {

ProcessScan::ProcessScan(std::error_code& error) : proc_(open_at(AT_FDCWD, "/proc", O_DIRECTORY, error)) {}

/// readdir(3) takes pieces of 32 KiB, which last a millisecond where there are a thousand processes.
const char* ProcessScan::next_name(std::error_code& error) {
  if (begin_ == end_) {
    const long read = ::syscall(SYS_getdents64, proc_.get(), piece_.data(), piece_.size());
    if (read < 0) error = last_errno();
    begin_ = 0;
    end_ = read > 0 ? static_cast<std::size_t>(read) : 0;
    if (end_ == 0) return nullptr;
  }
  const auto* const entry = reinterpret_cast<const dirent64*>(piece_.data() + begin_);
  begin_ += entry->d_reclen;
  return entry->d_name;
}

bool ProcessScan::step(const Known& known, std::error_code& error) {
  error.clear();
  while (const char* const name = next_name(error)) {
    std::uint64_t number = 0;
    if (parse_number(name, std::numeric_limits<int>::max(), number) != std::errc()) continue;
    const int pid = static_cast<int>(number);
    if (const ProcessEntry* const entry = known ? known(pid) : nullptr)
      entries_.push_back(*entry);
    else
      add(pid, name, error);
    return !error;
  }
  return false;
}

/// What ends meanwhile is left out.
void ProcessScan::add(int pid, const char* name, std::error_code& error) {
  std::error_code gone;
  const std::string text = read_file_at(proc_.get(), (std::string(name) + "/stat").c_str(), gone);
  if (out_of_descriptors(gone)) error = gone;
  if (gone) return;
  const StatSnapshot stat = parse_stat(text, gone);
  if (!gone)
    entries_.push_back({pid, stat.ppid, stat.state, stat.start_ticks, stat.comm, stat.kernel_thread});
}

std::vector<ProcessEntry> ProcessScan::take() {
  std::sort(entries_.begin(), entries_.end(),
            [](const ProcessEntry& a, const ProcessEntry& b) { return a.pid < b.pid; });
  return std::move(entries_);
}

}  // namespace procmem::detail
