#include "detail/pss_reader.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <procmem/smaps.hpp>

#include "support/child.hpp"

using namespace procmem;
using detail::PssReader;
using detail::Target;

namespace {

std::unique_ptr<Target> target_of(int pid) {
  Process process = Process::open(pid);
  const StatusSnapshot status = read_status(process);
  return std::make_unique<Target>(std::move(process), status);
}

int steps_of_a_round(PssReader& reader, const PssReader::Targets& targets) {
  int steps = 0;
  for (reader.begin_round(); reader.in_round(); ++steps) reader.step(targets);
  return steps;
}

}  // namespace

TEST_CASE("a round reads each target once, and then knows the sum") {
  const Child first, second;
  PssReader::Targets targets;
  for (const Child* const child : {&first, &second}) targets.push_back(target_of(child->pid()));
  PssReader reader;
  CHECK(steps_of_a_round(reader, targets) == 3);  // and one in which there is none left
  CHECK(reader.reads() == 2);
  CHECK(reader.errors() == 0);
  for (const auto& target : targets) {
    CHECK(target->pss.fresh);
    const SmapsRollup rollup = read_smaps_rollup(target->process);  // PSS depends on what others do meanwhile
    REQUIRE(target->pss.pss);
    CHECK(*target->pss.pss > Bytes());
    CHECK(*target->pss.pss < *rollup.rss);
    CHECK(target->pss.swap_pss == rollup.swap_pss);
    CHECK(target->pss.private_memory == private_memory(rollup));
  }
  CHECK(reader.total().pss == *targets[0]->pss.pss + *targets[1]->pss.pss);
  CHECK(reader.total().private_memory == *targets[0]->pss.private_memory + *targets[1]->pss.private_memory);
  CHECK(steps_of_a_round(reader, targets) == 3);
  CHECK(reader.reads() == 4);
}

TEST_CASE("shared memory counts once in the sum of PSS, and twice in that of RSS") {
  constexpr std::size_t size = 16 << 20;
  void* const shared = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(shared != MAP_FAILED);
  const auto touch = [shared] {
    for (std::size_t i = 0; i < size; i += 4096) static_cast<volatile char*>(shared)[i] = 1;
  };
  {
    const Child first(touch), second(touch);
    PssReader::Targets targets;
    for (const Child* const child : {&first, &second}) targets.push_back(target_of(child->pid()));
    PssReader reader;
    steps_of_a_round(reader, targets);
    const Bytes rss = *read_status(targets[0]->process).vm_rss + *read_status(targets[1]->process).vm_rss;
    REQUIRE(reader.total().pss);
    CHECK(rss.count() - reader.total().pss->count() >= static_cast<std::int64_t>(size));
  }
  ::munmap(shared, size);
}

TEST_CASE("who has no memory adds nothing, and is no error") {
  const Child living;
  Child dead;
  PssReader::Targets targets;
  for (const Child* const child : {&living, static_cast<const Child*>(&dead)})
    targets.push_back(target_of(child->pid()));
  dead.kill();
  PssReader reader;
  steps_of_a_round(reader, targets);
  CHECK(reader.errors() == 0);
  CHECK(!targets[1]->pss.pss);
  CHECK(reader.total().pss == targets[0]->pss.pss);
}

TEST_CASE("targets that go during a round do not keep others from being read") {
  const Child a, b, c, d;
  PssReader::Targets targets;
  for (const Child* const child : {&a, &b, &c, &d}) targets.push_back(target_of(child->pid()));
  PssReader reader;
  reader.begin_round();
  reader.step(targets);
  reader.step(targets);
  targets.erase(targets.begin(), targets.begin() + 2);
  while (reader.in_round()) reader.step(targets);
  CHECK(targets[0]->pss.pss);
  CHECK(targets[1]->pss.pss);
  CHECK(reader.total().pss == *targets[0]->pss.pss + *targets[1]->pss.pss);
}

TEST_CASE("figures go to one sample") {
  detail::PssFigures figures{Bytes(1), Bytes(2), Bytes(3), true, true};
  Sample sample;
  hand_over(figures, sample);
  CHECK(sample.pss == Bytes(1));
  CHECK(sample.private_memory == Bytes(2));
  CHECK(sample.swap_pss == Bytes(3));
  Sample next;
  hand_over(figures, next);
  CHECK(!next.pss);
}
