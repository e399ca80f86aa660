#include "detail/session.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "support/child.hpp"
#include "support/recorder.hpp"

using namespace procmem;
using namespace std::chrono_literals;
using detail::Command;
using detail::Session;

namespace {

struct Told {
  std::shared_ptr<Recorder> sink = std::make_shared<Recorder>();
  std::deque<Command> commands;
  std::vector<int> exits;
  int waits = 0;
  Session session;

  explicit Told(const detail::EngineOptions& options = {1h},
                std::optional<std::chrono::nanoseconds> pss_every = {})
      : session(
            options, [this](detail::Target&) { ++waits; }, pss_every) {}

  void work() {
    session.take(commands, exits);
    session.work();
  }
};

}  // namespace

TEST_CASE("a session begins once it has done what it was told, and ends once") {
  Told told;
  told.commands.emplace_back(told.sink);
  told.commands.emplace_back(Process::self());
  told.work();
  CHECK(told.session.begun());
  CHECK(told.waits == 1);
  CHECK(told.sink->headers.front().pid == ::getpid());
  CHECK(told.sink->samples.size() == 1);
  told.work();  // the next tick is an hour away
  CHECK(told.sink->samples.size() == 1);
  told.session.finish();
  told.session.finish();
  CHECK(told.sink->told() == "joined stopped");
  CHECK(!told.session.begun());
}

TEST_CASE("it takes nothing more before it has done what it took") {
  Told told;
  told.commands.emplace_back(told.sink);
  told.session.take(told.commands, told.exits);
  told.commands.emplace_back(Process::self());
  told.session.take(told.commands, told.exits);
  CHECK(told.commands.size() == 1);
  told.session.work();
  told.work();
  CHECK(told.commands.empty());
  CHECK(told.sink->samples.size() == 1);
}

TEST_CASE("marks are told after the beginning, in order, and what is left before the ending") {
  Told told;
  told.session.marks()->put(detail::MarkBox::make("early"));
  told.commands.emplace_back(told.sink);
  told.commands.emplace_back(Process::self());
  told.work();
  CHECK(told.sink->told() == "joined mark");
  CHECK(told.sink->events.back().text == "early");
  told.session.marks()->put(detail::MarkBox::make("late"));
  told.session.finish();
  CHECK(told.sink->told() == "joined mark mark stopped");
  told.session.marks()->put(detail::MarkBox::make("for the next segment"));
  told.session.finish();
  CHECK(told.sink->told() == "joined mark mark stopped");
  told.work();
  CHECK(told.sink->told() == "joined mark mark stopped joined mark");
}

TEST_CASE("samples have the count of operations once there is one") {
  Told told;
  told.commands.emplace_back(told.sink);
  told.commands.emplace_back(Process::self());
  told.work();
  CHECK(!told.sink->samples.back().operations);
  told.session.count(3);
  told.session.count(4);
  told.session.finish();
  told.work();
  CHECK(told.sink->samples.back().operations == 7);
}

TEST_CASE("it wants to be woken for the next tick or discovery, and not at all with neither") {
  Told told;
  told.work();
  CHECK(!told.session.next_deadline());
  const auto before = Session::Clock::now();
  told.commands.emplace_back(Process::self());
  told.work();
  REQUIRE(told.session.next_deadline());
  CHECK(*told.session.next_deadline() >= before + 1h);
  told.commands.emplace_back(
      detail::Discover{[](const std::vector<ProcessEntry>&) { return std::vector<int>(); }, 1min});
  told.work();
  CHECK(*told.session.next_deadline() >= before + 1min);
  CHECK(*told.session.next_deadline() < before + 1h);
  told.commands.emplace_back(detail::Unwatch{::getpid()});
  told.work();
  CHECK(told.session.engine().idle());
  CHECK(told.session.next_deadline());  // the discovery's
}

TEST_CASE("a tick that was interrupted wants to go on at once, and can be brought to its end") {
  const Child child;
  Told told({1h, false, false, SampleSource::status, 1ns});
  told.commands.emplace_back(told.sink);
  told.commands.emplace_back(Process::self());
  told.commands.emplace_back(Process::open(child.pid()));
  told.work();
  REQUIRE(told.sink->samples.size() == 1);
  const auto deadline = told.session.next_deadline();
  CHECK(*deadline <= Session::Clock::now());
  SUBCASE("woken again") {
    told.work();
  }
  SUBCASE("for the ending") {
    told.session.complete_tick();
  }
  CHECK(told.sink->samples.size() == 2);
  CHECK(*told.session.next_deadline() > Session::Clock::now());
}

TEST_CASE("where all have ended, the rest of an interrupted tick does not keep it awake") {
  const Child child;
  Told told({1h, false, false, SampleSource::status, 1ns});
  told.commands.emplace_back(Process::self());
  told.commands.emplace_back(Process::open(child.pid()));
  told.work();
  told.commands.emplace_back(detail::Unwatch{::getpid()});
  told.commands.emplace_back(detail::Unwatch{child.pid()});
  told.work();
  CHECK(told.session.engine().idle());
  CHECK(!told.session.next_deadline());
}

TEST_CASE("the first tick waits for the first look over all processes") {
  const Child child;
  Told told({1h, false, false, SampleSource::status, 1ns});
  told.commands.emplace_back(told.sink);
  told.commands.emplace_back(Process::self());
  told.commands.emplace_back(
      detail::Discover{[&](const std::vector<ProcessEntry>&) { return std::vector<int>{child.pid()}; }, 1h});
  told.work();
  CHECK(told.sink->samples.empty());
  const auto deadline = told.session.next_deadline();
  CHECK(*deadline <= Session::Clock::now());
  while (told.session.engine().in_discovery()) told.work();
  while (told.session.engine().in_tick()) told.work();
  CHECK(told.sink->told() == "joined joined");
  CHECK(told.sink->samples.size() == 2);
  CHECK(*told.session.next_deadline() > Session::Clock::now() + 30min);
}

TEST_CASE("another discovery takes the place of one that goes on") {
  const Child first, second;
  Told told({1h, false, false, SampleSource::status, 1ns});
  told.commands.emplace_back(told.sink);
  for (const Child* const child : {&first, &second}) {
    told.commands.emplace_back(detail::Discover{
        [pid = child->pid()](const std::vector<ProcessEntry>&) { return std::vector<int>{pid}; }, 1h});
    told.work();
    CHECK(told.session.engine().in_discovery());
  }
  while (told.session.engine().in_discovery()) told.work();
  CHECK(told.sink->told() == "joined");
  CHECK(told.sink->events.front().pid == second.pid());
}

TEST_CASE("looking over all processes takes a twentieth of the time at most") {
  Told told;
  told.commands.emplace_back(detail::Discover{[](const std::vector<ProcessEntry>&) {
                                                const auto begun = Session::Clock::now();
                                                while (Session::Clock::now() - begun < 2ms) {
                                                }
                                                return std::vector<int>();
                                              },
                                              1ns});
  told.work();
  CHECK(!told.session.engine().in_discovery());
  CHECK(*told.session.next_deadline() > Session::Clock::now() + 30ms);
}

TEST_CASE("PSS is read after the first tick and then seldom enough, and the next sample has it") {
  Told told({5ms, true}, 1ns);
  told.commands.emplace_back(told.sink);
  told.commands.emplace_back(Process::self());
  told.work();
  REQUIRE(told.sink->samples.size() == 2);  // the process and the sum
  CHECK(!told.sink->samples.front().pss);
  const detail::PssReader& pss = told.session.engine().pss();
  while (told.sink->samples.size() < 60) told.work();
  CHECK(told.sink->samples[2].pss);
  CHECK(told.sink->samples[2].private_memory);
  CHECK(told.sink->samples[3].pid == 0);
  CHECK(told.sink->samples[3].pss == told.sink->samples[2].pss);
  CHECK(pss.reads() >= 1);
  CHECK(pss.errors() == 0);
  std::uint64_t with_pss = 0;
  for (const Sample& sample : told.sink->samples) with_pss += sample.pss ? 1 : 0;
  CHECK(with_pss <= 2 * pss.reads());
}

TEST_CASE("a reading of PSS keeps out of the way of a tick") {
  Told told({1h}, 1ns);
  told.commands.emplace_back(Process::self());
  told.work();
  CHECK(told.session.engine().pss().reads() == 1);
  const auto deadline = told.session.next_deadline();
  CHECK(*deadline > Session::Clock::now());
  CHECK(*deadline < Session::Clock::now() + 10s);
  CHECK(*deadline - Session::Clock::now() <= told.session.pss_time() * 99);
}

TEST_CASE("a word that a process has ended is looked into") {
  Told told;
  told.commands.emplace_back(told.sink);
  told.commands.emplace_back(Process::self());
  told.exits = {::getpid(), 4711};
  told.work();
  told.work();
  CHECK(told.exits.empty());
  CHECK(told.sink->told() == "joined");  // it lives
}

TEST_CASE("it lets go of all that it was given, done or not") {
  Told told;
  told.commands.emplace_back(told.sink);
  told.work();
  told.commands.emplace_back(told.sink);
  told.session.take(told.commands, told.exits);
  told.session.clear();
  CHECK(told.sink.use_count() == 1);
  CHECK(told.session.engine().idle());
}
