#include <string>

#include <doctest/doctest.h>

#include "cli/command.hpp"
#include "cli/curve.hpp"

namespace {

/// Whether an XML file is as the schema of JUnit reports has it; says so where it is not.
void check_valid(const std::string& file) {
  const Result result = Command({"xmllint", "--noout", "--schema", PROCMEM_JUNIT_SCHEMA, file}).wait();
  if (result.status == 98) {
    MESSAGE("SKIPPED: xmllint is not installed");
    return;
  }
  CAPTURE(read_file(file));
  CHECK_MESSAGE(result.status == 0, result.err);
}

}  // namespace

TEST_CASE("a JUnit file is valid whatever the gate says, and counts what failed") {
  const Folder folder;
  const std::string recording = folder / "a.csv";
  Curve curve;
  write_curve(recording, curve);
  const std::string xml = folder / "a.xml";
  CHECK(cli({"check", recording, "--junit", xml}).status == 0);
  check_valid(xml);
  CHECK(read_file(xml).find("tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\"") != std::string::npos);

  curve.minutes = 3;
  write_curve(recording, curve);
  CHECK(cli({"check", recording, "--max-rss", "1MiB", "--max-rate", "1B/d", "--junit", xml}).status == 1);
  check_valid(xml);
  CHECK(read_file(xml).find("tests=\"4\" failures=\"2\" errors=\"1\" skipped=\"1\"") != std::string::npos);

  CHECK(cli({"check", "-q", "--junit", xml, "--", "sh", "-c", "exit 3"}).status == 7);
  check_valid(xml);
  CHECK(read_file(xml).find("status 3") != std::string::npos);
}

TEST_CASE("no name can break out of a JUnit file") {
  for (const char* const name : {"<a href=\"x\">&amp;]]>'\"</testcase>", "\x01\x1b[31m\n\t\r",
                                 "\xff\xfe\xc3(", "\xEF\xBF\xBE\xEF\xBF\xBF", "<!--", "<![CDATA["}) {
    const Folder folder;
    Curve curve;
    curve.name = name;
    write_curve(folder / "a.jsonl", curve);
    CHECK(cli({"check", folder / "a.jsonl", "--junit", folder / "a.xml"}).status == 0);
    check_valid(folder / "a.xml");
    const std::string xml = read_file(folder / "a.xml");
    CHECK(count_of(xml, "<testcase ") == 1);
    CHECK(xml.find('\x1b') == std::string::npos);
    for (const std::string& line : lines_of(xml))
      if (line.rfind("<testcase ", 0) == 0) CHECK(line.back() == '>');  // nor end a line
  }
}

TEST_CASE("a JUnit file that cannot be written is refused before anything is judged") {
  const Folder folder;
  const Result result = cli({"check", "--junit", folder / "none/a.xml", "--", "touch", folder / "started"});
  CHECK(result.status == 4);
  CHECK(lines_of(result.err).size() == 1);
  CHECK(result.err.find("none/a.xml") != std::string::npos);
  CHECK(Command({"test", "-e", folder / "started"}).wait().status == 1);
}
