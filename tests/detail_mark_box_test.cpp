#include "detail/mark_box.hpp"

#include <new>
#include <string>
#include <utility>

#include <doctest/doctest.h>

using namespace procmem;
using detail::MarkBox;
using detail::PendingMarks;

namespace {

std::string texts(PendingMarks marks) {
  std::string all;
  for (const auto* mark = marks.get(); mark != nullptr; mark = mark->next.get())
    all += mark->event.text + ' ';
  return all;
}

}  // namespace

TEST_CASE("marks come out in the order in which they were put in, once") {
  MarkBox box;
  CHECK(box.empty());
  box.put(MarkBox::make("a"));
  box.put(MarkBox::make("b"));
  CHECK(!box.empty());
  PendingMarks marks = box.take();
  CHECK(box.empty());
  box.give_back(std::move(marks));
  box.put(MarkBox::make("c"));
  CHECK(texts(box.take()) == "c ");
  CHECK(!box.take());
}

TEST_CASE("it wakes at each mark while it is connected, and outlives one who cannot be woken") {
  MarkBox box;
  int woken = 0;
  box.connect([&woken] {
    ++woken;
    throw std::bad_alloc();
  });
  box.put(MarkBox::make("a"));
  box.put(MarkBox::make("b"));
  CHECK(woken == 2);
  box.disconnect();
  box.put(MarkBox::make("c"));
  CHECK(woken == 2);
  CHECK(texts(box.take()) == "a b c ");
}

TEST_CASE("no more than 1,024 wait, and the others are counted") {
  MarkBox box;
  for (std::size_t i = 0; i < MarkBox::most + 3; ++i) box.put(MarkBox::make(std::to_string(i)));
  CHECK(box.dropped() == 3);
  const PendingMarks marks = box.take();
  std::size_t count = 0;
  for (const auto* mark = marks.get(); mark != nullptr; mark = mark->next.get())
    CHECK(mark->event.text == std::to_string(count++));
  CHECK(count == MarkBox::most);
  box.put(MarkBox::make("again"));
  CHECK(box.dropped() == 3);
}

TEST_CASE("a long text is cut between two characters") {
  const std::string text = std::string(MarkBox::longest - 1, 'x') + "\xC3\xA9";
  CHECK(MarkBox::make(text)->event.text == std::string(MarkBox::longest - 1, 'x'));
  CHECK(MarkBox::make("short")->event.kind == EventKind::mark);
}
