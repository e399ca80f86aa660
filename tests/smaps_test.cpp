#include <procmem/error.hpp>
#include <procmem/smaps.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "detail/number.hpp"
#include "detail/smaps_keys.hpp"
#include "support/fixtures.hpp"

using namespace procmem;
using namespace std::string_literals;

namespace {

const std::string header = "00400000-0048a000 r-xp 0000f000 fd:03 960637     /bin/bash\n";
const std::string rollup_header = "00400000-7ffd1000 ---p 00000000 00:00 0    [rollup]\n";

/// What `text` is refused for; no error if it is parsed.
std::error_code refusal(const std::string& text) {
  std::error_code error;
  const std::vector<Mapping> mappings = parse_smaps(text, error);
  CHECK((!error || mappings.empty()));
  return error;
}

std::string thrown_by(const std::string& text) {
  try {
    parse_smaps(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

Mapping only(const std::string& text) {
  const std::vector<Mapping> mappings = parse_smaps(text);
  REQUIRE(mappings.size() == 1);
  return mappings.front();
}

/// The sums over all mappings are those expected, and no mapping has a figure that is not expected.
void check_sums(const std::vector<Mapping>& mappings, const std::string& expected) {
  std::map<std::string, std::string> sums;
  for (const auto& [key, sum] : fixtures::pairs(expected)) sums[key] = sum;
  CHECK(std::to_string(mappings.size()) == sums["mappings"]);
  for (const detail::SmapsKey& key : detail::smaps_keys) {
    CAPTURE(key.name());
    Bytes sum;
    std::size_t present = 0;
    for (const Mapping& mapping : mappings) {
      if (!key.of(mapping)) continue;
      sum += *key.of(mapping);
      ++present;
    }
    const auto found = sums.find(std::string(key.name()));
    CHECK(present == (found == sums.end() ? 0 : mappings.size()));
    if (found != sums.end()) CHECK(std::to_string(sum.count() / 1024) == found->second);
  }
}

/// All that `part` knows, `whole` knows the same.
void check_subset(const std::vector<Mapping>& part, const std::vector<Mapping>& whole) {
  REQUIRE(part.size() <= whole.size());
  for (std::size_t i = 0; i < part.size(); ++i) {
    Mapping filled = part[i];
    for (const detail::SmapsKey& key : detail::smaps_keys)
      if (!key.of(filled)) key.of(filled) = key.of(whole[i]);
    CHECK(filled == whole[i]);
    if (i + 1 < part.size()) CHECK(part[i] == whole[i]);  // only the last can lack something
  }
}

/// Pieces of a real file, a few mappings each, so that cutting each at every byte stays affordable.
std::vector<std::string> windows(const std::string& text) {
  std::vector<std::string> found(1);
  int mappings = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    if (line.find('-') < line.find(' ') && ++mappings % 4 == 1 && !found.back().empty()) found.emplace_back();
    found.back() += line;
    at = end;
  }
  return found;
}

}  // namespace

TEST_CASE("every real smaps file adds up to the expected figures") {
  int files = 0;
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "smaps") continue;
    CAPTURE(row.at("file"));
    check_sums(parse_smaps(fixtures::read("procfs/" + row.at("file"))), row.at("expected"));
    ++files;
  }
  CHECK(files == 4);
}

TEST_CASE("every real smaps_rollup file gives exactly the expected figures") {
  int files = 0;
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "smaps_rollup") continue;
    CAPTURE(row.at("file"));
    Mapping mapping;
    mapping.figures = parse_smaps_rollup(fixtures::read("procfs/" + row.at("file")));
    check_sums({mapping}, row.at("expected"));
    ++files;
  }
  CHECK(files == 3);
}

TEST_CASE("a real maps file gives the expected mappings, which are those of smaps") {
  std::vector<Mapping> mappings = parse_maps(fixtures::read("procfs/live618_shapes_maps"));
  std::map<std::string, int> counts;
  for (const Mapping& m : mappings) {
    ++counts["mappings"];
    counts["readable"] += m.readable;
    counts["writable"] += m.writable;
    counts["executable"] += m.executable;
    counts["shared"] += m.shared;
    counts["with_inode"] += m.inode != 0;
    counts["named"] += !m.name.empty();
  }
  for (const auto& row : fixtures::table("procfs/manifest.csv"))
    if (row.at("kind") == "maps")
      for (const auto& pair : fixtures::pairs(row.at("expected")))
        CHECK_MESSAGE(std::to_string(counts[pair.first]) == pair.second, pair.first);
  std::vector<Mapping> with_figures = parse_smaps(fixtures::read("procfs/live618_shapes_smaps"));
  for (Mapping& m : with_figures) {
    CHECK(m.size == Bytes(static_cast<std::int64_t>(m.end - m.begin)));
    for (const detail::SmapsKey& key : detail::smaps_keys) key.of(m).reset();
  }
  CHECK(with_figures == mappings);
}

TEST_CASE("a mapping has all that its line says") {
  const Mapping m = only(header + "Rss: 460 kB\n");
  CHECK(m.begin == 0x400000);
  CHECK(m.end == 0x48a000);
  CHECK(m.readable);
  CHECK(!m.writable);
  CHECK(m.executable);
  CHECK(!m.shared);
  CHECK(m.offset == 0xf000);
  CHECK(m.device_major == 0xfd);
  CHECK(m.device_minor == 3);
  CHECK(m.inode == 960637);
  CHECK(m.name == "/bin/bash");
  const Mapping last = parse_maps(
                           "fffffffffffff000-ffffffffffffffff -w-s ffffffffffffffff fff:fffff "
                           "18446744073709551615\n")
                           .front();
  CHECK(last.end == 0xffffffffffffffff);
  CHECK(last.writable);
  CHECK(last.shared);
  CHECK(last.device_minor == 0xfffff);
  CHECK(last.inode == 0xffffffffffffffff);
  CHECK(last.name.empty());
}

TEST_CASE("the name is what the kernel prints: escapes, deletion and a blank at its end are kept") {
  std::set<std::string> names;
  for (const Mapping& m : parse_maps(fixtures::read("procfs/live618_shapes_maps"))) names.insert(m.name);
  for (const char* const name :
       {"", "[heap]", "[stack]", "[vsyscall]", "/memfd:pool a (deleted)", "/dev/zero (deleted)",
        "/tmp/procmem/d/gone (deleted)", "/tmp/procmem/d/trailing ", "/anon_hugepage (deleted)"})
    CHECK_MESSAGE(names.count(name) == 1, name);
}

TEST_CASE("a path that reads like a figure or a mapping forges neither") {
  for (const Mapping& m : parse_smaps(fixtures::read("procfs/live618_shapes_smaps")))
    CHECK(m.figures.rss != Bytes::from_kib(9));
  const std::string path = "/x/00400000-00401000 rw-p 00000000 00:00 0 Rss:   9 kB";
  const Mapping m = only("00400000-0048a000 r-xp 0 fd:03 7 " + path + "\nRss: 4 kB\n");
  CHECK(m.name == path);
  CHECK(m.figures.rss == Bytes(4096));
  CHECK(only("00400000-0048a000 r-xp 0 fd:03 7 Rss:  9 kB\nRss: 4 kB\n").figures.rss == Bytes(4096));
  CHECK(only("00400000-0048a000 r-xp 0 fd:03 7 a\xff\x1b[31m\r\nRss: 4 kB\n").name == "a\xff\x1b[31m\r");
  CHECK(only(header + "Rss: 4 kB\nName:    [anon:Rss: 9 kB]\nXRss: 9 kB\n Rss: 9 kB\nrss: 9 kB\n")
            .figures.rss == Bytes(4096));
}

TEST_CASE("smaps cut at any byte gives an error or a part of the whole's figures") {
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "smaps") continue;
    CAPTURE(row.at("file"));
    for (const std::string& text : windows(fixtures::read("procfs/" + row.at("file")))) {
      const std::vector<Mapping> whole = parse_smaps(text);
      for (std::size_t length = 0; length < text.size(); ++length) {
        CAPTURE(length);
        std::error_code error;
        const auto part = parse_smaps(std::string_view(text).substr(0, length), error);
        CHECK((error ? part.empty() : text[length - 1] == '\n'));
        check_subset(part, whole);
      }
    }
  }
}

TEST_CASE("smaps_rollup and maps cut at any byte give an error or a part of the whole") {
  for (const auto& row : fixtures::table("procfs/manifest.csv")) {
    if (row.at("kind") != "smaps_rollup" && row.at("kind") != "maps") continue;
    CAPTURE(row.at("file"));
    const std::string text = fixtures::read("procfs/" + row.at("file"));
    const bool is_rollup = row.at("kind") == "smaps_rollup";
    const auto parse = [is_rollup](std::string_view part, std::error_code& error) {
      if (!is_rollup) return parse_maps(part, error);
      std::vector<Mapping> one(1);
      one.front().figures = parse_smaps_rollup(part, error);
      return one;
    };
    std::error_code error;
    const auto whole = parse(text, error);
    REQUIRE(!error);
    for (std::size_t length = 0; length < text.size(); ++length) {
      CAPTURE(length);
      const auto part = parse(std::string_view(text).substr(0, length), error);
      if (length == 0 || text[length - 1] != '\n') CHECK(error);
      check_subset(part, whole);
    }
  }
}

TEST_CASE("a figure is blanks, digits and kB, and nothing else") {
  for (const char* const good : {"4 kB", "\t 4 kb \r", "4kB", "      4 KB", "00000000000000000000004 kB"})
    CHECK_MESSAGE(only(header + "Rss:" + good + "\n").figures.rss == Bytes(4096), good);
  for (const char* const bad : {"", "4", "4 k", "4 MB", "-4 kB", "+4 kB", "4.0 kB", "0x4 kB", "4 kB 5",
                                "4,0 kB", " kB", "4\v kB", "4 kBx", "1e3 kB", "4 4 kB"})
    CHECK_MESSAGE(refusal(header + "Rss:" + bad + "\n") == Errc::malformed_line, bad);
  CHECK(refusal(header + "Rss:4"s + '\0' + " kB\n") == Errc::malformed_line);
  CHECK(only(header + "Rss: 9007199254740991 kB\n").figures.rss == Bytes::from_kib(9007199254740991));
  for (const char* const large :
       {"9007199254740992", "18446744073709551617", "99999999999999999999999999999"})
    CHECK_MESSAGE(refusal(header + "Rss: " + large + " kB\n") == Errc::value_out_of_range, large);
}

TEST_CASE("the fast reading of a figure agrees with the exact one on all that it accepts") {
  const std::vector<std::string> accepted = {" 4 kB", "4 kB", "        0 kB", "999999999999999 kB"};
  const std::vector<std::string> left = {"",
                                         " ",
                                         "4",
                                         "4 kb",
                                         "4kB",
                                         "\t4 kB",
                                         "4  kB",
                                         "-4 kB",
                                         "4 kB ",
                                         "4 kB\r",
                                         "0000000000000004 kB",
                                         "9007199254740992 kB",
                                         "kB",
                                         " kB"};
  std::optional<Bytes> fast;
  std::optional<Bytes> exact;
  for (const std::string& value : accepted) {
    CAPTURE(value);
    CHECK(detail::parse_kernel_kib(value, fast));
    CHECK(!detail::parse_kib(value, exact));
    CHECK(fast == exact);
  }
  fast.reset();
  for (const std::string& value : left) CHECK_MESSAGE(!detail::parse_kernel_kib(value, fast), value);
  CHECK(!fast);
}

TEST_CASE("a line that begins like a mapping is one, or an error") {
  for (const char* const bad :
       {"00400000-", "00400000-0048a000", "00400000-0048a000 r-xp", "00400000-0048a000 r-xq 0 0:0 0",
        "00400000-0048a000 rwxpp 0 0:0 0", "00400000-0048a000 r-xp 0 0:0", "00400000-0048a000 r-xp 0 0:0 x",
        "00400000-0048a000 r-xp 0 0:0 0x", "00400000-0048a000 r-xp 0 0:0 -1",
        "0048a000-00400000 r-xp 0 0:0 0", "00400000-1ffffffffffffffff r-xp 0 0:0 0",
        "00400000-0048a000 r-xp 0 100000000:0 0", "00400000-0048A000 r-xp 0 0:0 0",
        "00400000-0048a000  r-xp 0 0:0 0", "00400000--048a000 r-xp 0 0:0 0"})
    CHECK_MESSAGE(refusal(header + "Rss: 1 kB\n" + bad + "\nRss: 1 kB\n") == Errc::malformed_line, bad);
  CHECK(refusal("00400000-0048a000 r-xp 0 0:0 18446744073709551616\nRss: 1 kB\n") ==
        Errc::value_out_of_range);
}

TEST_CASE("a key twice in one mapping is an error, and in two mappings is none") {
  CHECK(refusal(header + "Rss: 1 kB\nRss: 1 kB\n") == Errc::duplicate_key);
  CHECK(refusal(header + "Rss: 1 kB\nSize: 1 kB\nPss: 1 kB\nSize: 1 kB\n") == Errc::duplicate_key);
  CHECK(parse_smaps(header + "Rss: 1 kB\n" + header + "Rss: 2 kB\n").back().figures.rss == Bytes(2048));
}

TEST_CASE("the figures may come in any order, which may change, and what is absent is not zero") {
  const std::vector<Mapping> mappings =
      parse_smaps(header + "Pss: 1 kB\nRss: 2 kB\n" + header + "Rss: 3 kB\nSwap: 5 kB\nPss: 4 kB\n");
  REQUIRE(mappings.size() == 2);
  CHECK(mappings[0].figures.pss == Bytes(1024));
  CHECK(mappings[0].figures.rss == Bytes(2048));
  CHECK(!mappings[0].figures.swap);
  CHECK(mappings[1].figures.rss == Bytes(3072));
  CHECK(mappings[1].figures.pss == Bytes(4096));
  CHECK(mappings[1].figures.swap == Bytes(5120));
  CHECK(!mappings[1].figures.locked);
}

TEST_CASE("one file is not taken for another") {
  for (const char* const text : {"", "\n", "hello\n", "Rss: 4 kB\n", "cat: smaps: Permission denied\n"}) {
    std::error_code error;
    CHECK(refusal(text) == Errc::not_a_smaps_file);
    parse_maps(text, error);
    CHECK_MESSAGE(error == Errc::not_a_smaps_file, text);
    parse_smaps_rollup(text, error);
    CHECK_MESSAGE(error == Errc::not_a_smaps_file, text);
  }
  std::error_code error;
  parse_maps(fixtures::read("procfs/zte_1_smaps"), error);
  CHECK(error == Errc::malformed_line);
  CHECK(refusal(fixtures::read("procfs/live618_shapes_maps")) == Errc::incomplete);
  for (const std::string& text :
       {header + "Rss: 4 kB\n", rollup_header + "Rss: 4 kB\n" + rollup_header + "Rss: 4 kB\n",
        header + "Rss: 4 kB\n" + rollup_header + "Rss: 4 kB\n"}) {
    parse_smaps_rollup(text, error);
    CHECK(error == Errc::not_a_smaps_file);
  }
}

TEST_CASE("a thrown error names the line and the key") {
  CHECK(thrown_by(header + "Rss: 1 kB\nPss: -1 kB\n") == "smaps:3: Pss: malformed line");
  CHECK(thrown_by(header + "Rss: 1 kB\nRss: 1 kB\n") == "smaps:3: Rss: key given twice");
  CHECK(thrown_by(header + "Rss: 1 kB\n" + header) == "smaps:3: Rss: the text is cut off");
  CHECK(thrown_by(header + "Rss: 1 kB\nPss: 1") == "smaps:3: the text is cut off");
  CHECK(thrown_by(header + "Rss: 1 kB\nno colon\n") == "smaps:3: malformed line");
  CHECK_THROWS_WITH_AS(parse_maps("x"), "maps:1: the text is cut off", Error);
  CHECK_THROWS_WITH_AS(parse_smaps_rollup(rollup_header + "Rss: 1 MB\n"),
                       "smaps_rollup:2: Rss: malformed line", Error);
}

TEST_CASE("what is private is the sum of three figures, and unknown without the first two") {
  SmapsRollup figures;
  CHECK(!private_memory(figures));
  figures.private_clean = Bytes(1024);
  CHECK(!private_memory(figures));
  figures.private_dirty = Bytes(4096);
  CHECK(private_memory(figures) == Bytes(5120));  // before Linux 4.4
  figures.private_hugetlb = Bytes(1 << 21U);
  CHECK(private_memory(figures) == Bytes(5120 + (1 << 21U)));
  figures.private_hugetlb = Bytes::from_kib(9007199254740991);
  CHECK(!private_memory(figures));
}

TEST_CASE("mappings compare by every member") {
  const Mapping whole = parse_smaps(fixtures::read("procfs/live618_shapes_smaps")).front();
  for (const detail::SmapsKey& key : detail::smaps_keys) {
    Mapping other = whole;
    key.of(other) = Bytes(12345);
    CHECK_MESSAGE(other != whole, key.name());
    CHECK((other.figures != whole.figures) == key.is_figure());
  }
  const auto differs = [&whole](auto change) {
    Mapping other = whole;
    change(other);
    return other != whole;
  };
  CHECK(differs([](Mapping& m) { ++m.begin; }));
  CHECK(differs([](Mapping& m) { ++m.end; }));
  CHECK(differs([](Mapping& m) { m.readable = !m.readable; }));
  CHECK(differs([](Mapping& m) { m.writable = !m.writable; }));
  CHECK(differs([](Mapping& m) { m.executable = !m.executable; }));
  CHECK(differs([](Mapping& m) { m.shared = !m.shared; }));
  CHECK(differs([](Mapping& m) { ++m.offset; }));
  CHECK(differs([](Mapping& m) { ++m.device_major; }));
  CHECK(differs([](Mapping& m) { ++m.device_minor; }));
  CHECK(differs([](Mapping& m) { ++m.inode; }));
  CHECK(differs([](Mapping& m) { m.name += 'x'; }));
}
