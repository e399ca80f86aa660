#include "screen.hpp"

#include <array>
#include <clocale>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <term.h>

#include "exit_status.hpp"

namespace cli {
namespace {

constexpr std::array<int, 6> crashes = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGQUIT};

/// What a crash needs to give the terminal back, without asking anybody.
struct Restore {
  termios modes{};
  std::array<char, 256> bytes{};
  std::size_t size = 0;
};
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal handler has no argument
Restore restore;

extern "C" int keep_byte(int byte) {
  if (restore.size < restore.bytes.size()) restore.bytes[restore.size++] = static_cast<char>(byte);
  return byte;
}

extern "C" void restore_and_die(int signal) {
  [[maybe_unused]] const ssize_t written = ::write(STDOUT_FILENO, restore.bytes.data(), restore.size);
  ::tcsetattr(STDOUT_FILENO, TCSANOW, &restore.modes);
  ::raise(signal);  // SA_RESETHAND: it takes effect when this returns
}

const char* capability(const char* name) noexcept {
  const char* const text = ::tigetstr(const_cast<char*>(name));
  return reinterpret_cast<std::intptr_t>(text) == -1 ? nullptr : text;  // -1: not a text
}

void prepare_for_crashes() noexcept {
  restore.size = 0;
  for (const char* const name : {"sgr0", "rmkx", "cnorm", "rmcup"})
    if (const char* const text = capability(name); text != nullptr) ::tputs(text, 1, keep_byte);
  static std::array<char, std::size_t{64} << 10U> stack;  // a stack that has overflowed has no room left
  const stack_t other{stack.data(), 0, stack.size()};
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = restore_and_die;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK);
  for (const int signal : crashes) ::sigaction(signal, &action, nullptr);
}

void forget_crashes() noexcept {
  for (const int signal : crashes) ::signal(signal, SIG_DFL);
}

attr_t look_of(Ink ink, bool color) noexcept {
  const auto in = [color](short pair) { return color ? static_cast<attr_t>(COLOR_PAIR(pair)) : attr_t{0}; };
  switch (ink) {
    case Ink::plain:
      return A_NORMAL;
    case Ink::bar:
    case Ink::chosen:
      return A_REVERSE;
    case Ink::faint:
      return A_DIM;
    case Ink::strong:
      return A_BOLD;
    case Ink::good:
      return in(1);
    case Ink::doubtful:
      return in(2) | A_BOLD;
    case Ink::bad:
      return in(3) | A_BOLD;
    case Ink::chart:
      return in(4);
  }
  return A_NORMAL;
}

Typed typed_of(int code) noexcept {
  static constexpr int control_l = 12;
  static constexpr int escape_code = 27;
  static constexpr std::array<std::pair<int, Key>, 19> keys = {{{KEY_UP, Key::up},
                                                                {'k', Key::up},
                                                                {KEY_DOWN, Key::down},
                                                                {'j', Key::down},
                                                                {KEY_PPAGE, Key::page_up},
                                                                {KEY_NPAGE, Key::page_down},
                                                                {' ', Key::page_down},
                                                                {KEY_HOME, Key::home},
                                                                {'g', Key::home},
                                                                {KEY_END, Key::end},
                                                                {'G', Key::end},
                                                                {'\n', Key::enter},
                                                                {'\r', Key::enter},
                                                                {KEY_ENTER, Key::enter},
                                                                {escape_code, Key::escape},
                                                                {KEY_LEFT, Key::left},
                                                                {KEY_RIGHT, Key::right},
                                                                {'\t', Key::right},
                                                                {'s', Key::order}}};
  if (code == 'q' || code == 'Q') return {Typed::Kind::quit, Key::up};
  if (code == control_l) return {Typed::Kind::redraw, Key::up};
  for (const auto& [key_code, key] : keys)
    if (key_code == code) return {Typed::Kind::key, key};
  return {};
}

std::FILE* open_keys() noexcept {
  return std::fopen("/dev/tty", "re");
}

}  // namespace

struct Screen::Impl {
  std::FILE* keys = nullptr;
  SCREEN* screen = nullptr;
  bool color = false;
  bool utf8 = false;

  ~Impl() {
    if (screen != nullptr) ::delscreen(screen);
    if (keys != nullptr) std::fclose(keys);
  }
};

std::string Screen::obstacle() {
  if (::isatty(STDOUT_FILENO) == 0) return "standard output is not a terminal";
  std::FILE* const keys = open_keys();
  if (keys == nullptr) return "there is no terminal to read keys from";
  std::fclose(keys);
  int error = 0;
  if (::setupterm(nullptr, STDOUT_FILENO, &error) != OK) return "the terminal's kind (TERM) is not known";
  const bool can = capability("cup") != nullptr;
  ::del_curterm(::set_curterm(nullptr));
  return can ? "" : "the terminal cannot move its cursor";
}

Screen::Screen(bool color) : impl_(std::make_unique<Impl>()) {
  std::setlocale(LC_CTYPE, "");
  impl_->utf8 = std::strcmp(::nl_langinfo(CODESET), "UTF-8") == 0;
  impl_->keys = open_keys();
  if (impl_->keys == nullptr) throw Failure(ExitStatus::output, "there is no terminal to read keys from");
  ::tcgetattr(STDOUT_FILENO, &restore.modes);
  impl_->screen = ::newterm(nullptr, stdout, impl_->keys);
  if (impl_->screen == nullptr) throw Failure(ExitStatus::output, "the terminal's kind (TERM) is not known");
  prepare_for_crashes();
  ::cbreak();
  ::noecho();
  ::nonl();
  ::curs_set(0);
  ::set_escdelay(25);
  ::keypad(stdscr, TRUE);
  ::nodelay(stdscr, TRUE);
  impl_->color = color && ::has_colors() && ::start_color() == OK;
  if (!impl_->color) return;
  ::use_default_colors();
  const std::array<short, 4> colors = {COLOR_GREEN, COLOR_YELLOW, COLOR_RED, COLOR_CYAN};
  for (std::size_t i = 0; i < colors.size(); ++i) ::init_pair(static_cast<short>(i + 1), colors[i], -1);
}

Screen::~Screen() {
  ::tcflow(STDOUT_FILENO, TCOON);  // stopped by Ctrl-S it would wait
  ::endwin();
  forget_crashes();
}

int Screen::keys() const noexcept {
  return ::fileno(impl_->keys);
}

std::optional<Typed> Screen::read() noexcept {
  const int code = ::wgetch(stdscr);
  return code == ERR ? std::nullopt : std::optional(typed_of(code));
}

bool Screen::is_gone() const noexcept {
  pollfd state{keys(), POLLIN, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

Look Screen::look() const noexcept {
  return {static_cast<std::size_t>(::getmaxx(stdscr)), static_cast<std::size_t>(::getmaxy(stdscr)),
          impl_->utf8};
}

void Screen::show(const Page& page) noexcept {
  pollfd state{STDOUT_FILENO, POLLOUT, 0};
  if (::poll(&state, 1, 0) == 0) return;
  ::werase(stdscr);
  for (std::size_t row = 0; row < page.size(); ++row) {
    ::wmove(stdscr, static_cast<int>(row), 0);
    for (const Span& span : page[row]) {
      ::wattrset(stdscr, static_cast<int>(look_of(span.ink, impl_->color)));
      ::waddnstr(stdscr, span.text.c_str(), -1);
    }
  }
  ::wattrset(stdscr, A_NORMAL);
  ::wrefresh(stdscr);
}

void Screen::redraw() noexcept {
  ::clearok(curscr, TRUE);
}

void Screen::resize() noexcept {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  ::resizeterm(size.ws_row, size.ws_col);
  redraw();
}

void Screen::leave() noexcept {
  ::endwin();
}

void Screen::come_back() noexcept {
  resize();
  ::wrefresh(stdscr);
}

}  // namespace cli
