#include "detail/growth_metric.hpp"

#include <doctest/doctest.h>

using namespace procmem;
using procmem::detail::choose_metric;
using procmem::detail::read_metric;

namespace {

StatusSnapshot snapshot() {
  StatusSnapshot status;
  status.vm_rss = Bytes(1000);
  status.rss_anon = Bytes(600);
  status.rss_file = Bytes(300);
  status.rss_shmem = Bytes(100);
  status.vm_swap = Bytes(50);
  return status;
}

procmem::Sample sample_of(const StatusSnapshot& status) {
  procmem::Sample sample;
  sample.status = status;
  return sample;
}

}  // namespace

TEST_CASE("what only the process can give back is judged: no file pages, but what was swapped out") {
  const auto metric = choose_metric(snapshot(), nullptr);
  CHECK(metric.name == "rss_anon+rss_shmem+vm_swap");
  CHECK(read_metric(metric, sample_of(snapshot())) == 750);
}

TEST_CASE("an old kernel or a classic log tells the resident set only, and the name says so") {
  StatusSnapshot old = snapshot();
  old.rss_anon = old.rss_file = old.rss_shmem = std::nullopt;
  CHECK(choose_metric(old, nullptr).name == "vm_rss+vm_swap");
  CHECK(read_metric(choose_metric(old, nullptr), sample_of(old)) == 1050);
  old.vm_swap = std::nullopt;
  CHECK(choose_metric(old, nullptr).name == "vm_rss");
  CHECK(read_metric(choose_metric(old, nullptr), sample_of(old)) == 1000);
}

TEST_CASE("a field that was asked for is judged alone") {
  const auto metric = choose_metric(snapshot(), find_field("rss_file"));
  CHECK(metric.name == "rss_file");
  CHECK(read_metric(metric, sample_of(snapshot())) == 300);
}

TEST_CASE("a process without memory has no figure") {
  CHECK_FALSE(read_metric(choose_metric(snapshot(), nullptr), sample_of(StatusSnapshot())));
}

TEST_CASE("the heap is within what is judged, unless that is another kind of memory or no memory") {
  CHECK(detail::includes_heap(choose_metric(snapshot(), nullptr)));
  for (const char* const name : {"vm_rss", "vm_size", "vm_data", "rss_anon"})
    CHECK(detail::includes_heap(choose_metric(snapshot(), find_field(name))));
  for (const char* const name : {"rss_file", "rss_shmem", "threads", "heap_in_use", "heap_retained"})
    CHECK_FALSE(detail::includes_heap(choose_metric(snapshot(), find_field(name))));
}
