#include <procmem/event.hpp>

#include <array>
#include <utility>

namespace procmem {
namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 10> kinds = {{
    {EventKind::joined, "joined"},
    {EventKind::left, "left"},
    {EventKind::exited, "exited"},
    {EventKind::replaced, "replaced"},
    {EventKind::exec, "exec"},
    {EventKind::missed, "missed"},
    {EventKind::gap, "gap"},
    {EventKind::mark, "mark"},
    {EventKind::sink_failed, "sink_failed"},
    {EventKind::stopped, "stopped"},
}};

}  // namespace

std::string_view event_name(EventKind kind) noexcept {
  for (const auto& [known, name] : kinds)
    if (known == kind) return name;
  return "unknown";
}

std::optional<EventKind> parse_event_name(std::string_view name) noexcept {
  for (const auto& [kind, known] : kinds)
    if (known == name) return kind;
  return std::nullopt;
}

}  // namespace procmem
