#include <procmem/version.hpp>

#include <string>

#include <doctest/doctest.h>

TEST_CASE("the library was built from these headers") {
  const std::string header = std::to_string(PROCMEM_VERSION_MAJOR) + "." +
                             std::to_string(PROCMEM_VERSION_MINOR) + "." +
                             std::to_string(PROCMEM_VERSION_PATCH);
  CHECK(procmem::version() == header);
}
