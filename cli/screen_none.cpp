// For a build without ncurses.
#include "screen.hpp"

#include "exit_status.hpp"

namespace cli {

struct Screen::Impl {};

std::string Screen::obstacle() {
  return "this program was built without ncurses (Debian: libncurses-dev)";
}

Screen::Screen(bool /*color*/) {
  throw Failure(ExitStatus::output, obstacle());
}
Screen::~Screen() = default;
int Screen::keys() const noexcept {
  return -1;
}
std::optional<Typed> Screen::read() noexcept {
  return std::nullopt;
}
bool Screen::is_gone() const noexcept {
  return true;
}
Look Screen::look() const noexcept {
  return {};
}
void Screen::show(const Page& /*page*/) noexcept {}
void Screen::redraw() noexcept {}
void Screen::resize() noexcept {}
void Screen::leave() noexcept {}
void Screen::come_back() noexcept {}

}  // namespace cli
