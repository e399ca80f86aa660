// The full screen, looked at in a terminal that tmux keeps.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <doctest/doctest.h>

#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "support/child.hpp"

namespace {

std::string words_of(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string watch_line(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = cli_words({"watch"});
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words_of(words);
}

/// A line that runs it, and keeps its pid and what the terminal's modes were before and after.
std::string kept_line(const Folder& folder, const std::vector<std::string>& arguments) {
  return "stty -g > " + (folder / "before") + "; sh -c 'echo $$ > " + (folder / "pid") + "; exec " +
         watch_line(arguments) + "'; echo status=$?; stty -g > " + (folder / "after");
}

int pid_in(const Folder& folder) {
  until([&] { return read_file(folder / "pid").find('\n') != std::string::npos; });
  return std::stoi(read_file(folder / "pid"));
}

/// After its end, however it came.
void check_restored(const Terminal& terminal, const Folder& folder) {
  until([&] { return read_file(folder / "after").find('\n') != std::string::npos; });
  CHECK(read_file(folder / "after") == read_file(folder / "before"));
  CHECK_FALSE(terminal.is_taken());
}

double rss_on(const Terminal& terminal) {
  const std::string screen = terminal.screen();
  const std::size_t at = screen.find("RSS ");
  return at == std::string::npos ? 0 : std::stod(screen.substr(at + 4));
}

int samples_on(const Terminal& terminal) {
  const std::string screen = terminal.screen();
  const std::size_t end = screen.find(" samples");
  const std::size_t begin = end == std::string::npos ? end : screen.rfind('\n', end);
  return begin == std::string::npos ? 0 : std::atoi(screen.c_str() + begin);
}

void await_samples(const Terminal& terminal, int count) {
  until([&] { return samples_on(terminal) >= count; });
}

}  // namespace

TEST_CASE("watch shows a process and follows it, and q leaves the terminal as it was") {
  if (Terminal::is_missing()) return;
  const Command leak({PROCMEM_LEAK, "20480"});
  const Folder folder;
  const Terminal terminal;
  terminal.line(kept_line(folder, {std::to_string(leak.pid()), "-i", "100ms"}));
  terminal.await("procmem-leak (pid");
  const double first = rss_on(terminal);
  until([&] { return rss_on(terminal) > first + 10; });
  terminal.await("q quit");
  CHECK(terminal.is_taken());
  terminal.press("q");
  terminal.await("status=0");
  check_restored(terminal, folder);
  CHECK(terminal.shows("ended       interrupted"));
}

TEST_CASE("watch follows the terminal's size, down to 20 x 5") {
  if (Terminal::is_missing()) return;
  const Child child;
  const Terminal terminal;
  terminal.line(watch_line({std::to_string(child.pid()), "-i", "100ms"}));
  terminal.await("VIRT");
  terminal.resize(40, 10);
  until([&] { return !terminal.shows("VIRT") && terminal.shows("q quit"); });
  terminal.resize(20, 5);
  until([&] { return terminal.shows("too early") && terminal.shows("q quit"); });
  CHECK(lines_of(terminal.screen()).size() == 5);
  terminal.resize(200, 60);
  until([&] {
    const auto lines = lines_of(terminal.screen());
    return terminal.shows("VIRT") && lines.size() == 60 && lines.back().find("q quit") != std::string::npos;
  });
}

TEST_CASE("watch gives the terminal back after each signal that ends it") {
  if (Terminal::is_missing()) return;
  const Child child;
  const std::vector<std::pair<int, std::string>> signals = {{SIGTERM, "status=0"},   {SIGINT, "status=0"},
                                                            {SIGHUP, "status=0"},    {SIGABRT, "status=134"},
                                                            {SIGSEGV, "status=139"}, {SIGQUIT, "status=131"}};
  for (const auto& ending : signals) {
    const int signal = ending.first;
    CAPTURE(signal);
    const Folder folder;
    const Terminal terminal;
    terminal.line(kept_line(folder, {std::to_string(child.pid()), "-i", "100ms"}));
    terminal.await("q quit");
    ::kill(pid_in(folder), signal);
    terminal.await(ending.second);
    check_restored(terminal, folder);
  }
}

TEST_CASE("watch gives the terminal back while it is stopped, and takes it again") {
  if (Terminal::is_missing()) return;
  const Child child;
  const Terminal terminal;
  terminal.line("set -m");
  terminal.line(watch_line({std::to_string(child.pid()), "-i", "100ms"}));
  terminal.await("q quit");
  terminal.press("C-z");
  until([&] { return !terminal.is_taken(); });
  terminal.line("fg");
  until([&] { return terminal.is_taken() && terminal.shows("q quit"); });
  terminal.press("q");
  until([&] { return !terminal.is_taken(); });
}

TEST_CASE("watch lists several processes, and arrow keys choose whose chart is shown") {
  if (Terminal::is_missing()) return;
  const Folder folder;
  const std::string name = "leak-" + std::to_string(::getpid());  // which nobody else's process has
  REQUIRE(Command({"cp", PROCMEM_LEAK, folder / name}).wait().status == 0);
  const Command slow({folder / name, "1024"});
  const Command fast({folder / name, "20480"});
  const Terminal terminal;
  terminal.line(watch_line({"-n", name, "--all", "-i", "100ms"}));
  terminal.await("GROWTH");
  const std::string of_fast = name + " (pid " + std::to_string(fast.pid()) + ')';
  const std::string of_slow = name + " (pid " + std::to_string(slow.pid()) + ')';
  until([&] {  // that which grows most comes first
    const std::string screen = terminal.screen();
    const std::size_t at = screen.find(' ' + std::to_string(fast.pid()) + ' ');
    return at != std::string::npos && at < screen.find(' ' + std::to_string(slow.pid()) + ' ');
  });
  terminal.press("Enter");
  terminal.await(of_fast);
  terminal.press("Escape");
  terminal.await("GROWTH");
  terminal.press("Down");
  terminal.press("Enter");
  terminal.await(of_slow);
  terminal.press("Up");
  terminal.await(of_fast);
}

TEST_CASE("watch says that the process has ended, and keeps the last picture") {
  if (Terminal::is_missing()) return;
  auto leak = std::make_unique<Command>(std::vector<std::string>{PROCMEM_LEAK, "20480"});
  const Terminal terminal;
  terminal.line(watch_line({std::to_string(leak->pid()), "-i", "100ms"}) + "; echo status=$?");
  terminal.await("q quit");
  leak.reset();
  terminal.await("exited");
  CHECK(terminal.shows("it is over"));
  CHECK(terminal.shows("RSS"));
  CHECK(terminal.is_taken());
  terminal.press("q");
  terminal.await("status=0");
}

TEST_CASE("watch of a command keeps the screen to itself, and ends with the command's status") {
  if (Terminal::is_missing()) return;
  const Terminal terminal;
  terminal.line(watch_line({"-i", "100ms", "--", "sh", "-c", "'echo disturbance; read x; exec sleep 1000'"}) +
                "; echo status=$?");
  terminal.await("q quit");
  CHECK_FALSE(terminal.shows("\ndisturbance"));
  terminal.press("q");
  terminal.await("status=143");
}

TEST_CASE("watch uses color unless NO_COLOR or --color says otherwise, and ASCII where there is no UTF-8") {
  if (Terminal::is_missing()) return;
  const Command leak({PROCMEM_LEAK, "1024"});
  const std::string pid = std::to_string(leak.pid());
  const auto has_color = [](const Terminal& terminal) {
    const std::string screen = terminal.colored_screen();
    return screen.find("\x1b[36m") != std::string::npos || screen.find("\x1b[31m") != std::string::npos ||
           screen.find("\x1b[32m") != std::string::npos;
  };
  const Terminal colored;
  colored.line(watch_line({pid, "-i", "100ms"}));
  until([&] { return has_color(colored); });
  for (const auto& [environment, option] :
       std::vector<std::pair<std::string, std::string>>{{"NO_COLOR=1", "auto"}, {"A=b", "never"}}) {
    const Terminal plain(80, 24, {environment});
    plain.line(watch_line({pid, "-i", "100ms", "--color", option}));
    plain.await("q quit");
    await_samples(plain, 10);
    CHECK_FALSE(has_color(plain));
  }
  const Terminal ascii(80, 24, {"LC_ALL=C"});
  ascii.line(watch_line({pid, "-i", "100ms"}));
  await_samples(ascii, 10);
  for (const char c : ascii.screen()) REQUIRE(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("where standard output is no terminal, watch prints rows without escapes, as record does") {
  const Child child;
  const Result result = cli({"watch", std::to_string(child.pid()), "-c", "3", "-i", "10ms"});
  CHECK(result.status == 0);
  CHECK(lines_of(result.out).size() == 4);
  CHECK(result.out.find('\x1b') == std::string::npos);
  CHECK(result.out.find("VmRSS") != std::string::npos);
}

TEST_CASE("watch prints rows where the terminal cannot move its cursor") {
  if (Terminal::is_missing()) return;
  const Child child;
  const Terminal terminal;
  terminal.line("TERM=dumb " + watch_line({std::to_string(child.pid()), "-c", "2", "-i", "10ms"}));
  terminal.await("printing rows instead");
  terminal.await("ended       ");
}

TEST_CASE("what watch cannot do is said in one line") {
  CHECK(cli({"watch", "999999999"}).status == 3);
  CHECK(cli({"watch"}).status == 2);
  const Result color = cli({"watch", "1", "--color", "blue"});
  CHECK(color.status == 2);
  CHECK(color.err.find("--color 'blue'") != std::string::npos);
  CHECK(cli({"watch", "1", "--fields", "Pss"}).err.find("record --pss") != std::string::npos);
}
