#include "cli/terminal.hpp"

#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <doctest/doctest.h>

bool Terminal::is_missing() {
  const bool tmux = Command({"tmux", "-V"}).wait().status == 0;
  if (!tmux) MESSAGE("SKIPPED: tmux is not installed");
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0) MESSAGE("SKIPPED: there are no pseudo terminals here");
  ::close(terminal);
  return !tmux || terminal < 0;
}

Terminal::Terminal(int columns, int rows, const std::vector<std::string>& environment) {
  std::vector<std::string> words = {"env", "LC_ALL=C.UTF-8", "TERM=xterm-256color", "TZ=UTC"};
  words.insert(words.end(), environment.begin(), environment.end());
  const std::vector<std::string> session = {
      "tmux", "-S", server_.socket,          "-f", "/dev/null",          "-u", "new-session",
      "-d",   "-x", std::to_string(columns), "-y", std::to_string(rows), "sh"};
  words.insert(words.end(), session.begin(), session.end());
  const Result result = Command(std::move(words)).wait();
  REQUIRE_MESSAGE(result.status == 0, result.err);
  tmux({"set-option", "-g", "status", "off"});
  tmux({"set-option", "-s", "escape-time", "0"});
  resize(columns, rows);
  line("PS1='$ '; clear");  // which a shell does not take from its environment where it is root's
  until([this] { return screen().rfind("$\n", 0) == 0; });
}

Terminal::Server::~Server() {
  Command({"tmux", "-S", socket, "kill-server"}).wait();
}

std::string Terminal::tmux(std::vector<std::string> words) const {
  words.insert(words.begin(), {"tmux", "-S", server_.socket});
  const Result result = Command(std::move(words)).wait();
  REQUIRE_MESSAGE(result.status == 0, result.err);
  return result.out;
}

void Terminal::line(const std::string& text) const {
  tmux({"send-keys", "-l", text});
  tmux({"send-keys", "Enter"});
}

void Terminal::press(const std::string& key) const {
  tmux({"send-keys", key});
}

void Terminal::resize(int columns, int rows) const {
  tmux({"resize-window", "-x", std::to_string(columns), "-y", std::to_string(rows)});
}

std::string Terminal::screen() const {
  return tmux({"capture-pane", "-p"});
}

std::string Terminal::colored_screen() const {
  return tmux({"capture-pane", "-p", "-e"});
}

void Terminal::await(const std::string& text) const {
  INFO("awaited: ", text, "; on the screen:\n", screen());  // as it is when that fails
  until([&] { return shows(text); });
}

bool Terminal::is_taken() const {
  return tmux({"display-message", "-p", "#{alternate_on} #{cursor_flag}"}) != "0 1\n";
}
