#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/command.hpp"
#include "cli/json_of.hpp"
#include "support/child.hpp"

namespace {

using Words = std::vector<std::string>;

std::string pid_of(pid_t pid) {
  return std::to_string(pid);
}

/// A process that grows when it is told to (tests/fault/grow.cpp).
class Grower {
 public:
  explicit Grower(const std::string& mode, const Place& place = {}) : command_({PROCMEM_GROW, mode}, place) {
    until([this] { return command_.out().find("ready") != std::string::npos; });
  }

  std::string pid() const { return pid_of(command_.pid()); }
  void order() const { command_.send(SIGUSR1); }
  void grow() const {
    order();
    until([this] { return command_.out().find("grew") != std::string::npos; });
  }
  void kill() const { command_.send(SIGKILL); }

 private:
  Command command_;
};

/// `maps --over` that has looked once.
class Observer {
 public:
  explicit Observer(Words words) : command_(cli_words(std::move(words))) {
    until([this] { return command_.err().find("looked once") != std::string::npos; });
  }
  Result end() {
    command_.send(SIGINT);
    return command_.wait();
  }
  Result wait() { return command_.wait(); }

 private:
  Command command_;
};

void check_refusal(const Result& result, int status, const std::string& said) {
  CHECK(result.status == status);
  CHECK(result.out.empty());
  const std::vector<std::string> lines = lines_of(result.err);
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.back().rfind("procmem-cli: ", 0) == 0);
  CAPTURE(result.err);
  CHECK(lines.back().find(said) != std::string::npos);
}

/// The group's place in "/groups", by its kind.
std::string group(const Json& json, const std::string& kind) {
  for (int i = 0; json.has("/groups/" + std::to_string(i)); ++i)
    if (json.text("/groups/" + std::to_string(i) + "/kind") == kind) return "/groups/" + std::to_string(i);
  FAIL("there is no group ", kind);
  return "";
}

/// Maps a file of this name.
void map_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
  if (file < 0 || ::ftruncate(file, 4096) != 0) ::_exit(1);
  ::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, file, 0);
}

/// So many mappings, each with a page below and above that is not mapped.
void map_many(int count) {
  constexpr std::size_t page = 4096;
  const auto size = static_cast<std::size_t>(count) * 2 * page;
  auto* const memory = static_cast<char*>(
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  for (std::size_t i = 0; i < size; i += 2 * page) {
    memory[i] = 1;
    ::munmap(memory + i + page, page);
  }
}

std::string data(const std::string& name) {
  return std::string(PROCMEM_TEST_DATA) + "/procfs/" + name;
}

}  // namespace

TEST_CASE("maps tells what there is, the largest first, with its threads") {
  const Grower grower("heap_leak");
  grower.grow();
  const Result text = cli({"maps", grower.pid()});
  CHECK(text.status == 0);
  CHECK(text.err.empty());
  const auto lines = lines_of(text.out);
  REQUIRE(lines.size() > 3);
  CHECK(lines[0].find("grow (pid " + grower.pid() + "): ") == 0);
  CHECK(lines[0].find(" mappings, 1 thread") != std::string::npos);
  CHECK(lines[2].find("[heap]") != std::string::npos);
  const Json json(cli({"maps", grower.pid(), "--json"}).out);
  CHECK(json.text("/groups/0/kind") == "heap");
  CHECK(json.number("/groups/0/rss_bytes") > 24 * 1048576);
  CHECK(json.number("/threads") == 1);
}

TEST_CASE(
    "maps --over: the sentence, the table by growth with rates, and an interrupted wait that is told as it "
    "was") {
  const Grower grower("mmap_leak");
  Observer observer({"maps", grower.pid(), "--over", "1h"});
  grower.grow();
  const Result result = observer.end();
  CHECK(result.status == 0);
  const auto lines = lines_of(result.out);
  REQUIRE(lines.size() > 3);
  CHECK(lines[0].find("/h grew in anonymous") != std::string::npos);
  CHECK(lines[1].rfind("in ", 0) == 0);
  CHECK(lines[2].find("PER HOUR") != std::string::npos);
  CHECK(lines[3].find("anonymous") != std::string::npos);
}

TEST_CASE("-q: no word on standard error") {
  const Grower grower("heap_leak");
  const Result result = cli({"maps", grower.pid(), "--over", "50ms", "-q"});
  CHECK(result.status == 0);
  CHECK(result.err.empty());
}

TEST_CASE("--idle tells memory that leaked from memory that grew and is in use") {
  for (const char* const mode : {"heap_leak", "cache_growth"}) {
    CAPTURE(mode);
    const Grower grower(mode);
    Observer observer({"maps", grower.pid(), "--over", "1s", "--idle", "--json"});
    grower.grow();
    const Result result = observer.wait();
    REQUIRE(result.status == 0);
    CHECK(result.err.find("warning: --idle") != std::string::npos);
    const Json json(result.out);
    const double idle = json.number(group(json, "heap") + "/idle_bytes");
    const double grown = json.number(group(json, "heap") + "/growth_bytes");
    CHECK(grown > 23 * 1048576);
    if (mode == std::string("heap_leak"))
      CHECK(idle > .9 * grown);
    else
      CHECK(idle < .1 * grown);
  }
}

TEST_CASE("an exec in between is no growth: status 3 says so") {
  const Grower grower("execute");
  Observer observer({"maps", grower.pid(), "--over", "1h"});
  grower.order();
  until([&] { return read_file("/proc/" + grower.pid() + "/comm") == "sleep\n"; });
  check_refusal(observer.end(), 3, "has executed another program after");
}

TEST_CASE("a process that ends in between ends the wait: status 3 says so") {
  const Grower grower("heap_leak");
  Observer observer({"maps", grower.pid(), "--over", "1h"});
  grower.kill();
  check_refusal(observer.wait(), 3, "has ended after");
}

TEST_CASE("no process, a zombie, a kernel thread: status 3 and one line") {
  check_refusal(cli({"maps", "2147483646"}), 3, "no process has the pid 2147483646");
  check_refusal(cli({"maps", "-n", "no-such-name"}), 3, "no-such-name");
  Child child;
  child.kill();
  check_refusal(cli({"maps", pid_of(child.pid())}), 3, "waits to be reaped");
  if (read_file("/proc/2/comm") == "kthreadd\n") check_refusal(cli({"maps", "2"}), 3, "kernel thread");
}

TEST_CASE("another user's process: status 3 says what is needed") {
  if (!is_root()) {
    MESSAGE("SKIPPED: only root can become another user");
    return;
  }
  const Child child;
  Place nobody;
  nobody.user = 65534;
  const Result result = cli({"maps", pid_of(child.pid())}, nobody);
  if (result.status == 98) {
    MESSAGE("SKIPPED: another user may not run the program where it was built");
    return;
  }
  check_refusal(result, 3, "cannot read smaps of ");
  CHECK(result.err.find("root") != std::string::npos);
}

TEST_CASE("where clear_refs may not be written to, --idle is refused before anything is waited for") {
  if (!is_root() || ::access("/usr/bin/setpriv", X_OK) != 0) {
    MESSAGE("SKIPPED: it takes root, who gives up a capability, and setpriv");
    return;
  }
  Place nobody;
  nobody.user = 65534;
  const Command other({"sleep", "600"}, nobody);
  until([&] { return read_file("/proc/" + pid_of(other.pid()) + "/comm") == "sleep\n"; });
  Words words = {"setpriv", "--inh-caps=-dac_override", "--bounding-set=-dac_override"};
  for (const std::string& word : cli_words({"maps", pid_of(other.pid()), "--over", "1h", "--idle"}))
    words.push_back(word);
  Command refused(words);
  check_refusal(refused.wait(), 3, "cannot write clear_refs");
}

TEST_CASE("a file's name can steer no terminal and forge no row") {
  const Folder folder;
  const std::string name = "a\x1b[31m\n\"99999999-99999999\xff";
  const Child child([&] { map_file(folder / name); });
  const Result text = cli({"maps", pid_of(child.pid())});
  CHECK(text.out.find('\x1b') == std::string::npos);
  CHECK(count_of(text.out, "a\\x1b[31m") == 1);
  const Json json(cli({"maps", pid_of(child.pid()), "--json"}).out);
  CHECK(count_of(cli({"maps", pid_of(child.pid()), "--json"}).out, "\x1b") == 0);
}

TEST_CASE("a process with 20,000 mappings is told whole") {
  const Child child([] { map_many(20000); });
  const Json json(cli({"maps", pid_of(child.pid()), "--json"}).out);
  CHECK(json.number("/mappings") >= 20000);
  CHECK(json.text("/groups/0/name") == "anonymous");
  CHECK(json.has("/groups/0/regions/19999"));
  const Result twice = cli({"maps", pid_of(child.pid()), "--over", "1ms"});
  CHECK(twice.status == 0);
  CHECK(twice.out.find("no memory grew") != std::string::npos);
}

TEST_CASE("maps --diff compares two copies of smaps, without rates, for nobody knows the time between them") {
  const Folder folder;
  const std::string smaps = read_file(data("live618_shapes_smaps"));
  write_file(folder / "a", smaps);
  const std::string mapping = "10000000-10100000 rw-p 00000000 00:00 0 \nRss: 1024 kB\nSwap: 8 kB\n";
  write_file(folder / "b", smaps + mapping);
  const Result result = cli({"maps", "--diff", folder / "a", folder / "b"});
  CHECK(result.status == 0);
  CHECK(lines_of(result.out)[0] == "1.01 of 1.01 MiB grew in anonymous");
  CHECK(result.out.find("PER HOUR") == std::string::npos);
  CHECK(result.out.find("SWAP") != std::string::npos);
  const Json json(cli({"maps", "--diff", folder / "a", folder / "b", "--json"}).out);
  CHECK(json.is_null("/over_s"));
  CHECK(json.text("/groups/0/kind") == "anonymous");
  CHECK(json.number("/groups/0/growth_bytes") == 1032 * 1024);
  CHECK(json.text("/groups/0/changed_regions/0/change") == "appeared");
  CHECK(json.text("/groups/0/changed_regions/0/begin") == "10000000");
}

TEST_CASE("of copies of maps only sizes are compared, and that is said") {
  const Folder folder;
  const std::string maps = read_file(data("live618_shapes_maps"));
  write_file(folder / "a", maps);
  write_file(folder / "b", maps + "10000000-10100000 rw-p 00000000 00:00 0 \n");
  const Result result = cli({"maps", "--diff", folder / "a", folder / "b"});
  CHECK(result.status == 0);
  CHECK(count_of(result.err, "only sizes are compared") == 2);
  CHECK(lines_of(result.out)[0] == "1.00 of 1.00 MiB of addresses grew in anonymous");
}

TEST_CASE("a copy that cannot be read or is none: status 6 names it and the line") {
  const Folder folder;
  write_file(folder / "a", "00400000-00452000 r-xp 00000000 08:02 173521 /x\nRss: 4 kB\nPss: x kB\n");
  write_file(folder / "b", "nonsense\n");
  check_refusal(cli({"maps", "--diff", folder / "a", folder / "a"}), 6,
                "/a is no copy of smaps: smaps:3: Pss");
  check_refusal(cli({"maps", "--diff", folder / "b", folder / "b"}), 6, "/b is no copy");
  check_refusal(cli({"maps", "--diff", folder / "none", folder / "b"}), 6, "No such file");
  check_refusal(cli({"maps", "--diff", folder.path(), folder / "b"}), 6, "directory");
}

TEST_CASE("what does not go together is refused with status 2") {
  check_refusal(cli({"maps"}), 2, "target");
  check_refusal(cli({"maps", "1", "--idle"}), 2, "--over");
  check_refusal(cli({"maps", "1", "--over", "0"}), 2, "'0'");
  check_refusal(cli({"maps", "--diff", "a"}), 2, "--diff");
  check_refusal(cli({"maps", "1", "--diff", "a", "b"}), 2, "--diff");
  check_refusal(cli({"maps", "--over", "1s", "--diff", "a", "b"}), 2, "exclude");
  check_refusal(cli({"maps", "--", "true"}), 2, "no command");
}
