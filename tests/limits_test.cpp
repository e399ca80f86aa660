#include <procmem/error.hpp>
#include <procmem/limits.hpp>
#include <procmem/process.hpp>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "detail/cgroup_parser.hpp"
#include "detail/limit_reader.hpp"
#include "detail/posix_io.hpp"
#include "support/child.hpp"
#include "support/fixtures.hpp"

using namespace procmem;

namespace {

constexpr std::int64_t mib = 1 << 20;

/// What is read below tests/data/cgroup/TREE of its process 812.
struct Tree {
  std::vector<MemoryLimit> limits;
  detail::FileFault fault;

  explicit Tree(const std::string& name) {
    detail::LimitSource source;
    source.root = std::string(PROCMEM_TEST_DATA) + "/cgroup/" + name;
    source.process_path = "/proc/812";
    std::error_code error;
    const detail::UniqueFd directory =
        detail::open_at(AT_FDCWD, (source.root + "/proc/812").c_str(), O_DIRECTORY, error);
    REQUIRE_MESSAGE(!error, name);
    source.process_directory = directory.get();
    limits = detail::read_limits_from(source, fault);
  }

  /// "SOURCE=MIB; SOURCE=MIB…", without MemTotal.
  std::string told() const {
    std::string text;
    for (const MemoryLimit& limit : limits)
      if (limit.source != "MemTotal")
        text += limit.source + '=' + std::to_string(limit.bytes.count() / mib) + "; ";
    return text;
  }

  /// What the message of the error would begin with, or nothing.
  std::string where() const {
    if (!fault.fault.code) return "";
    return fault.file + ':' + std::to_string(fault.fault.line) + ':' + std::string(fault.fault.key);
  }
};

const MemoryLimit* find(const std::vector<MemoryLimit>& limits, const std::string& source) {
  for (const MemoryLimit& limit : limits)
    if (limit.source.rfind(source, 0) == 0) return &limit;
  return nullptr;
}

void set_soft_limit(__rlimit_resource resource, std::int64_t bytes) {
  rlimit limit{};
  ::getrlimit(resource, &limit);
  limit.rlim_cur = static_cast<rlim_t>(bytes);
  ::setrlimit(resource, &limit);
}

bool put(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  return !file.fail();
}

/// A group of cgroup v1 inside the one that this process is in, gone with the object.
class Group {
 public:
  explicit Group(std::string path) : path_(std::move(path)), made_(::mkdir(path_.c_str(), 0755) == 0) {}
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  ~Group() {
    if (made_) ::rmdir(path_.c_str());
  }
  bool made() const noexcept { return made_; }
  bool limit(std::int64_t bytes) const {
    return put(path_ + "/memory.limit_in_bytes", std::to_string(bytes));
  }
  bool take(int pid) const { return put(path_ + "/cgroup.procs", std::to_string(pid)); }

 private:
  std::string path_;
  bool made_;
};

/// Where this process's own v1 group is seen; empty, with the reason in `reason`, if it is not.
detail::GroupDirectory own_v1_group(std::string& reason) {
  std::error_code error;
  detail::ParseFault fault;
  const auto group =
      detail::parse_memory_group(detail::read_file_at(AT_FDCWD, "/proc/self/cgroup", error), fault);
  if (group.version != 1) reason = "the memory controller is not in cgroup v1 here";
  const auto mounts =
      detail::parse_group_mounts(detail::read_pieces_at(AT_FDCWD, "/proc/self/mountinfo", error), fault);
  const auto views = detail::group_views(mounts, group);
  if (reason.empty() && views.empty()) reason = "this process's group is not visible";
  return reason.empty() ? views.front().front() : detail::GroupDirectory();
}

}  // namespace

TEST_CASE("under cgroup v2 every ancestor's memory.max counts, and memory.high does not") {
  const Tree tree("v2");
  CHECK(tree.where() == "");
  CHECK(tree.told() ==
        "cgroup v2 /user.slice/user-1000.slice=700; cgroup v2 /user.slice=3000; RLIMIT_AS=5000; "
        "RLIMIT_DATA=900; ");
}

TEST_CASE("a group without the memory controller is limited by the one above it") {
  CHECK(Tree("v2-undelegated").told() == "cgroup v2 /system.slice/a.service=256; ");
}

TEST_CASE("under cgroup v1 the hierarchical limit counts, under the group's own name") {
  CHECK(Tree("v1").told() == "cgroup v1 /batch/night=384; ");
  CHECK(Tree("v1-unlimited").told() == "");
}

TEST_CASE("on a hybrid host the v1 group counts, and a v2 group of that name does not") {
  CHECK(Tree("hybrid").told() == "cgroup v1 /batch/night=448; ");
}

TEST_CASE("in a container a group is found below the root of its mount") {
  CHECK(Tree("container").told() == "cgroup v1 /docker/4f2a/worker=512; ");
  CHECK(Tree("namespace").told() == "cgroup v2 /=640; ");
  CHECK(Tree("outside").told() == "cgroup v2 /../b=320; cgroup v2 /..=960; ");
}

TEST_CASE("a mount that another one hides is passed over") {
  CHECK(Tree("hidden-mount").told() == "cgroup v2 /a=200; ");
}

TEST_CASE("without control groups and meminfo there are the resource limits and the machine's memory") {
  const Tree tree("bare");
  CHECK(tree.where() == "");
  CHECK(tree.told() == "RLIMIT_AS=64; ");
  struct sysinfo info {};
  REQUIRE(::sysinfo(&info) == 0);
  CHECK(find(tree.limits, "MemTotal")->bytes.count() ==
        static_cast<std::int64_t>(info.totalram) * info.mem_unit);
}

TEST_CASE("the last of all ceilings is MemTotal, and each names the figure that it bounds") {
  const Tree tree("v2");
  REQUIRE(tree.limits.size() == 5);
  CHECK(tree.limits[1].bounds == find_field("vm_rss"));
  CHECK(tree.limits[2].bounds == find_field("vm_size"));
  CHECK(tree.limits[3].bounds == find_field("vm_data"));
  CHECK(tree.limits[4].bounds == find_field("vm_rss"));
  CHECK(tree.limits[4].source == "MemTotal");
  CHECK(tree.limits[4].bytes == Bytes::from_kib(16303428));
}

TEST_CASE("a damaged file is an error that names it, and gives no ceilings") {
  for (const auto& [name, where] : std::vector<std::pair<std::string, std::string>>{
           {"broken-limits", "/proc/812/limits:11:Max address space"},
           {"broken-mountinfo", "/proc/thread-self/mountinfo:3:"},
           {"broken-max", "/sys/fs/cgroup/a/memory.max:1:"},
           {"broken-meminfo", "/proc/meminfo:0:MemTotal"}}) {
    const Tree tree(name);
    CHECK(tree.where() == where);
    CHECK(tree.limits.empty());
  }
}

TEST_CASE("the ceiling with the least room is chosen, not the lowest one") {
  const std::vector<MemoryLimit> limits = {{Bytes(100), find_field("vm_rss"), "low, little used"},
                                           {Bytes(500), find_field("vm_size"), "high, much used"},
                                           {Bytes(900), find_field("vm_data"), "of a figure that is absent"}};
  StatusSnapshot status;
  CHECK(detail::tightest_limit(limits, status).source == "low, little used");
  status.vm_rss = Bytes(10);
  status.vm_size = Bytes(409);
  CHECK(detail::tightest_limit(limits, status).source == "low, little used");
  status.vm_size = Bytes(411);
  CHECK(detail::tightest_limit(limits, status).source == "high, much used");
  status.vm_size = Bytes(600);
  CHECK(detail::tightest_limit(limits, status).source == "high, much used");
}

TEST_CASE("a child's own resource limits are read, and the tightest of them is chosen") {
  const Child child([] {
    set_soft_limit(RLIMIT_DATA, std::int64_t{1} << 45);
    set_soft_limit(RLIMIT_AS, (std::int64_t{1} << 46) + 4096);
  });
  const Process process = Process::open(child.pid());
  const std::vector<MemoryLimit> limits = read_memory_limits(process);
  REQUIRE(find(limits, "RLIMIT_DATA"));
  CHECK(find(limits, "RLIMIT_DATA")->bytes.count() == std::int64_t{1} << 45);
  REQUIRE(find(limits, "RLIMIT_AS"));
  CHECK(find(limits, "RLIMIT_AS")->bytes.count() == (std::int64_t{1} << 46) + 4096);
  REQUIRE(find(limits, "MemTotal"));
  const MemoryLimit tightest = read_memory_limit(process);
  CHECK(std::any_of(limits.begin(), limits.end(),
                    [&](const MemoryLimit& limit) { return limit.source == tightest.source; }));
  const StatusSnapshot status = read_status(process);
  const auto room = [&](const MemoryLimit& limit) {
    return limit.bytes.count() - limit.bounds->get(status).value_or(0);
  };
  for (const MemoryLimit& limit : limits) CHECK(room(tightest) <= room(limit));
}

TEST_CASE("a child moved into a v1 group with a limited parent has the parent's limit") {
  std::string reason = is_root() ? "" : "only root may make groups";
  const detail::GroupDirectory own = own_v1_group(reason);
  const std::string name = "/procmem-test-" + std::to_string(::getpid());
  const Group outer(reason.empty() ? own.directory + name : "");
  const Group inner(reason.empty() ? own.directory + name + "/inner" : "");
  if (reason.empty() && !inner.made()) reason = "no group can be made in " + own.directory;
  if (!reason.empty()) {
    MESSAGE("SKIPPED: " << reason);
    return;
  }
  REQUIRE(outer.limit(48 * mib));
  const Child child;  // ended before the groups are removed
  REQUIRE(inner.take(child.pid()));
  const MemoryLimit limit = read_memory_limit(Process::open(child.pid()));
  CHECK(limit.bytes == Bytes(48 * mib));
  CHECK(limit.source == "cgroup v1 " + (own.group == "/" ? "" : own.group) + name + "/inner");
  CHECK(limit.bounds == find_field("vm_rss"));
  REQUIRE(inner.limit(40 * mib));
  CHECK(read_memory_limit(Process::open(child.pid())).bytes == Bytes(40 * mib));
}

TEST_CASE("the limits of a process that was reaped are an error that names it") {
  Child child;
  const Process process = Process::open(child.pid());
  child.kill();
  child.reap();
  std::error_code error;
  CHECK(read_memory_limits(process, error).empty());
  CHECK(error == Errc::process_exited);
  CHECK(read_memory_limit(process, error).bounds == nullptr);
  CHECK(error == Errc::process_exited);
  const std::string expected = "/proc/" + std::to_string(child.pid()) + "/cgroup: no such process";
  CHECK_THROWS_WITH_AS(read_memory_limits(process), expected.c_str(), Error);
  CHECK_THROWS_AS(read_memory_limit(process), Error);
}

TEST_CASE("a zombie's limit is the lowest of all") {
  Child child;
  const Process process = Process::open(child.pid());
  child.kill();
  const std::vector<MemoryLimit> limits = read_memory_limits(process);
  const MemoryLimit lowest = read_memory_limit(process);
  for (const MemoryLimit& limit : limits) CHECK(lowest.bytes <= limit.bytes);
}

TEST_CASE("after a fork the parent's self has no limits to tell") {
  const Process self = Process::self();
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::error_code error;
    const bool empty = read_memory_limits(self, error).empty();
    ::_exit(empty && error == Errc::forked ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK(status == 0);
  CHECK(!read_memory_limits(self).empty());
}

TEST_CASE("a list of mounts longer than a page is read to its end") {
  std::error_code error;
  const std::string whole = detail::read_pieces_at(AT_FDCWD, "/proc/self/smaps", error);
  CHECK(!error);
  CHECK(whole.size() > 2 * 4096);
  CHECK(whole.find("[stack]") != std::string::npos);
}
