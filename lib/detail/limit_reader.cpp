#include "detail/limit_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <procmem/error.hpp>
#include <procmem/fields.hpp>

#include "detail/cgroup_parser.hpp"
#include "detail/limit_parser.hpp"
#include "detail/posix_io.hpp"

namespace procmem::detail {
namespace {

/// No such file, or its group has just been removed.
bool is_absence(std::error_code error) noexcept {
  return error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory ||
         error == std::errc::no_such_device;
}

Bytes installed_memory() noexcept {
  struct sysinfo info {};
  ::sysinfo(&info);
  return Bytes(static_cast<std::int64_t>(info.totalram) * info.mem_unit);
}

/// Reads one source after the other until there is a fault. Every text it looks at is empty or of a file that
/// exists; a file that does not exist gives no ceiling.
class LimitReader {
 public:
  LimitReader(const LimitSource& source, FileFault& fault) : source_(source), fault_(fault) { fault_ = {}; }

  std::vector<MemoryLimit> read() {
    add_group();
    if (!failed()) add_resource_limits();
    if (!failed()) add_mem_total();
    if (failed()) limits_.clear();
    return std::move(limits_);
  }

 private:
  using Text = std::optional<std::string>;

  bool failed() const noexcept { return static_cast<bool>(fault_.fault.code); }

  /// What came of reading `file`; nothing if it does not exist.
  Text taken(std::string text, std::error_code error, const std::string& file) {
    fault_.file = file;
    if (!error) return text;
    if (!is_absence(error)) fault_.fault.code = error;
    return std::nullopt;
  }

  Text read_absolute(const std::string& path) {
    std::error_code error;
    std::string text = read_file_at(AT_FDCWD, (source_.root + path).c_str(), error);
    return taken(std::move(text), error, path);
  }

  Text read_of_process(const char* name) {
    const std::string file = source_.process_path + '/' + name;
    std::error_code error;
    std::string text = read_file_at(source_.process_directory, name, error);
    // The directory of a process that has ended has no files at all; one of them may be absent otherwise too.
    if (!is_absence(error) || ::faccessat(source_.process_directory, "status", F_OK, 0) != 0)
      error = process_error(error);
    return taken(std::move(text), error, file);
  }

  /// The calling thread's mounts, since it is the one that is going to open what is below them.
  Text read_mounts() {
    Text text;
    for (const char* const path : {"/proc/thread-self/mountinfo", "/proc/self/mountinfo"}) {
      if (text || failed()) break;  // thread-self: Linux 3.17
      std::error_code error;
      std::string pieces = read_pieces_at(AT_FDCWD, (source_.root + path).c_str(), error);
      text = taken(std::move(pieces), error, path);
    }
    return text;
  }

  bool is_directory(const std::string& path) const {
    std::error_code error;
    open_at(AT_FDCWD, (source_.root + path + '/').c_str(), O_DIRECTORY, error);
    return !error;
  }

  void add(const std::optional<Bytes>& ceiling, const char* field, std::string source) {
    if (ceiling && !failed()) limits_.push_back({*ceiling, find_field(field), std::move(source)});
  }

  void add_group() {
    const Text membership = read_of_process("cgroup");
    if (!membership) return;
    const MemoryGroup group = parse_memory_group(*membership, fault_.fault);
    if (failed() || group.version == 0) return;
    const Text mountinfo = read_mounts();
    if (!mountinfo) return;
    const std::vector<GroupMount> mounts = parse_group_mounts(*mountinfo, fault_.fault);
    if (failed()) return;
    for (const std::vector<GroupDirectory>& view : group_views(mounts, group)) {
      if (!is_directory(view.front().directory)) continue;  // another mount hides this one
      if (group.version == 1)
        add_v1(view.front());
      else
        add_v2(view);
      return;
    }
  }

  /// The kernel has gone through the ancestors itself.
  void add_v1(const GroupDirectory& place) {
    if (const Text text = read_absolute(place.directory + "/memory.stat"))
      add(parse_hierarchical_limit(*text, fault_.fault), "vm_rss", "cgroup v1 " + place.group);
  }

  void add_v2(const std::vector<GroupDirectory>& view) {
    for (const GroupDirectory& place : view) {
      if (const Text text = read_absolute(place.directory + "/memory.max"))
        add(parse_memory_max(*text, fault_.fault), "vm_rss", "cgroup v2 " + place.group);
      if (failed()) return;
    }
  }

  void add_resource_limits() {
    const Text text = read_of_process("limits");
    if (!text) return;
    if (text->empty()) {  // the kernel's answer for a process in its last instant
      fault_.fault.code = Errc::process_exited;
      return;
    }
    const ResourceLimits limits = parse_resource_limits(*text, fault_.fault);
    add(limits.address_space, "vm_size", "RLIMIT_AS");
    add(limits.data, "vm_data", "RLIMIT_DATA");
  }

  void add_mem_total() {
    const Text text = read_absolute("/proc/meminfo");
    if (failed()) return;
    // A /proc mounted with subset=pid has no meminfo.
    add(text ? parse_mem_total(*text, fault_.fault) : installed_memory(), "vm_rss", "MemTotal");
  }

  const LimitSource& source_;
  FileFault& fault_;
  std::vector<MemoryLimit> limits_;
};

}  // namespace

std::vector<MemoryLimit> read_limits_from(const LimitSource& source, FileFault& fault) {
  return LimitReader(source, fault).read();
}

const MemoryLimit& tightest_limit(const std::vector<MemoryLimit>& limits,
                                  const StatusSnapshot& status) noexcept {
  const auto room = [&status](const MemoryLimit& limit) {
    return limit.bytes - Bytes(limit.bounds->get(status).value_or(0));
  };
  return *std::min_element(limits.begin(), limits.end(),
                           [room](const MemoryLimit& a, const MemoryLimit& b) { return room(a) < room(b); });
}

}  // namespace procmem::detail
