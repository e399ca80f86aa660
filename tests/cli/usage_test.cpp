#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "cli/command.hpp"

namespace {

/// A refusal is one line on standard error that names the program, and nothing on standard output.
void check_refusal(const std::vector<std::string>& arguments, int status, const std::string& named) {
  std::string typed;
  for (const std::string& argument : arguments) typed += argument + ' ';
  CAPTURE(typed);
  const Result result = cli(arguments);
  CHECK(result.status == status);
  CHECK(result.out.empty());
  CHECK(lines_of(result.err).size() == 1);
  CHECK(result.err.rfind("procmem-cli: ", 0) == 0);
  CHECK(result.err.find(named) != std::string::npos);
}

}  // namespace

TEST_CASE("what cannot be understood is refused with status 2 and one line that names it") {
  check_refusal({}, 2, "command");
  check_refusal({"frobnicate", "1"}, 2, "frobnicate");
  check_refusal({"frobnicate"}, 2, "record, watch, show, report, check, compare, maps or completions");
  check_refusal({"record"}, 2, "target");
  check_refusal({"show"}, 2, "target");
  check_refusal({"record", "abc"}, 2, "abc");
  check_refusal({"record", "0"}, 2, "0");
  check_refusal({"record", "--bogus", "1"}, 2, "--bogus");
  check_refusal({"record", "1", "2"}, 2, "2");
  check_refusal({"record", "1", "-n", "x"}, 2, "target");
  check_refusal({"record", "1", "--all"}, 2, "--all");
  check_refusal({"record", "1", "--follow"}, 2, "--follow");
  check_refusal({"record", "-n", "x", "--all", "--newest"}, 2, "--newest");
  check_refusal({"record", "--match", "x", "--all-processes"}, 2, "more than one target");
  check_refusal({"record", "--match", "a\x1b[31m("}, 2, "'a\\x1b[31m(' is not a regular expression");
  check_refusal({"record", "--all-processes", "--wait"}, 2, "--wait");
  check_refusal({"record", "--cgroup"}, 2, "--cgroup");
  check_refusal({"record", "--all-processes", "-f", "memlog"}, 2, "tell processes apart");
  check_refusal({"show", "--all-processes"}, 2, "--all-processes");
  check_refusal({"record", "-i", "5x", "1"}, 2, "5x");
  check_refusal({"record", "-i", "0", "1"}, 2, "'0'");
  check_refusal({"record", "-i", "-1", "1"}, 2, "-1");
  check_refusal({"record", "-d", "1e9d", "1"}, 2, "1e9d");
  check_refusal({"record", "-d", "nan", "1"}, 2, "nan");
  check_refusal({"record", "-c", "0", "1"}, 2, "count");
  check_refusal({"record", "-c", "2.5", "1"}, 2, "2.5");
  check_refusal({"record", "-i"}, 2, "--interval");
  check_refusal({"record", "-f", "xml", "1"}, 2, "xml");
  check_refusal({"record", "--fields", "VmRSS,Foo", "1"}, 2, "Foo");
  check_refusal({"record", "--rotate", "1MiB", "1"}, 2, "--rotate needs -o");
  check_refusal({"record", "--rotate", "x", "-o", "f", "1"}, 2, "'x'");
  check_refusal({"record", "--keep", "3", "-o", "f", "1"}, 2, "--keep needs --rotate");
  check_refusal({"record", "--keep", "0", "--rotate", "1MiB", "-o", "f", "1"}, 2, "--keep");
  check_refusal({"record", "--sync", "always", "1"}, 2, "--sync needs -o");
  check_refusal({"record", "--sync", "sometimes", "-o", "f", "1"}, 2, "'sometimes'");
  check_refusal({"record", "--cmdline", "-o", "f", "1"}, 2, "command line");
  check_refusal({"record", "--"}, 2, "--");
  check_refusal({"record", "1", "a\x1b[31m"}, 2, "\\x1b[31m");
  check_refusal({"record", "-i", "1", "-i", "2", "1"}, 2, "--interval is given 2 times");
  check_refusal({"record", "1", "-i"}, 2, "--interval needs a value: D");
  check_refusal({"record", "--json=false", "1"}, 2, "--json takes no value");
  check_refusal({"record", "--inter", "1", "1"}, 2, "unknown option '--inter'");
  check_refusal({"record", ""}, 2, "PID: the value is empty");
  check_refusal({"-x", "record"}, 2, "no command before '-x'");
  check_refusal({"report", "--from", "yesterday", "f"}, 2, "bad --from 'yesterday'");
  check_refusal({"check", "--max-rate", "1MiB", "f"}, 2, "bad --max-rate '1MiB'");
  check_refusal({"check", "--max-rate", "0", "f"}, 2, "it must be more than 0");
  check_refusal({"report", "--warmup", "0", "/nonexistent"}, 6, "/nonexistent");  // 0 is the default
  check_refusal({"completions"}, 2, "bash, zsh or fish");
  check_refusal({"completions", "a\x1b[31m"}, 2, "unknown shell 'a\\x1b[31m': bash, zsh or fish");
  check_refusal({"completions", "bash", "--", "ls"}, 2, "takes no command");
}

TEST_CASE("a process that does not exist is refused with status 3 and one line that names it") {
  check_refusal({"record", "2147483646"}, 3, "2147483646");
  check_refusal({"show", "2147483646"}, 3, "2147483646");
  check_refusal({"record", "-n", "no-such-name"}, 3, "no-such-name");
  check_refusal({"show", "-n", "no-such-name"}, 3, "no-such-name");
  check_refusal({"record", "--match", "^no-such-name"}, 3, "'^no-such-name'");
  check_refusal({"record", "--cgroup", "/no such group"}, 3, "'/no such group'");
}

TEST_CASE("help and version are results: status 0, on standard output") {
  for (const std::vector<std::string>& asked : {std::vector<std::string>{"--help"},
                                                {"record", "--help"},
                                                {"show", "-h"},
                                                {"report", "--help"},
                                                {"check", "--help"},
                                                {"compare", "-h"},
                                                {"completions", "-h"}}) {
    const Result help = cli(asked);
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("--help") != std::string::npos);
    CHECK(help.out.find("\n\n\n") == std::string::npos);
    CHECK(help.out.substr(help.out.size() - 2) != "\n\n");
    for (const std::string& line : lines_of(help.out)) CHECK(line.size() <= 120);
  }
  const Result version = cli({"--version"});
  CHECK(version.status == 0);
  CHECK(version.out.find("0.") != std::string::npos);
}
