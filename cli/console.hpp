#ifndef PROCMEM_CLI_CONSOLE_HPP
#define PROCMEM_CLI_CONSOLE_HPP

#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace cli {

/// Writes all of `text`, however many calls it takes.
std::error_code write_all(int descriptor, std::string_view text) noexcept;

/// Writes a result to standard output.
/// Errors: Failure (output); a reader that has gone away (EPIPE) is none.
void write_result(std::string_view text);

/// What people are told, on standard error: messages, and below them a line that is rewritten in place.
class Console {
 public:
  explicit Console(bool quiet) noexcept : quiet_(quiet) {}
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  bool quiet() const noexcept { return quiet_; }

  void note(const std::string& message);   ///< not if quiet
  void error(const std::string& message);  ///< always
  void text(const std::string& lines);     ///< as it stands; not if quiet

  /// From now on notes and errors go there, without "procmem-cli: "; an empty function: to standard error.
  void divert(std::function<void(const std::string&)> elsewhere) { elsewhere_ = std::move(elsewhere); }

  void show_progress(const std::string& line);
  void clear_progress();

 private:
  bool quiet_;
  bool progress_shown_ = false;
  std::function<void(const std::string&)> elsewhere_;
};

}  // namespace cli

#endif
