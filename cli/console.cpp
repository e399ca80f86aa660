#include "console.hpp"

#include <cerrno>

#include <unistd.h>

#include "exit_status.hpp"

namespace cli {
namespace {

constexpr std::string_view erase_line = "\r\x1b[K";

/// Where messages cannot be written there is nobody to tell.
void write_message(std::string_view text) noexcept {
  static_cast<void>(write_all(STDERR_FILENO, text));
}

}  // namespace

std::error_code write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) return {errno, std::generic_category()};
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

void write_result(std::string_view text) {
  const std::error_code error = write_all(STDOUT_FILENO, text);
  if (error && error != std::errc::broken_pipe)
    throw Failure(ExitStatus::output, "standard output: " + error.message());
}

Console::~Console() {
  if (progress_shown_) write_message(erase_line);
}

void Console::note(const std::string& message) {
  if (!quiet_) error(message);
}

void Console::error(const std::string& message) {
  if (elsewhere_) return elsewhere_(message);
  clear_progress();
  write_message("procmem-cli: " + message + '\n');
}

void Console::text(const std::string& lines) {
  if (quiet_) return;
  clear_progress();
  write_message(lines);
}

void Console::show_progress(const std::string& line) {
  progress_shown_ = true;
  write_message(std::string(erase_line) + line);
}

void Console::clear_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  write_message(erase_line);
}

}  // namespace cli
