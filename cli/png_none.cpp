// In the place of png.cpp where there is no cairo.
#include "exit_status.hpp"
#include "png.hpp"

namespace cli {

bool can_draw_png() noexcept {
  return false;
}

std::string draw_png(const procmem::Chart& /*chart*/, const procmem::DrawingOptions& /*options*/) {
  throw Failure(ExitStatus::output, "this procmem-cli was built without cairo");
}

}  // namespace cli
