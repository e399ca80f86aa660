#include <procmem/event.hpp>

#include <set>

#include <doctest/doctest.h>

using namespace procmem;

TEST_CASE("every kind of event has a name, and the name gives it back") {
  std::set<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(EventKind::stopped); ++kind) {
    const std::string_view name = event_name(static_cast<EventKind>(kind));
    CHECK(parse_event_name(name) == static_cast<EventKind>(kind));
    names.insert(name);
  }
  CHECK(names.size() == static_cast<std::size_t>(EventKind::stopped) + 1);
  CHECK(!parse_event_name("unknown"));
  CHECK(!parse_event_name(""));
}
