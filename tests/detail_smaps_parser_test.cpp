#include "detail/smaps_parser.hpp"

#include <procmem/error.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/fixtures.hpp"

using namespace procmem;
using detail::MappingFile;
using detail::MappingParser;

namespace {

const std::string header = "00400000-0048a000 r-xp 0000f000 fd:03 960637     /bin/bash\n";

/// What a text gives when it comes in pieces of these sizes, and again of the last when they are used up.
struct Fed {
  std::vector<Mapping> mappings;
  std::error_code code;
  std::size_t line = 0;
};

Fed feed(std::string_view text, const std::vector<std::size_t>& sizes) {
  Fed fed;
  const MappingCallback collect = [&fed](const Mapping& mapping) { fed.mappings.push_back(mapping); };
  MappingParser parser(MappingFile::smaps, collect);
  for (std::size_t i = 0; !text.empty(); ++i) {
    const std::size_t size = std::min(sizes[std::min(i, sizes.size() - 1)], text.size());
    if (!parser.feed(text.substr(0, size))) break;
    text.remove_prefix(size);
  }
  parser.finish();
  fed.code = parser.fault().code;
  fed.line = parser.fault().line;
  return fed;
}

void check_same(const Fed& a, const Fed& b) {
  CHECK(a.mappings == b.mappings);
  CHECK(a.code == b.code);
  CHECK(a.line == b.line);
}

}  // namespace

TEST_CASE("in pieces of any size a text gives the same mappings") {
  for (const char* const file : {"live618_shapes_smaps", "prom_26231_smaps", "zte_1_smaps"}) {
    const std::string text = fixtures::read(std::string("procfs/") + file);
    const Fed whole = feed(text, {text.size()});
    CHECK(!whole.code);
    CHECK(whole.mappings == parse_smaps(text));
    for (const std::size_t size : {1U, 2U, 7U, 28U, 1000U, 4096U}) {
      CAPTURE(size);
      check_same(feed(text, {size}), whole);
    }
  }
}

TEST_CASE("a text parted at any byte gives the same mappings or the same error") {
  const std::string good =
      header + "Size:      8 kB\nRss:       4 kB\n" + header + "Rss:       2 kB\nVmFlags: rd\n";
  for (const std::string& text :
       {good, good + "Rss: 1 kB\n", good + "Pss: 1 kB", good + header, good + "\n"}) {
    const Fed whole = feed(text, {text.size()});
    for (std::size_t at = 1; at < text.size(); ++at) {
      CAPTURE(at);
      check_same(feed(text, {at, text.size()}), whole);
    }
  }
}

TEST_CASE("a mapping is told when the next one begins, and the last at the end") {
  int told = 0;
  const MappingCallback count = [&told](const Mapping&) { ++told; };
  MappingParser parser(MappingFile::smaps, count);
  CHECK(parser.feed(header + "Rss: 4 kB\n"));
  CHECK(told == 0);
  CHECK(parser.feed(header));
  CHECK(told == 1);
  CHECK(parser.feed("Rss: 4 kB\n"));
  CHECK(parser.finish());
  CHECK(told == 2);
}

TEST_CASE("after a fault nothing is told any more") {
  int told = 0;
  const MappingCallback count = [&told](const Mapping&) { ++told; };
  MappingParser parser(MappingFile::smaps, count);
  CHECK(!parser.feed(header + "Rss: 4 MB\n"));
  CHECK(!parser.feed(header + "Rss: 4 kB\n" + header));
  CHECK(!parser.finish());
  CHECK(told == 0);
  CHECK(parser.fault().code == Errc::malformed_line);
  CHECK(parser.fault().line == 2);
  CHECK(parser.fault().key == "Rss");
}

TEST_CASE("a line of 4 MiB is read and a longer one is refused, whole or in pieces") {
  const std::string start = header + "Rss: 4 kB\nX:";
  const std::string longest = start + std::string(MappingParser::longest_line - 2, 'x') + "\n";
  const std::string longer = start + std::string(MappingParser::longest_line - 1, 'x') + "\n";
  for (const std::size_t size : {std::size_t{4096}, std::size_t{1} << 30U}) {
    CHECK(!feed(longest, {size}).code);
    check_same(feed(longer, {size}), {{}, Errc::too_large, 3});
    check_same(feed(longer.substr(0, longer.size() - 1), {size}), {{}, Errc::too_large, 3});
  }
}

TEST_CASE("a path of any length is kept whole") {
  const std::string path = "/" + std::string(100000, 'p');
  const Fed fed = feed("00400000-0048a000 r-xp 0 fd:03 7 " + path + "\nRss: 4 kB\n", {4096});
  REQUIRE(fed.mappings.size() == 1);
  CHECK(fed.mappings.front().name == path);
}
