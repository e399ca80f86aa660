#ifndef PROCMEM_CLI_SCREEN_HPP
#define PROCMEM_CLI_SCREEN_HPP

#include <memory>
#include <optional>
#include <string>

#include "page.hpp"
#include "watch_view.hpp"

namespace cli {

/// What was typed.
struct Typed {
  enum class Kind { key, quit, redraw, unknown };
  Kind kind = Kind::unknown;
  Key key = Key::up;
};

/// The whole terminal, from open() to its destruction, which gives it back as it was. A crash gives it back,
/// too. There is one at a time. Keys come from /dev/tty, so standard input may be anything.
class Screen {
 public:
  /// Why there can be none: "standard output is not a terminal", …; empty: there can.
  static std::string obstacle();

  /// Errors: Failure (output) where obstacle() has something to say.
  explicit Screen(bool color);
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  /// A descriptor that is readable when something was typed; its own, for it is made non-blocking.
  int keys() const noexcept;

  /// The next of what was typed; nothing where that was all.
  std::optional<Typed> read() noexcept;
  bool is_gone() const noexcept;  ///< the terminal was closed

  Look look() const noexcept;
  void show(const Page& page) noexcept;  ///< no effect while the terminal takes nothing (Ctrl-S)
  void redraw() noexcept;                ///< the next show() draws all anew
  void resize() noexcept;                ///< to what the terminal has now

  void leave() noexcept;      ///< gives the terminal back for a while
  void come_back() noexcept;  ///< takes it again

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cli

#endif
