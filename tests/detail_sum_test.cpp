#include "detail/sum.hpp"

#include <doctest/doctest.h>

using namespace procmem;

TEST_CASE("a sum adds what is there and invents nothing") {
  StatusSnapshot total;
  StatusSnapshot part;
  part.vm_rss = Bytes(10);
  part.threads = 2;
  detail::add(total, part);
  part.vm_swap = Bytes(3);
  detail::add(total, part);
  CHECK(total.vm_rss == Bytes(20));
  CHECK(total.vm_swap == Bytes(3));
  CHECK(total.threads == 4);
  CHECK(!total.vm_size);
}
