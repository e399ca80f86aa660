#ifndef PROCMEM_TESTS_CLI_TERMINAL_HPP
#define PROCMEM_TESTS_CLI_TERMINAL_HPP

#include <string>
#include <vector>

#include "cli/command.hpp"

/// A shell in a terminal of its own, which tmux keeps. Its server ends with the object.
class Terminal {
 public:
  static bool is_missing();  ///< no tmux, or nothing that it could keep; says so

  /// \param environment "NAME=VALUE" words.
  explicit Terminal(int columns = 80, int rows = 24, const std::vector<std::string>& environment = {});
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// A line for the shell, as it would be typed.
  void line(const std::string& text) const;
  /// Keys by tmux's names: "q", "Up", "Enter", "Escape", "C-c".
  void press(const std::string& key) const;
  void resize(int columns, int rows) const;

  std::string screen() const;          ///< what is to be seen
  std::string colored_screen() const;  ///< with escape codes
  bool shows(const std::string& text) const { return screen().find(text) != std::string::npos; }
  void await(const std::string& text) const;  ///< fails the test after ten seconds

  /// Whether a program has the whole screen, or hides the cursor.
  bool is_taken() const;

 private:
  std::string tmux(std::vector<std::string> words) const;

  struct Server {
    Folder folder;
    std::string socket = folder / "socket";
    ~Server();
  };

  Server server_;
};

#endif
