#include <procmem/export.hpp>

#include <doctest/doctest.h>

namespace {
struct PROCMEM_EXPORT Marked {
  int value = 1;
};
}  // namespace

TEST_CASE("the export mark can stand on a type") {
  CHECK(Marked().value == 1);
}
