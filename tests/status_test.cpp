#include <procmem/error.hpp>
#include <procmem/fields.hpp>
#include <procmem/status.hpp>

#include <set>
#include <string>

#include <doctest/doctest.h>

#include "detail/status_fast.hpp"
#include "support/fixtures.hpp"

using namespace procmem;
using namespace std::string_literals;

namespace {

/// What a manifest calls a value, read from the snapshot; "absent" if it has none.
std::string value_of(const StatusSnapshot& snapshot, const std::string& key) {
  const auto text = [](const auto& value) { return value ? std::to_string(*value) : "absent"s; };
  if (key == "State") return std::string(1, snapshot.state);
  if (key == "Tgid") return std::to_string(snapshot.tgid);
  if (key == "Pid") return std::to_string(snapshot.pid);
  if (key == "Kthread") return text(snapshot.kthread);
  const Field* const field = find_field(key);
  REQUIRE_MESSAGE(field != nullptr, key);
  const auto value = field->get(snapshot);
  return value && field->unit == Field::Unit::bytes ? std::to_string(*value / 1024) : text(value);
}

/// Every expected value is there, and no figure that is not expected.
void check_values(const StatusSnapshot& snapshot, const std::string& expected) {
  std::set<std::string> keys;
  for (const auto& pair : fixtures::pairs(expected)) {
    const std::string& key = pair.first;
    if (key == "CoreDumping" || key == "THP_enabled") continue;  // not about amounts of memory: not parsed
    keys.insert(key);
    CHECK_MESSAGE(value_of(snapshot, key) == pair.second, key);
  }
  for (const Field& field : fields())
    if (keys.count(std::string(field.key)) == 0) CHECK_MESSAGE(!field.get(snapshot), field.key);
}

/// All that `part` knows, `whole` knows the same.
void check_subset(const StatusSnapshot& part, const StatusSnapshot& whole) {
  for (const Field& field : fields())
    if (const auto value = field.get(part)) CHECK(value == field.get(whole));
  if (!part.name.empty()) CHECK(part.name == whole.name);
  if (part.state != '\0') CHECK(part.state == whole.state);
  if (part.tgid != 0) CHECK(part.tgid == whole.tgid);
  if (part.pid != 0) CHECK(part.pid == whole.pid);
  if (part.ppid != 0) CHECK(part.ppid == whole.ppid);
  if (part.kthread) CHECK(part.kthread == whole.kthread);
}

const std::string minimal = "Name:\tx\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\n";

std::string thrown_by(const std::string& text) {
  try {
    parse_status(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("every real status file gives exactly the expected figures") {
  int files = 0;
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "status") continue;
    CAPTURE(row.at("file"));
    check_values(parse_status(fixtures::read("procfs/" + row.at("file"))), row.at("expected"));
    ++files;
  }
  CHECK(files == 39);
}

TEST_CASE("every hostile status file gives the expected figures or an error, never a wrong number") {
  int files = 0;
  for (const auto& row : fixtures::table("hostile-status/manifest.csv")) {
    CAPTURE(row.at("file"));
    CAPTURE(row.at("reason"));
    std::error_code error;
    const StatusSnapshot snapshot = parse_status(fixtures::read("hostile-status/" + row.at("file")), error);
    ++files;
    if (row.at("expected") == "ok") {
      CHECK_MESSAGE(!error, error.message());
      check_values(snapshot, row.at("expected_values_kB"));
    } else {
      CHECK(error);
      CHECK(snapshot == StatusSnapshot());
    }
  }
  CHECK(files == 57);
}

TEST_CASE("a status file cut at any byte gives an error or a part of the whole's figures") {
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "status") continue;
    CAPTURE(row.at("file"));
    const std::string text = fixtures::read("procfs/" + row.at("file"));
    const StatusSnapshot whole = parse_status(text);
    for (std::size_t length = 0; length < text.size(); ++length) {
      std::error_code error;
      const StatusSnapshot part = parse_status(std::string_view(text).substr(0, length), error);
      CAPTURE(length);
      check_subset(part, whole);
    }
  }
}

TEST_CASE("the kernel-order parser agrees with the exact one on every file it accepts, whole or cut") {
  int accepted = 0;
  detail::StatusLayout layout;  // goes from file to file, so that it is right, wrong, and beyond the end
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "status") continue;
    CAPTURE(row.at("file"));
    const std::string text = fixtures::read("procfs/" + row.at("file"));
    for (std::size_t length = 1; length <= text.size(); ++length) {
      StatusSnapshot fast;
      const std::string_view part = std::string_view(text).substr(0, length);
      if (!detail::parse_kernel_status(part, layout, fast)) continue;
      CAPTURE(length);
      CHECK(fast == parse_status(part));
      if (length == text.size()) ++accepted;
    }
  }
  CHECK(accepted >= 12);  // or the fast path is not what current kernels print
}

TEST_CASE("the kernel-order parser refuses what only the exact one can judge") {
  StatusSnapshot snapshot;
  for (const auto& row : fixtures::table("hostile-status/manifest.csv")) {
    CAPTURE(row.at("file"));
    const std::string text = fixtures::read("hostile-status/" + row.at("file"));
    snapshot = {};
    detail::StatusLayout layout;
    // Duplicate keys after Threads come from no kernel; they are the exact parser's alone.
    if (row.at("expected") == "ok" && detail::parse_kernel_status(text, layout, snapshot))
      CHECK(snapshot == parse_status(text));
  }
}

TEST_CASE("the kernel-order parser reads figures of any width, and nothing that only looks like one") {
  const std::string text = fixtures::read("procfs/live618_hugetlb_mlock_status");
  const std::size_t begin = text.find("VmRSS:\t") + 7;
  const auto with = [&](const std::string& figure) { return std::string(text).replace(begin, 8, figure); };
  REQUIRE(text.substr(begin + 8, 4) == " kB\n");
  detail::StatusLayout layout;
  for (const char* const figure :
       {"       0", "       9", "99999999", "12345678", " 1020304", "123456789012345", "7", "", "      12"}) {
    CAPTURE(figure);
    StatusSnapshot fast;
    std::error_code error;
    const StatusSnapshot exact = parse_status(with(figure), error);
    CHECK(detail::parse_kernel_status(with(figure), layout, fast) == !error);
    if (!error) CHECK(fast == exact);
  }
  const std::string numeral = "    4120";
  for (std::size_t column = 0; column < numeral.size(); ++column)
    for (int byte = 0; byte < 256; ++byte) {
      std::string figure = numeral;
      figure[column] = static_cast<char>(byte);
      CAPTURE(figure);
      StatusSnapshot fast;
      if (!detail::parse_kernel_status(with(figure), layout, fast)) continue;
      CHECK(fast == parse_status(with(figure)));
      CHECK((byte == ' ' || (byte >= '0' && byte <= '9')));
    }
}

TEST_CASE("a thrown error names the line and the key") {
  CHECK(thrown_by(minimal + "VmSize:\t 5 kB\nVmRSS:\t-4 kB\n") == "status:7: VmRSS: malformed line");
  CHECK(thrown_by(minimal + "Pid:\t7\n") == "status:6: Pid: key given twice");
  CHECK(thrown_by(minimal + "VmSize:\t99999999999999999 kB\n") == "status:6: VmSize: value out of range");
  CHECK(thrown_by(minimal + "VmSize:\t 5 kB\n") == "status: VmRSS: the text is cut off");
  CHECK(thrown_by("hello\n") == "status: not a /proc/PID/status file");
}

TEST_CASE("the name is unescaped once, and a blank at its start is part of it") {
  CHECK(parse_status("Name:\ta\\nb\\\\n\nState:\tR (running)\n").name == "a\nb\\n");
  CHECK(parse_status("Name:\t  two blanks\nState:\tR (running)\n").name == "  two blanks");
  CHECK(parse_status("Name:   pasted\nState:\tR (running)\n").name == "pasted");
  CHECK(parse_status("Name:\t\nState:\tR (running)\n").name.empty());
  CHECK(parse_status(fixtures::read("procfs/live618_name_newline_fakevmrss_status")).name ==
        "a\nVmRSS:\t1 kB");
}

TEST_CASE("a number that the end of the text may have cut is not believed") {
  CHECK(!parse_status(minimal + "Threads:\t12").threads);
  CHECK(parse_status(minimal + "Threads:\t12\n").threads == 12);
  // With every other line there, the last needs no line feed.
  const std::string rest = minimal + "VmSize:\t8 kB\nVmRSS:\t4 kB\nnonvoluntary_ctxt_switches:\t0\n";
  CHECK(parse_status(rest + "Threads:\t12").threads == 12);
}

TEST_CASE("a memory line is whole without its line feed") {
  CHECK(parse_status("VmSize:\t8 kB\nVmRSS:\t4 kB").vm_rss == Bytes::from_kib(4));
}

TEST_CASE("units are kB in any case and nothing else") {
  const auto with = [](const std::string& value) {
    std::error_code error;
    const auto snapshot = parse_status("VmSize:\t8 kB\nVmRSS:" + value + "\n", error);
    return error ? std::optional<Bytes>() : snapshot.vm_rss;
  };
  CHECK(with("\t 4 kb") == Bytes(4096));
  CHECK(with(" \t4 KB \r") == Bytes(4096));
  CHECK(with("4kB") == Bytes(4096));
  for (const char* const bad :
       {"\t4", "\t4 k", "\t4 MB", "\t4 kBx", "\t4 kB 5", "\t 4\v kB", "", "\t kB", "\t4,0 kB"})
    CHECK_MESSAGE(!with(bad), bad);
}

TEST_CASE("the four reasons to have no memory are told apart") {
  const auto state_of = [](const std::string& text) { return memory_state(parse_status(text)); };
  CHECK(state_of(fixtures::read("procfs/live618_zombie_status")) == MemoryState::zombie);
  CHECK(state_of(fixtures::read("procfs/live618_kthreadd_status")) == MemoryState::kernel_thread);
  CHECK(state_of(fixtures::read("procfs/zte_3_status")) == MemoryState::kernel_thread);
  CHECK(state_of(fixtures::read("hostile-status/023_zombie_leader_alive.txt")) == MemoryState::exited_leader);
  CHECK(state_of(minimal + "Kthread:\t0\nThreads:\t1\n") == MemoryState::ending);
  CHECK(state_of(fixtures::read("procfs/live618_hugetlb_mlock_status")) == MemoryState::present);
}

TEST_CASE("snapshots compare by every member") {
  const StatusSnapshot whole = parse_status(fixtures::read("procfs/live618_hugetlb_mlock_status"));
  for (const Field& field : fields()) {
    StatusSnapshot other = whole;
    field.set(other, 12345);
    CHECK_MESSAGE(other != whole, field.key);
  }
  StatusSnapshot other = whole;
  other.name = "other";
  CHECK(other != whole);
}

TEST_CASE("a process name holds 64 bytes and no more") {
  const std::string longest(64, 'n');
  CHECK(ProcessName(longest) == longest);
  CHECK(ProcessName(longest + "x") == longest);
  CHECK(ProcessName("a") != ProcessName("b"));
  CHECK("a" == ProcessName("a"));
  CHECK(ProcessName("a") == std::string_view("a"));
}
