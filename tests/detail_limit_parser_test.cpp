#include "detail/limit_parser.hpp"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <procmem/error.hpp>

#include "support/fixtures.hpp"

using namespace procmem;
using namespace procmem::detail;

namespace {

constexpr std::int64_t mib = 1 << 20;

std::string table_with(const std::string& line) {
  return "Limit                     Soft Limit           Hard Limit           Units     \n" + line + '\n';
}

struct Damage {
  std::string text;
  Errc code;
  std::size_t line;
};

}  // namespace

TEST_CASE("the soft limits are taken, not the hard ones nor those of other kinds") {
  ParseFault fault;
  const ResourceLimits limits = parse_resource_limits(fixtures::read("cgroup/v2/proc/812/limits"), fault);
  CHECK(!fault.code);
  CHECK(limits.data == Bytes(900 * mib));
  CHECK(limits.address_space == Bytes(5000 * mib));
}

TEST_CASE("a limit of zero is a limit, and an unlimited one is none") {
  ParseFault fault;
  CHECK(parse_resource_limits(table_with("Max data size 0 unlimited bytes"), fault).data == Bytes(0));
  CHECK(!parse_resource_limits(table_with("Max data size unlimited unlimited bytes"), fault).data);
  CHECK(!parse_resource_limits(table_with("Max data size 18446744073709551614 unlimited bytes"), fault).data);
  CHECK(!fault.code);
}

TEST_CASE("a limits table without a line has no such limit") {
  ParseFault fault;
  const ResourceLimits limits = parse_resource_limits(
      table_with("Max data sizes 7 8 bytes\nMax address space 4096 unlimited bytes   "), fault);
  CHECK(!fault.code);
  CHECK(!limits.data);
  CHECK(limits.address_space == Bytes(4096));
}

TEST_CASE("a damaged limits table says where the damage is") {
  for (const Damage& damage : std::vector<Damage>{
           {"", Errc::incomplete, 0},
           {"Name:\tx\n", Errc::malformed_line, 1},
           {table_with("Max data size 5 bytes"), Errc::malformed_line, 2},
           {table_with("Max data size -5 7 bytes"), Errc::malformed_line, 2},
           {table_with("Max data size 5 7 kB"), Errc::malformed_line, 2},
           {table_with("Max data size 5 7 bytes x"), Errc::malformed_line, 2},
           {table_with("Max data size"), Errc::incomplete, 0},
           {table_with("Max data size 18446744073709551616 7 bytes"), Errc::value_out_of_range, 2},
           {table_with("\nMax data size 5 7 bytes\nMax data size 5 7 bytes"), Errc::duplicate_key, 4},
       }) {
    CAPTURE(damage.text);
    ParseFault fault;
    std::string text = damage.text;
    if (damage.code == Errc::incomplete && !text.empty()) text.pop_back();
    const ResourceLimits limits = parse_resource_limits(text, fault);
    CHECK(fault.code == damage.code);
    CHECK(fault.line == damage.line);
    CHECK(!limits.data);
  }
}

TEST_CASE("memory.max is a number of bytes, or no limit") {
  ParseFault fault;
  CHECK(parse_memory_max("734003200\n", fault) == Bytes(700 * mib));
  CHECK(parse_memory_max("0\n", fault) == Bytes(0));
  CHECK(!parse_memory_max("max\n", fault));
  CHECK(!fault.code);
  for (const char* const bad : {"", "734003200", "max", "\n", "7x\n", " 7\n", "7 \n", "7\n\n", "maximum\n"}) {
    CAPTURE(bad);
    CHECK(!parse_memory_max(bad, fault));
    CHECK(fault.code);
    CHECK(fault.line == 1);
  }
  CHECK(!parse_memory_max("99999999999999999999\n", fault));
  CHECK(fault.code == Errc::value_out_of_range);
}

TEST_CASE("every page size's spelling of unlimited is no limit in cgroup v1, and one terabyte is one") {
  const auto limit = [](const std::string& number) {
    ParseFault fault;
    const auto value = parse_hierarchical_limit("hierarchical_memory_limit " + number + '\n', fault);
    CHECK(!fault.code);
    return value;
  };
  for (const char* const none : {"9223372036854771712", "9223372036854710272", "9223372036854775807",
                                 "18446744073709551615", "9223372036853727232"})
    CHECK_MESSAGE(!limit(none), none);
  CHECK(limit("1099511627776") == Bytes(1099511627776));
}

TEST_CASE("the limit of memory.stat is the hierarchical one without swap") {
  ParseFault fault;
  const std::string text = fixtures::read("cgroup/v1/sys/fs/cgroup/memory/batch/night/memory.stat");
  CHECK(parse_hierarchical_limit(text, fault) == Bytes(384 * mib));
  CHECK(!parse_hierarchical_limit("cache 5\n", fault));
  CHECK(fault.code == Errc::incomplete);
  CHECK(fault.key == "hierarchical_memory_limit");
  CHECK(!parse_hierarchical_limit("x 1\nhierarchical_memory_limit 5 6\n", fault));
  CHECK(fault.code == Errc::malformed_line);
  CHECK(fault.line == 2);
  const std::string line = "hierarchical_memory_limit 5\n";
  CHECK(!parse_hierarchical_limit(line + line, fault));
  CHECK(fault.code == Errc::duplicate_key);
}

TEST_CASE("MemTotal is in kB of 1024 bytes") {
  ParseFault fault;
  CHECK(parse_mem_total("MemTotal:       16303428 kB\nMemFree: 1 kB\n", fault) == Bytes(16694710272));
  CHECK(!fault.code);
  for (const char* const bad : {"MemTotal: 5\n", "MemTotal: 5 MB\n", "MemTotal: kB\n", "MemTotal:\n"}) {
    CHECK(!parse_mem_total(bad, fault));
    CHECK_MESSAGE(fault.code == Errc::malformed_line, bad);
  }
  CHECK(!parse_mem_total("MemTotal: 9007199254740992 kB\n", fault));
  CHECK(fault.code == Errc::value_out_of_range);
}

TEST_CASE("a text cut at any byte gives a fault or what the whole text gives") {
  const std::string table = fixtures::read("cgroup/v2/proc/812/limits");
  const std::string stat = fixtures::read("cgroup/v1/sys/fs/cgroup/memory/batch/night/memory.stat");
  ParseFault fault;
  for (std::size_t length = 0; length < table.size(); ++length) {
    const ResourceLimits limits = parse_resource_limits(table.substr(0, length), fault);
    const bool at_line_end = length > 0 && table[length - 1] == '\n';
    CHECK(static_cast<bool>(fault.code) != at_line_end);
    if (limits.data) CHECK(limits.data == Bytes(900 * mib));
  }
  for (std::size_t length = 0; length < stat.size(); ++length) {
    const auto limit = parse_hierarchical_limit(stat.substr(0, length), fault);
    CHECK((fault.code || limit == Bytes(384 * mib)));
  }
}

TEST_CASE("no byte put in the place of another makes a parser read beyond its text") {
  const std::string text = table_with("Max data size 5 7 bytes");
  int understood = 0;
  for (std::size_t at = 0; at < text.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[at] = static_cast<char>(byte);
      ParseFault fault;
      understood += parse_resource_limits(changed, fault).data ? 1 : 0;
      parse_memory_max(changed, fault);
      parse_hierarchical_limit(changed, fault);
      parse_mem_total(changed, fault);
    }
  CHECK(understood > 256);
}
