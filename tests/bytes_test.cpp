#include <procmem/bytes.hpp>

#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

using procmem::Bytes;
using procmem::format_bytes;

TEST_CASE("the kernel's kB are 1024 bytes") {
  static_assert(Bytes::from_kib(5).count() == 5120);
  CHECK(Bytes::from_kib(std::numeric_limits<std::int64_t>::max() / 1024).count() > 0);
}

TEST_CASE("a difference may be negative") {
  CHECK((Bytes(10) - Bytes(30)).count() == -20);
  CHECK(-Bytes(7) == Bytes(-7));
  CHECK(Bytes(-1) < Bytes(0));
  Bytes sum(1);
  sum += Bytes(2);
  sum -= Bytes(4);
  CHECK(sum == Bytes(-1));
}

TEST_CASE("amounts are written in binary units with two decimals") {
  CHECK(format_bytes(Bytes(0)) == "0 B");
  CHECK(format_bytes(Bytes(1023)) == "1023 B");
  CHECK(format_bytes(Bytes(1024)) == "1.00 KiB");
  CHECK(format_bytes(Bytes::from_kib(4120)) == "4.02 MiB");
  CHECK(format_bytes(Bytes(-1536)) == "-1.50 KiB");
  CHECK(format_bytes(Bytes((std::int64_t{1} << 30) - 1)) == "1.00 GiB");  // not "1024.00 MiB"
  CHECK(format_bytes(Bytes(std::numeric_limits<std::int64_t>::max())) == "8.00 EiB");
  CHECK(format_bytes(Bytes(std::numeric_limits<std::int64_t>::min())) == "-8.00 EiB");
}
