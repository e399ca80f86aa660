#include "notices.hpp"

#include <procmem/text.hpp>

namespace cli {

std::string notice(const procmem::Event& event) {
  using procmem::EventKind;
  const std::string who = "pid " + std::to_string(event.pid) + " (" + procmem::printable(event.name) + ")";
  switch (event.kind) {
    case EventKind::exec:
      return who + " runs another program now: a new series";
    case EventKind::replaced:
      return who + " has ended, and its pid belongs to another process now, which is not recorded";
    case EventKind::gap:
      return who + " cannot be read: " + procmem::printable(event.text);
    case EventKind::sink_failed:
      return procmem::printable(event.text);
    case EventKind::joined:
    case EventKind::left:
    case EventKind::exited:
    case EventKind::missed:
    case EventKind::mark:
    case EventKind::stopped:
      break;
  }
  return {};
}

}  // namespace cli
