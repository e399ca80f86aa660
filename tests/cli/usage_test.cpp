#include <doctest/doctest.h>

#include <string>

#include "run.hpp"

TEST_CASE("wrong usage is status 2 and one line that names what is wrong") {
  struct Wrong {
    std::vector<std::string> arguments;
    const char* named;
  };
  const std::vector<Wrong> all = {
      {{}, "no command"},
      {{"recrod"}, "recrod"},
      {{"record"}, "no target"},
      {{"show"}, "no target"},
      {{"record", "abc"}, "'abc' is not a pid"},
      {{"record", "0"}, "'0' is not a pid"},
      {{"record", "--", ""}, ""},
      {{"record", "--"}, "no command after --"},
      {{"show", "1", "--", "true"}, "takes no command"},
      {{"record", "1", "--", "true"}, "more than one target"},
      {{"record", "1", "-n", "x"}, "more than one target"},
      {{"record", "1", "--newest"}, "go with -n"},
      {{"record", "-n", "x", "--all", "--newest"}, "exclude"},
      {{"record", "1", "-i", "0"}, "--interval: '0'"},
      {{"record", "1", "-i", "fast"}, "--interval: 'fast'"},
      {{"record", "1", "-i", "-1s"}, "--interval: '-1s'"},
      {{"record", "1", "-i", "1e3"}, "--interval: '1e3'"},
      {{"record", "1", "-d", "10 s"}, "--duration: '10 s'"},
      {{"record", "1", "-c", "0"}, "--count"},
      {{"record", "1", "-c", "x"}, "--count"},
      {{"record", "1", "-f", "xml"}, "'xml'"},
      {{"record", "1", "--fields", "VmRSS,VmFoo"}, "unknown field 'VmFoo'"},
      {{"record", "1", "--fields", "VmRSS,VmRSS"}, "given twice"},
      {{"record", "1", "--rotate", "1MiB"}, "--rotate"},
      {{"watch", "1"}, "watch"},
      {{"record", "1", "-o"}, "--output"},
  };
  for (const Wrong& wrong : all) {
    std::string shown;
    for (const std::string& word : wrong.arguments) shown += word + ' ';
    CAPTURE(shown);
    const Outcome outcome = run(wrong.arguments);
    if (shown == "record --  ") {  // a command of no name at all is not found
      CHECK(outcome.status == 127);
      continue;
    }
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(lines(outcome.err) == 1);
    CHECK(outcome.err.find("procmem-cli: ") == 0);
    CHECK_MESSAGE(outcome.err.find(wrong.named) != std::string::npos, outcome.err);
  }
}

TEST_CASE("help lists what works, and nothing that does not") {
  const Outcome outcome = run({"--help"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  for (const char* const there : {"record", "show", "--version"})
    CHECK(outcome.out.find(there) != std::string::npos);
  for (const char* const later : {"watch", "report", "check", "compare", "maps", "serve", "completions"})
    CHECK_MESSAGE(outcome.out.find(later) == std::string::npos, later);
  const Outcome record = run({"record", "--help"});
  CHECK(record.status == 0);
  for (const char* const later : {"--rotate", "--sync", "--pss", "--cgroup", "--plot", "--mark-fifo"})
    CHECK_MESSAGE(record.out.find(later) == std::string::npos, later);
}

TEST_CASE("the version is the library's") {
  const Outcome outcome = run({"--version"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("procmem-cli 0.") == 0);
}
